"""dev.py on a machine that has only Python."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

import dev
from tests.plumbing.cluster import free_port

pytestmark = [
    pytest.mark.slow,
    pytest.mark.promise(
        "`dev.py run` reports a port in use, starts quickly the second time, keeps data and leaves"
        " no process",
        section="operations",
    ),
]

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 60


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty var/, as at the first start."""
    monkeypatch.setattr(dev, "STATE", tmp_path)
    return tmp_path


class Commands:
    """Record the commands instead of running them; `failing` is the one that fails."""

    def __init__(self, state: Path) -> None:
        self.state, self.ran, self.failing = state, list[str](), ""

    def __call__(self, command: list[str], env: dict[str, str] | None = None) -> int:
        self.ran.append(command[2])
        (self.state / "db.sqlite3").touch()
        return int(command[2] == self.failing)


@pytest.fixture
def commands(state: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    commands = Commands(state)
    monkeypatch.setattr(dev, "status", commands)
    return commands


def test_the_demo_is_loaded_once_and_a_second_start_does_nothing(commands: Commands) -> None:
    dev.prepare_database({})
    assert commands.ran == ["migrate", "load_demo"]
    dev.prepare_database({})
    assert commands.ran == ["migrate", "load_demo"]


def test_what_is_new_is_migrated_and_nothing_is_loaded_over_it(
    commands: Commands, state: Path
) -> None:
    dev.prepare_database({})
    (state / "prepared").write_text("an older state")
    dev.prepare_database({})
    assert commands.ran == ["migrate", "load_demo", "migrate"]


@pytest.mark.parametrize(("failing", "word"), [("migrate", "migrated"), ("load_demo", "loaded")])
def test_what_fails_is_said_and_tried_again(
    commands: Commands, state: Path, failing: str, word: str
) -> None:
    commands.failing = failing
    with pytest.raises(SystemExit, match=word):
        dev.prepare_database({})
    commands.failing = ""
    dev.prepare_database({})
    assert commands.ran[-2:] == ["migrate", "load_demo"]


def test_nothing_of_the_shell_reaches_the_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://somewhere/else")
    environment = dev.demo_environment(8123)
    assert "DATABASE_URL" not in environment
    assert (environment["DEBUG"], environment["SITE_URL"]) == ("1", "http://localhost:8123")


def error_of(*args: str) -> str:
    """Return the error message of a wrong call, which must fail."""
    done = subprocess.run(
        [sys.executable, "dev.py", *args], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    return done.stderr


def test_a_wrong_word_is_answered_with_the_right_ones() -> None:
    assert "dev.py knows no verb 'start'" in error_of("start")
    assert "python3 dev.py VERB" in error_of()
    assert "takes no arguments" in error_of("check", "everything")


def test_a_port_in_use_is_named_with_another_one() -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        assert (
            f"Port {port} is in use. Choose another one: python3 dev.py run --port {port + 1}"
            in error_of("run", "--port", str(port))
        )


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with a migrated database but without the demo, whose pictures take long
    to make.
    """
    folder = tmp_path_factory.mktemp("house") / "standfirst"
    leave_out = shutil.ignore_patterns(".git", ".venv", "var", "*_cache", "__pycache__", "img")
    shutil.copytree(ROOT, folder, ignore=leave_out, symlinks=True)
    (folder / ".venv").symlink_to((ROOT / ".venv").resolve())
    (folder / "var").mkdir()
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v0"],
        cwd=folder,
        env=bare_environment(),
        check=True,
    )
    prepare = "import dev; dev.status = lambda *_: 0; dev.prepare_database({})"
    subprocess.run([sys.executable, "-c", prepare], cwd=folder, check=True)
    return folder


def bare_environment() -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "DEBUG": "1"}


def test_it_starts_twice_keeps_what_is_there_and_leaves_nobody_behind(house: Path) -> None:
    made = (house / "var" / "db.sqlite3").stat().st_ino
    for _ in range(2):
        port = free_port()
        command = [sys.executable, "dev.py", "run", "--port", str(port)]
        with subprocess.Popen(
            command, cwd=house, env=bare_environment(), stdout=subprocess.PIPE, text=True
        ) as running:
            try:
                assert answer_of(f"http://127.0.0.1:{port}/", running) == 200
            finally:
                running.send_signal(signal.SIGTERM)
            assert "Stopped." in running.communicate(timeout=START_SECONDS)[0]
        assert running.returncode == 0
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port))
    assert (house / "var" / "db.sqlite3").stat().st_ino == made


def answer_of(url: str, running: "subprocess.Popen[str]") -> int:
    end = time.monotonic() + START_SECONDS
    while running.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return int(answer.status)
        except OSError:
            time.sleep(0.2)
    pytest.fail("dev.py run did not start.")
