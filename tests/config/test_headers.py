"""Headers that every answer has."""

import pytest
from django.test import Client


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/columns/",
        "/columns",
        "/nowhere/",
        "/account/",
        "/feed/",
        "/health/live",
        "/static/nothing.css",
    ],
)
def test_no_page_may_use_the_camera_or_the_place(path: str, client: Client) -> None:
    message = client.get(path)["Permissions-Policy"]
    assert {"camera=()", "microphone=()", "geolocation=()"} <= set(message.split(", "))
