"""Three settings and gunicorn, nothing else: pages, styles and photos, as a publisher's server gives them."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response, expect

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 120


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site of its own: migrated, with the demo's columns, behind two gunicorn workers."""
    folder = tmp_path_factory.mktemp("production")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "a-long-and-random-value-of-more-than-fifty-characters-0123",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "MEDIA_ROOT": str(folder / "media"),
        "BIND": f"127.0.0.1:{port}",
        "WEB_CONCURRENCY": "2",
    }
    for command in (["migrate", "--verbosity", "0"], ["load_demo"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True, capture_output=True)
    command = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi"]
    with subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(f"{env['SITE_URL']}/health/ready", server)
            yield env["SITE_URL"]
        finally:
            server.send_signal(signal.SIGTERM)


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
        if answer.request.resource_type in {"stylesheet", "image"} and not answer.url.startswith("data:"):
            assert "immutable" in answer.headers["cache-control"], answer.url
    assert page.evaluate("getComputedStyle(document.body).fontFamily").split(",")[0].strip('"') == "Charter"


def test_a_wall_is_met_through_either_worker(page: Page, address: str) -> None:
    page.goto(f"{address}/columns/")
    columns = page.locator("main h2 a, main h3 a").evaluate_all("links => links.map(link => link.href)")
    for column in columns:
        page.goto(column)
        if page.locator(".wall-sentence", has_text="You’ve read all 3").count():
            return
    pytest.fail("No wall was met.")
