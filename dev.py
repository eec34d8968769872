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
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "standfirst.stamp"
LOCKS = [ROOT / "requirements" / "base.txt", ROOT / "requirements" / "dev.txt"]
STATE = ROOT / "var"
OLDEST = (3, 11)
VERSION = "{}.{}".format(*sys.version_info)
POSTGRES_MISSING = 77  # pytest's exit code when --postgres finds no PostgreSQL (tests/plumbing/environment.py)
START_SECONDS = 60
STOP_SECONDS = 5

USAGE = """Usage: python3 dev.py VERB

  run [--port N]      set up and run the site with demo content at http://localhost:8000
  setup               only set up: make .venv with the locked packages
  test [ARGS]         set up and run the tests on SQLite, then on PostgreSQL;
                      with arguments: one run of pytest with these (--postgres chooses the other engine)
  check               lint, types, import arrows, migrations, deploy check, templates, leaks, locks
  bench [ARGS]        measure the site against a bare view
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


def say(text: str) -> None:
    print(text, flush=True)


def stop(sentence: str) -> NoReturn:
    sys.stdout.flush()
    sys.exit(sentence)


def status(command: list[str], env: dict[str, str] | None = None) -> int:
    """Run a command in the project's folder; its exit code."""
    return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode


# Setting up


def setup() -> None:
    """Make .venv with the locked packages, unless its stamp says that nothing has changed."""
    wanted = fingerprint()
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text() == wanted:
        return
    say("Setting up .venv with the locked packages (about half a minute) ...")
    if not venv_fits():
        make_venv()
    install_packages()
    STAMP.write_text(wanted)


def fingerprint() -> str:
    locks = b"".join(lock.read_bytes() for lock in LOCKS)
    return f"{VERSION} {hashlib.sha256(locks).hexdigest()}"


def venv_fits() -> bool:
    """Whether .venv works and was made by this version of Python."""
    config = VENV / "pyvenv.cfg"
    return PYTHON.exists() and config.exists() and f"version = {VERSION}." in config.read_text()


def make_venv() -> None:
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        stop(f"This Python cannot make virtual environments. On Debian: apt install python3-venv (Python {VERSION}).")
    if status([sys.executable, "-m", "venv", "--clear", str(VENV)]):
        stop(f"The virtual environment {VENV} could not be made; the reason is above.")


def install_packages() -> None:
    files = [part for lock in LOCKS for part in ("-r", str(lock))]
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    if status([*pip, *files]):
        stop("The packages could not be installed; the reason is above. Is this machine online?")


# Running


def run(args: list[str]) -> int:
    port = chosen_port(args)
    setup()
    if not port_is_free(port):
        stop(f"Port {port} is in use. Choose another one: python3 dev.py run --port {port + 1}")
    env = demo_environment(port)
    prepare_database(env)
    return serve(port, env)


def chosen_port(args: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py run", description="Run the site with demo content.")
    parser.add_argument("--port", type=int, default=8000, choices=range(1, 65536), metavar="N", help="default: 8000")
    return int(parser.parse_args(args).port)


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def demo_environment(port: int) -> dict[str, str]:
    """Everything is kept in var/, so that an address in the developer's shell never meets demo content."""
    elsewhere = {"DATABASE_URL", "CACHE_URL", "EMAIL_URL", "MEDIA_ROOT"}
    kept = {name: value for name, value in os.environ.items() if name not in elsewhere}
    ours = {"DEBUG": "1", "SITE_URL": f"http://localhost:{port}"}
    return {**kept, **ours, "PYTHONUNBUFFERED": "1", "DJANGO_RUNSERVER_HIDE_WARNING": "true"}


def prepare_database(env: dict[str, str]) -> None:
    """Migrate; fill a new database with demo content (once: a second start keeps what was changed)."""
    loaded = STATE / "demo-loaded"
    if not (STATE / "db.sqlite3").exists():
        loaded.unlink(missing_ok=True)
    if status(manage("migrate", "--verbosity=0"), env):
        stop("The database could not be migrated; the reason is above.")
    if not loaded.exists():
        say("Loading the demo content ...")
        if status(manage("load_demo"), env):
            stop("The demo content could not be loaded; the reason is above.")
        loaded.touch()


def manage(*args: str) -> list[str]:
    return [str(PYTHON), str(ROOT / "manage.py"), *args]


def serve(port: int, env: dict[str, str]) -> int:
    """Run the server and the task worker until one of them ends or somebody stops us."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        children["server"] = start(manage("runserver", f"127.0.0.1:{port}"), env)
        children["task worker"] = start(manage("db_worker", "--verbosity=0"), env)
        if wait_for_server(port, children):
            say(WELCOME.format(port=port))
        say(f"The {first_to_end(children)} has ended by itself; the reason is above.")
        return 1
    except KeyboardInterrupt:
        say("\nStopped.")
        return 0
    finally:
        end(children)


def start(command: list[str], env: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start a child with a process group of its own, so that whatever it starts can be ended with it."""
    return subprocess.Popen([*leash(), *command], cwd=ROOT, env=env, start_new_session=True)


def leash(signal_name: str = "TERM") -> list[str]:
    """What to put before a command so that Linux ends it when we end, even by SIGKILL."""
    setpriv = shutil.which("setpriv")
    if not setpriv:
        return []
    help_text = subprocess.run([setpriv, "--help"], capture_output=True, text=True, check=False).stdout
    return [setpriv, "--pdeathsig", signal_name] if "--pdeathsig" in help_text else []


def wait_for_server(port: int, children: dict[str, subprocess.Popen[bytes]]) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and all(child.poll() is None for child in children.values()):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
        time.sleep(0.05)
    return False


def first_to_end(children: dict[str, subprocess.Popen[bytes]]) -> str:
    while True:
        for name, child in children.items():
            if child.poll() is not None:
                return name
        time.sleep(0.2)


def end(children: dict[str, subprocess.Popen[bytes]]) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        for child in children.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, number)
        for child in children.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(STOP_SECONDS)


# Testing, checking, measuring


def test(args: list[str]) -> int:
    setup()
    if args:
        return pytest(args)
    say("== Tests on SQLite")
    code = pytest(["-m", "not postgres"])
    say("== Tests on PostgreSQL")
    other = pytest(["--postgres"])
    if other == POSTGRES_MISSING and os.environ.get("CI") != "true":
        return code
    return code or other


def pytest(args: list[str]) -> int:
    alone = {"-s", "--pdb", "--trace", "--collect-only", "--co"}
    parallel = not any(arg in alone or arg.startswith(("-n", "--numprocesses")) for arg in args)
    command = [str(PYTHON), "-m", "pytest", *(["-n", "auto"] if parallel else []), *args]
    return status(command)


def check(args: list[str]) -> int:
    refuse_arguments("check", args)
    setup()
    return status([str(PYTHON), str(ROOT / ".ci" / "check.py")])


def bench(args: list[str]) -> int:
    setup()
    return status([str(PYTHON), "-m", "bench", *args])


def setup_only(args: list[str]) -> int:
    refuse_arguments("setup", args)
    setup()
    say("Ready. Next: python3 dev.py run")
    return 0


def refuse_arguments(verb: str, args: list[str]) -> None:
    if args:
        stop(f"dev.py {verb} takes no arguments.\n\n{USAGE}")


VERBS = {"run": run, "setup": setup_only, "test": test, "check": check, "bench": bench}


def main() -> int:
    if sys.version_info < OLDEST:
        stop(f"Standfirst needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {VERSION} ({sys.executable}).")
    verb, args = (sys.argv[1:2] or [""])[0], sys.argv[2:]
    if verb in {"-h", "--help", "help"}:
        say(USAGE)
        return 0
    if verb not in VERBS:
        stop((f"dev.py knows no verb {verb!r}.\n\n" if verb else "") + USAGE)
    return VERBS[verb](args)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
