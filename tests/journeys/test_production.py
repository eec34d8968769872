"""Three settings and gunicorn, nothing else: pages, styles and photos, as a publisher's server
gives them.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response, expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.promise(
        "Gunicorn serves static files and photos with DEBUG off and three settings",
        section="http",
    ),
]

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 120
ASKED = 40  # requests, so that each worker has its share


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("production")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "a-long-and-random-value-of-more-than-fifty-characters-0123",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "MEDIA_ROOT": str(folder / "media"),
        "BIND": f"127.0.0.1:{port}",
        "WEB_CONCURRENCY": "2",
    }


@pytest.fixture(scope="module")
def address(environment: dict[str, str]) -> Iterator[str]:
    """A site of its own: migrated, with the demo's columns, behind two gunicorn workers."""
    manage(environment, "migrate", "--verbosity", "0")
    manage(environment, "load_demo")
    command = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(f"{environment['SITE_URL']}/health/ready", server)
            yield environment["SITE_URL"]
        finally:
            server.send_signal(signal.SIGTERM)


def manage(environment: dict[str, str], *command: str) -> str:
    """What a command of the site printed."""
    whole = [sys.executable, "manage.py", *command]
    return subprocess.run(
        whole, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    ).stdout


def wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("gunicorn did not start.")


def test_pages_styles_and_photos(page: Page, address: str) -> None:
    answers: list[Response] = []

    def keep(answer: Response) -> None:
        answers.append(answer)

    page.on("response", keep)
    page.goto(address)
    page.get_by_role("main").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    kinds = {answer.request.resource_type for answer in answers}
    assert {"document", "stylesheet", "image"} <= kinds
    assert [answer.url for answer in answers if not answer.ok] == []
    for answer in answers:
        if answer.request.resource_type in {"stylesheet", "image"} and not answer.url.startswith(
            "data:"
        ):
            assert "immutable" in answer.headers["cache-control"], answer.url
    assert (
        page.evaluate("getComputedStyle(document.body).fontFamily").split(",")[0].strip('"')
        == "Charter"
    )


def test_a_wall_is_met_through_either_worker(page: Page, address: str) -> None:
    page.goto(f"{address}/columns/")
    columns = page.locator("main h2 a, main h3 a").evaluate_all(
        "links => links.map(link => link.href)"
    )
    for column in columns:
        page.goto(column)
        if page.locator(".wall-sentence", has_text="You’ve read all 3").count():
            return
    pytest.fail("No wall was met.")


ENTITLE = """
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone
from accounts.models import User
from accounts.sign_in.sessions import SessionStore
from articles.models import Column
from subscriptions.models import Entitlement
user = User.objects.create_user("ann@reader.example", "a quiet reading room")
Entitlement.objects.create(user=user, source="complimentary", starts_at=timezone.now())
session = SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = "accounts.backends.AccountBackend"
session.save()
column = Column.objects.live(timezone.now()).filter(wall="subscribers")[0]
print(session.session_key, column.get_absolute_url())
"""
END = """
from django.utils import timezone
from subscriptions.models import Entitlement
Entitlement.objects.update(ends_at=timezone.now())
"""


@pytest.mark.promise(
    "An ended entitlement takes effect in both worker processes at once",
    section="http",
)
def test_a_right_that_ends_closes_in_both_workers_at_once(
    environment: dict[str, str], address: str
) -> None:
    session, path = manage(environment, "shell", "--no-imports", "-c", ENTITLE).split()
    assert walls(address + path, session) == [False] * ASKED
    manage(environment, "shell", "--no-imports", "-c", END)
    assert walls(address + path, session) == [True] * ASKED


def walls(url: str, session: str) -> list[bool]:
    """Whether the wall stood there, asked several at once, so that both workers answer."""

    def is_walled(_: int) -> bool:
        request = urllib.request.Request(url, headers={"Cookie": f"sessionid={session}"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return 'class="wall"' in answer.read().decode()

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(is_walled, range(ASKED)))
