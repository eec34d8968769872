import pytest

from accounts.reader import browsers


@pytest.mark.parametrize(
    ("signature", "words"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0",
            "Firefox on Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) Chrome/150.0.0.0 Safari/537.36 Edg/150.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/26.0 Safari/605.1.15",
            "Safari on a Mac",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) Version/26.0 Safari/604.1",
            "Safari on iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 16) Chrome/150.0.0.0 Mobile Safari/537.36",
            "Chrome on Android",
        ),
        ("curl/8.0 (Linux)", "A browser on Linux"),
        ("", "A browser that we don’t know"),
    ],
)
def test_a_user_agent_gives_a_browser_name(signature: str, words: str) -> None:
    assert browsers.describe_browser(signature) == words
