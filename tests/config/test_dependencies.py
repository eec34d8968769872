"""The dependencies of pyproject.toml and the hashed locks that are made from them."""

import tomllib

import pytest
from django.conf import settings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
DECLARED = {"base": PROJECT["project"]["dependencies"], **PROJECT["dependency-groups"]}


@pytest.mark.promise(
    "Every dependency is locked at a version that pyproject.toml allows",
    section="operations",
)
@pytest.mark.parametrize("group", DECLARED)
def test_every_dependency_is_locked_at_a_version_that_it_allows(group: str) -> None:
    lock = (settings.BASE_DIR / "requirements" / f"{group}.txt").read_text()
    pins = [
        Requirement(line.rstrip(" \\"))
        for line in lock.splitlines()
        if "==" in line and "--hash" not in line
    ]
    locked = {canonicalize_name(pin.name): next(iter(pin.specifier)).version for pin in pins}
    for declared in map(Requirement, DECLARED[group]):
        assert declared.specifier.contains(locked[canonicalize_name(declared.name)])
