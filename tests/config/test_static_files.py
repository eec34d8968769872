"""Style sheets and scripts in static/, which have no test of their own for what a linter cannot
see.
"""

import re
from pathlib import Path

import pytest
from django.conf import settings

STATIC = Path(settings.BASE_DIR) / "static"
SCRIPTS = sorted((STATIC / "js").glob("*.js"))


@pytest.mark.promise("No script contains a URL path", section="http")
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_takes_its_urls_from_the_page(script: Path) -> None:
    assert not re.findall(r"""["'`=]/[a-z][\w/-]*""", script.read_text())


@pytest.mark.promise(
    "Each custom property of the style sheets is defined and used",
    section="http",
)
def test_every_custom_property_is_defined_and_used() -> None:
    sheets = "".join(path.read_text() for path in sorted((STATIC / "css").glob("*.css")))
    used = set(re.findall(r"var\((--[\w-]+)", sheets))
    defined = set(re.findall(r"(--[\w-]+):", sheets))
    tokens = set(re.findall(r"(--[\w-]+):", (STATIC / "css" / "tokens.css").read_text()))
    assert used - defined == set()
    assert tokens - used == set()
