#!/usr/bin/env python3
"""Set up, run, test, check and measure Standfirst with a bare Python: python3 dev.py VERB."""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STATE = ROOT / "var"
LOCKS = {part: ROOT / "requirements" / f"{part}.txt" for part in ("base", "dev", "mutants")}
NEEDED = ("base", "dev")  # what `setup` installs; only the command `mutants` needs "mutants"
VERSION = "{}.{}".format(*sys.version_info)
POSTGRES_MISSING = 77  # how pytest ends when --postgres finds none (tests/plumbing/environment.py)
STOP_SECONDS = 5
BACKGROUND_COMMANDS = {
    "task worker": ["db_worker"],
    "scheduled jobs": ["run_scheduled", "--every", "20"],
}

USAGE = """Usage: python3 dev.py VERB

  run [--port N]      set up and run the site with demo content at http://localhost:8000
  setup               only set up: make .venv with the locked packages
  test [ARGS]         run the tests on SQLite, then on PostgreSQL (without the browser's);
                      with arguments: one run of pytest (--postgres: on PostgreSQL)
  check               lint, types, imports, templates, promises, migrations, deploy, leaks, locks
  bench [ARGS]        measure the site against a bare view
  promises [--check]  write docs/promises.md from the markers of the tests; --check compares only
  mutants [ARGS]      mutation tests: list the changes of the rules that no test notices
"""
WELCOME = """
Standfirst is running at http://localhost:{port}/

  The desk     http://localhost:{port}/admin/
  The mail     http://localhost:{port}/mail/
  Sign in as   editor@demo.example, columnist@demo.example, moderator@demo.example,
               publisher@demo.example, subscriber@demo.example or reader@demo.example
  Password     demo-password

Ctrl-C stops it. What you change stays in var/.
"""

NOT_MIGRATED = """
The database could not be migrated; the reason is above. If var/ is of another version than this
one, move it away (mv var var.old) and run this again: it makes a new one with demo content.
"""


def log(text: str) -> None:
    print(text, flush=True)


def status(command: list[str], env: dict[str, str] | None = None) -> int:
    return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode


def setup(*parts: str) -> None:
    """Create .venv with the locked packages, unless its stamps show that nothing has changed."""
    for part in parts or NEEDED:
        lock = LOCKS[part]
        stamp = VENV / f"{part}.stamp"
        expected = f"{VERSION} {hashlib.sha256(lock.read_bytes()).hexdigest()}"
        if PYTHON.exists() and stamp.exists() and stamp.read_text() == expected:
            continue
        log(f"Setting up .venv with the packages of {lock.relative_to(ROOT)} ...")
        if not venv_fits():
            make_venv()
        install(lock)
        stamp.write_text(expected)


def venv_fits() -> bool:
    config = VENV / "pyvenv.cfg"
    return PYTHON.exists() and config.exists() and f"version = {VERSION}." in config.read_text()


def make_venv() -> None:
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        sys.exit(
            "This Python cannot make virtual environments. On Debian: apt install python3-venv"
        )
    if status([sys.executable, "-m", "venv", "--clear", str(VENV)]):
        sys.exit(f"The virtual environment {VENV} could not be made; the reason is above.")


def install(lock: Path) -> None:
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if status([*pip, "--require-hashes", "-r", str(lock)]):
        sys.exit(
            "The packages could not be installed; the reason is above. Is this machine online?"
        )


def run(args: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="dev.py run", description="Run the site with demo content."
    )
    parser.add_argument("--port", type=int, default=8000, choices=range(1, 65536), metavar="N")
    port = parser.parse_args(args).port
    setup("base")
    if not port_is_free(port):
        sys.exit(f"Port {port} is in use. Choose another one: python3 dev.py run --port {port + 1}")
    env = demo_environment(port)
    prepare_database(env)
    # Raise KeyboardInterrupt for these signals too, so that serve() ends its children.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.default_int_handler)
    return serve(port, env)


def port_is_free(port: int) -> bool:
    with socket.socket() as probe, contextlib.suppress(OSError):
        # As runserver does: without it, a port that was just closed seems to be in use.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
        return True
    return False


def demo_environment(port: int) -> dict[str, str]:
    """Return an environment that uses only var/.

    Demo content must not get into the DATABASE_URL of the shell.
    """
    elsewhere = {"DATABASE_URL", "CACHE_URL", "EMAIL_URL", "MEDIA_ROOT"}
    remaining = {name: value for name, value in os.environ.items() if name not in elsewhere}
    ours = {"DEBUG": "1", "SITE_URL": f"http://localhost:{port}"}
    return {**remaining, **ours, "PYTHONUNBUFFERED": "1", "DJANGO_RUNSERVER_HIDE_WARNING": "true"}


def prepare_database(env: dict[str, str]) -> None:
    """Migrate if there are new migrations; fill a new database with demo content."""
    note = STATE / "prepared"
    migrations = sorted(
        path.name + path.parent.parent.name for path in ROOT.glob("*/migrations/*.py")
    )
    expected = hashlib.sha256(repr((migrations, LOCKS["base"].read_bytes())).encode()).hexdigest()
    known = note.read_text() if note.exists() and (STATE / "db.sqlite3").exists() else ""
    if known == expected:
        return
    if status(manage("migrate", "--verbosity=0"), env):
        sys.exit(NOT_MIGRATED)
    if not known and status(manage("load_demo"), env):
        sys.exit("The demo content could not be loaded; the reason is above.")
    note.write_text(expected)


def manage(*args: str) -> list[str]:
    return [str(PYTHON), str(ROOT / "manage.py"), *args]


def serve(port: int, env: dict[str, str]) -> int:
    """Run server, task worker and scheduled jobs until one of them ends or Ctrl-C is pressed."""
    children = [start(manage("runserver", f"127.0.0.1:{port}"), env)]
    try:
        if wait_for_server(children[0], port):
            children += [
                start(manage(*command, "--verbosity=0"), env)
                for command in BACKGROUND_COMMANDS.values()
            ]
            log(WELCOME.format(port=port))
        while all(child.poll() is None for child in children):
            time.sleep(0.2)
        first = [child.poll() is not None for child in children].index(True)
        log(
            f"The {['server', *BACKGROUND_COMMANDS][first]} has ended by itself; the reason is"
            " above."
        )
        return 1
    except KeyboardInterrupt:
        log("\nStopped.")
        return 0
    finally:
        end(children)


def start(command: list[str], env: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start a child in its own process group, so that its own children end with it."""
    return subprocess.Popen([*leash(), *command], cwd=ROOT, env=env, start_new_session=True)


def leash(signal_name: str = "TERM") -> list[str]:
    """Return a command prefix that makes Linux end the child with this process, even by SIGKILL."""
    setpriv = shutil.which("setpriv")
    if not setpriv:
        return []
    help_text = subprocess.run(
        [setpriv, "--help"], capture_output=True, text=True, check=False
    ).stdout
    return [setpriv, "--pdeathsig", signal_name] if "--pdeathsig" in help_text else []


def wait_for_server(server: subprocess.Popen[bytes], port: int) -> bool:
    """Return True when the server accepts connections, False if it has ended."""
    while server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
        time.sleep(0.05)
    return False


def end(children: list[subprocess.Popen[bytes]]) -> None:
    # Ask first, then kill what has not ended after STOP_SECONDS.
    for number in (signal.SIGTERM, signal.SIGKILL):
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, number)
        for child in children:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(STOP_SECONDS)


def test(args: list[str]) -> int:
    setup()
    if args:
        return pytest(args)
    log("== Tests on SQLite")
    on_sqlite = pytest(["-m", "not postgres"])
    log("== Tests on PostgreSQL")
    on_postgres = pytest(["--postgres", "-m", "not browser"])  # browser tests have run on SQLite
    excused = on_postgres == POSTGRES_MISSING and os.environ.get("CI") != "true"
    return on_sqlite or (0 if excused else on_postgres)


def pytest(args: list[str]) -> int:
    # These need one process with the terminal, or only list tests.
    alone = {"-s", "--pdb", "--trace", "--collect-only", "--co"}
    parallel = not any(arg in alone or arg.startswith(("-n", "--numprocesses")) for arg in args)
    return status([str(PYTHON), "-m", "pytest", *(["-n", "auto"] if parallel else []), *args])


def check(_: list[str]) -> int:
    setup()
    return status([str(PYTHON), str(ROOT / ".ci" / "check.py")])


def bench(args: list[str]) -> int:
    setup()
    return status([str(PYTHON), "-m", "bench", *args])


def mutants(args: list[str]) -> int:
    setup(*NEEDED, "mutants")
    drop_stale_copies()
    mutmut = str(VENV / "bin" / "mutmut")
    ran = status([mutmut, "run", *args])
    return ran or status([mutmut, "results"])


def drop_stale_copies() -> None:
    """Delete outdated files in mutmut's copy: a renamed migration would exist twice."""
    copies = ROOT / "mutants"
    for copy in copies.rglob("*.py"):
        if not (ROOT / copy.relative_to(copies)).exists():
            copy.unlink()


def promises(args: list[str]) -> int:
    return status([sys.executable, str(ROOT / "tools" / "promises.py"), *args])


def setup_only(_: list[str]) -> int:
    setup()
    log("Ready. Next: python3 dev.py run")
    return 0


VERBS = {
    "run": run,
    "setup": setup_only,
    "test": test,
    "check": check,
    "bench": bench,
    "promises": promises,
    "mutants": mutants,
}


def main() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 (an older Python gets a clear message)
        sys.exit(f"Standfirst needs Python 3.11 or newer; this is {VERSION} ({sys.executable}).")
    verb, args = (sys.argv[1:2] or [""])[0], sys.argv[2:]
    if verb in {"-h", "--help", "help"}:
        log(USAGE)
        return 0
    if args and VERBS.get(verb) in {setup_only, check}:
        sys.exit(f"dev.py {verb} takes no arguments.\n\n{USAGE}")
    if verb not in VERBS:
        sys.exit((f"dev.py knows no verb {verb!r}.\n\n" if verb else "") + USAGE)
    return VERBS[verb](args)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
