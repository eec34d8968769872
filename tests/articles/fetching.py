"""Reading pages in tests: fetch one, and see that its parts stand in order."""

from django.test import Client


def page_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def in_order(html: str, *parts: str) -> None:
    """Each part stands after the one before it."""
    position = 0
    for part in parts:
        result = html.find(part, position)
        assert result >= 0, f"{part!r} is missing or out of order"
        position = result + len(part)
