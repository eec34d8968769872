"""The lines of docs/deploy.md work as they are printed."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as project

from tests.config.test_environment import GOOD

TEXT = (project.BASE_DIR / "docs" / "deploy.md").read_text()
[CRON] = re.findall(r"```cron\n(.*?)```", TEXT, re.DOTALL)
LINES = [line.split(None, 5)[5] for line in CRON.splitlines()]


@pytest.fixture(scope="module")
def env_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("server")
    values = {
        **GOOD,
        "SITE_NAME": "Smith, Jones & Co.",
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
    }
    values["MEDIA_ROOT"] = str(folder / "media")
    path = folder / "standfirst.env"
    path.write_text("".join(f"{name}={shlex.quote(value)}\n" for name, value in values.items()))
    assert (
        run(
            "cd /srv/standfirst && set -a && . /etc/standfirst.env && .venv/bin/python manage.py"
            " migrate -v0",
            path,
        )
        == 0
    )
    return path


def run(line: str, env_file: Path) -> int:
    """As cron does: by sh, with next to nothing in the environment."""
    command = line.replace("/srv/standfirst", str(project.BASE_DIR)).replace(
        "/etc/standfirst.env", str(env_file)
    )
    command = command.replace(".venv/bin/python", sys.executable)
    clean = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "SHELL": "/bin/sh"}
    return subprocess.run(["/bin/sh", "-c", command], env=clean, check=False).returncode


@pytest.mark.promise("The printed crontab works", section="operations")
@pytest.mark.parametrize("line", LINES, ids=lambda line: line.rpartition("manage.py ")[2])
@pytest.mark.slow
def test_a_line_of_the_crontab_works(line: str, env_file: Path) -> None:
    assert run(line, env_file) == 0


def test_missing_required_settings_are_named() -> None:
    part = TEXT.partition("## Back up")[2].partition("\n## ")[0]
    for needed in (
        "pg_dump",
        "pg_restore",
        ".backup",
        "including `public/`",
        "SECRET_KEY",
        "reindex_search",
    ):
        assert needed in part
