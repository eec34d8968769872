"""All checks of CI except the tests. `python3 dev.py check` runs it with the Python of .venv."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
Environment = dict[str, str]
REGISTRY_FREE = [
    "! grep -nE '://|--(extra-)?index-url' requirements/*.txt",
    "! grep -n '\"resolved\"' tools/web_lint/package-lock.json",
]


class Step(NamedTuple):
    name: str
    commands: list[list[str]]
    env: Environment
    needs: str = ""


def steps(folder: Path) -> list[Step]:
    """Return the checks.

    They use a temporary database, temporary media and fixed settings, not those of the shell.
    """
    debug, public = environments(folder)
    lint = [tool("ruff", "check", "."), tool("ruff", "format", "--check", ".")]
    leaks = [manage("migrate", "--verbosity=0"), manage("load_demo"), manage("check_leaks")]
    return [
        Step("lint", lint, debug),
        Step("types", [tool("mypy")], debug),
        Step("import arrows", [tool("lint-imports", "--no-cache")], debug),
        Step("templates", [tool("djlint", "templates", "--lint", "--quiet")], debug),
        Step("promises", [[sys.executable, str(ROOT / "tools" / "promises.py"), "--check"]], debug),
        Step("static files", [npm("setup"), npm("lint")], dict(os.environ), needs="npm"),
        Step("migrations", [manage("makemigrations", "--check", "--dry-run")], debug),
        Step("deploy check", [manage("check", "--deploy", "--fail-level", "WARNING")], public),
        Step("leaks", leaks, debug),
        # Locks contain packages and hashes only; each machine configures its own registry.
        Step("locks", [["sh", "-c", each] for each in REGISTRY_FREE], debug),
    ]


def environments(folder: Path) -> tuple[Environment, Environment]:
    shell = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    shell |= {
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "MEDIA_ROOT": str(folder / "media"),
    }
    site = {
        "SITE_URL": "https://example.org",
        "ALLOWED_HOSTS": "example.org",
        "TRUSTED_PROXIES": "1",
    }
    return shell | {"DEBUG": "1"}, shell | site | {"DEBUG": "0", "SECRET_KEY": os.urandom(32).hex()}


def tool(name: str, *args: str) -> list[str]:
    return [str(BIN / name), *args]


def manage(*args: str) -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), *args]


def npm(script: str) -> list[str]:
    return ["npm", "--prefix", str(ROOT / "tools" / "web_lint"), "--silent", "run", script]


def passes(step: Step) -> bool:
    """Run the commands until one fails. Print one line, and the output only of a failed command."""
    if step.needs and not shutil.which(step.needs):
        required = os.environ.get("CI") == "true"
        print(
            f"{'FAILED' if required else 'skipped':<8}{step.name:<15}{step.needs} is not installed",
            flush=True,
        )
        return not required
    began = time.monotonic()
    output = ""
    for command in step.commands:
        done = subprocess.run(
            command, cwd=ROOT, env=step.env, capture_output=True, text=True, check=False
        )
        if done.returncode:
            output = f"{done.stdout}{done.stderr}".strip() or "(it said nothing)"
            break
    print(
        f"{'FAILED' if output else 'ok':<8}{step.name:<15}{time.monotonic() - began:6.1f} s",
        flush=True,
    )
    if output:
        print(output, flush=True)
    return not output


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="standfirst-check-") as folder:
        failed = [step.name for step in steps(Path(folder)) if not passes(step)]
    # For people to look at: no figure fails the check.
    subprocess.run([sys.executable, str(ROOT / "tools" / "metrics.py")], check=False)
    print(f"Failed: {', '.join(failed)}." if failed else "Everything is in order.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
