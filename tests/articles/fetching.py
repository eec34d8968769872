"""Helpers that fetch pages and check the order of their parts."""

from django.test import Client


def page_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def in_order(html: str, *parts: str) -> None:
    """Check that each part comes after the one before it."""
    position = 0
    for part in parts:
        result = html.find(part, position)
        assert result >= 0, f"{part!r} is missing or out of order"
        position = result + len(part)
