"""No address of one app stands in the way of another's: the first pattern that fits answers."""

import pytest
from django.test import Client
from django.urls import URLPattern, resolve, reverse

from articles.urls import urlpatterns as of_articles
from comments.urls import urlpatterns as of_comments
from newsletters.urls import urlpatterns as of_newsletters
from submissions.urls import urlpatterns as of_submissions
from subscriptions.urls import urlpatterns as of_subscriptions

pytestmark = pytest.mark.promise(
    "Every URL is handled by its own view, whatever the order of the apps' patterns",
    section="http",
)


SAMPLES = {
    "slug": "a-name",
    "signed": "1:signed",
    "token": "a.token",
    "code": "ABCD-EFGH",
    "part": "columns-1",
    "gateway": "sandbox",
    "session_id": "cs_1",
    "customer_id": "cus_1",
    "reference": "0191f0e0-0000-7000-8000-000000000000",
    "name": "a.jpg",
}
NAMED = [
    (app, pattern)
    for app, patterns in (
        ("articles", of_articles),
        ("subscriptions", of_subscriptions),
        ("comments", of_comments),
        ("submissions", of_submissions),
        ("newsletters", of_newsletters),
    )
    for pattern in patterns
    if pattern.name
]


@pytest.mark.parametrize(
    ("app", "pattern"), NAMED, ids=[f"{app}:{pattern.name}" for app, pattern in NAMED]
)
def test_every_address_is_answered_by_its_own_view(app: str, pattern: URLPattern) -> None:
    requested = [name for name in pattern.pattern.converters if name not in pattern.default_args]
    address = reverse(
        f"{app}:{pattern.name}", kwargs={name: SAMPLES.get(name, 1) for name in requested}
    )
    assert resolve(address).func == pattern.callback


def test_favicon_ico_is_served(client: Client) -> None:
    answer = client.get("/favicon.ico")
    assert answer.status_code == 302
    assert answer["Location"].endswith("favicon.svg")
