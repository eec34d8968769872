"""Values that no browser sends, and asking with them."""

from time import process_time

from django.core.cache import cache
from django.test import Client

FORM = "application/x-www-form-urlencoded"
# Percent-encoded, as they come over the wire: no str can hold the third one.
VALUES = {
    "NUL": "a%00b",
    "control characters": "%01%1B%7F%C2%85%E2%80%A8",
    "a lone surrogate": "a%ED%A0%80b",
    "no UTF-8": "%FF%FE%C0%80",
    "unseen and turned": "%E2%80%AE%E2%80%8B%F3%A0%80%81%EF%BF%BE",
    "a megabyte": "x" * 1_000_000,
    "a megabyte of words": "%E6%BC%A2+" * 100_000,
    "digits without end": "9" * 5000,
    "a large number": "-9223372036854775809",
    "other digits": "%D9%A3%C2%B2%E2%91%A0",
    "no number": "NaN",
    "an address that goes on": "a@" + "b." * 5000 + "example",
    "an international address": "%C3%BC@%E2%98%83.xn--%5Bx%5D.%F0%9F%92%A9",
    "a broken host": "https%3A%2F%2F%5Bx%2F%2F",
    "JSON": "%5B%7B%22a%22%3Anull%7D%5D",
    "nothing": "",
}
MOST_SECONDS = 2.0  # of the processor, for one request with megabytes of text
QUERY = (
    *(
        "after",
        "before",
        "code",
        "column",
        "comment",
        "e",
        "email",
        "from",
        "issue",
        "key",
        "month",
        "next",
        "order",
    ),
    *(
        "p",
        "page",
        "plan",
        "price",
        "q",
        "reader",
        "s",
        "sort",
        "state",
        "text",
        "to",
        "token",
        "topic",
        "until",
        "year",
    ),
)


def problem_of(client: Client, method: str, path: str, query: str = "", body: str = "") -> str:
    """What went wrong, or nothing."""
    cache.clear()  # no limit shall keep a request from being read
    began = process_time()
    answer = client.generic(method, path, body, content_type=FORM, QUERY_STRING=query)
    seconds = process_time() - began
    if answer.status_code < 500 and seconds < MOST_SECONDS:
        return ""
    return f"{answer.status_code} in {seconds:.1f} s: {method} {path} {query[:200]} {body[:300]}"
