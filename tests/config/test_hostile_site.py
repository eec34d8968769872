"""Every address and every form of the public site with values that no browser sends: a plain
answer, never a 500.

On PostgreSQL too (--postgres): it refuses what SQLite stores, a NUL for one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.cast import NETWORK, Person
from tests.config.hostile import QUERY, VALUES, problem_of
from tests.desk.permission_world import World, world

__all__ = ["world"]
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.promise(
        "No value breaks a form or page of the public site, on either database",
        section="hostile",
    ),
]
ONE_IN = 5  # of all fields with all values, so that the test stays quick; 1 tries them all
# Ending the session of this test, and addresses that are a provider's and have tests of their own.
LEFT_OUT = ("accounts/logout/", "account/sessions/", "health/", "static/", "media/")


@dataclass(frozen=True)
class Form:
    path: str
    fields: dict[str, str]


def patterns(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """The routes of the public site."""
    for each in (resolver or get_resolver()).url_patterns:
        route = before + str(each.pattern)
        if not isinstance(each, URLResolver):
            yield route
        elif each.app_name != "admin":
            yield from patterns(each, route)


def addresses(world: World) -> list[str]:
    """Each route with keys of rows that are there."""
    slugs = {
        "columns/": world["theirs"],
        "account/saved/": world["theirs"],
        "gift/new/": world["theirs"],
    }
    slugs |= {
        "columnists/": world["columnist"],
        "topics/": world["topic"],
        "series/": world["series"],
    }
    slugs |= {"newsletters/": world["newsletter"], "following/": world["columnist"]}
    results = []
    for route in patterns():
        row = next((row for start, row in slugs.items() if route.startswith(start)), None)
        keys = (
            [world["comment"].pk, world["appeal"].comment_id, 1]
            if "comments/" in route
            else [1, 2, 3]
        )
        for key in keys if "<int:" in route else [0]:
            path = re.sub(r"<int:\w+>", str(key), route)
            path = re.sub(r"<slug:\w+>", row.slug if row else "sandbox", path)
            path = re.sub(r"<uuid:\w+>", str(world["gift"].purchase.reference), path)
            results.append(
                "/" + re.sub(r"<str:\w+>", "columnist" if "following" in path else "x", path)
            )
    return [
        path
        for path in dict.fromkeys(results)
        if not path.startswith(tuple(f"/{each}" for each in LEFT_OUT))
    ]


def forms_on(path: str, html: str) -> Iterator[Form]:
    """The forms of a page, filled in as a browser would send them."""
    for form in LexborHTMLParser(html).css("form"):
        if (form.attributes.get("method") or "").lower() == "post":
            fields = dict(field(node) for node in form.css("[name]"))
            yield Form((form.attributes.get("action") or path).partition("#")[0], fields)


def field(node: LexborNode) -> tuple[str, str]:
    value, kind = node.attributes.get("value") or "", node.attributes.get("type") or node.tag
    if kind == "select":
        values = [option.attributes.get("value") or "" for option in node.css("option")]
        value = next((each for each in values if each), "")
    elif kind in {"text", "textarea", "search", "password"}:
        value = value or "Some words of mine"
    elif kind == "email":
        value = value or "stranger@reader.example"
    return str(node.attributes["name"]), value


@pytest.fixture
def people(world: World, paying: Person, columnist: Person) -> list[Client]:
    clients = [Client(REMOTE_ADDR=NETWORK), paying.client]
    for client in clients:
        client.raise_request_exception = False
    return clients


def forms_for(client: Client, paths: list[str]) -> list[Form]:
    results: dict[tuple[str, ...], Form] = {}
    for path in paths:
        page = client.get(path)
        if "html" in page.headers.get("Content-Type", ""):
            for form in forms_on(path, page.content.decode()):
                results.setdefault(
                    (re.sub(r"[0-9a-f-]{36}|[?].*", "", form.path), *sorted(form.fields)), form
                )
    return [
        form
        for form in results.values()
        if not form.path.startswith(tuple(f"/{each}" for each in LEFT_OUT))
    ]


def test_no_value_breaks_a_form(world: World, people: list[Client]) -> None:
    """Each field of each form by itself, all others right; then all fields at once."""
    requested, wrong = 0, []
    for client in people:
        forms = forms_for(client, addresses(world))
        for form in forms:
            right = {name: quote_plus(value) for name, value in form.fields.items()}
            for position, value in enumerate(VALUES.values()):
                single = [
                    name for number, name in enumerate(right) if (number + position) % ONE_IN == 0
                ]
                every = dict.fromkeys(right, value[: 4_000_000 // (len(right) or 1)])
                for sent in [every, *({**right, name: value} for name in single)]:
                    requested += 1
                    wrong.append(
                        problem_of(
                            client,
                            "POST",
                            form.path,
                            body="&".join(f"{quote(k)}={sent[k]}" for k in sent),
                        )
                    )
    assert requested > 500
    assert list(filter(None, wrong)) == []


def test_no_parameter_and_no_address_breaks_a_page(world: World, people: list[Client]) -> None:
    wrong = []
    for position, value in enumerate(VALUES.values()):
        if len(value) > 10_000:
            continue
        query = "&".join(f"{name}={value[:300]}" for name in QUERY)
        client = people[position % 2]
        wrong += [
            problem_of(client, "GET", path, query)
            for path in addresses(world)[position % ONE_IN :: ONE_IN]
        ]
        for route in list(patterns())[position % 3 :: 3]:
            path = "/" + re.sub(r"<\w+:\w+>", value or "0", route)
            if "<" in route and not route.startswith(LEFT_OUT):
                wrong += [
                    problem_of(client, "GET", path),
                    problem_of(client, "POST", path, body=f"text={value}"),
                ]
    assert list(filter(None, wrong)) == []


def test_thousands_of_fields_and_repeated_ones(world: World, people: list[Client]) -> None:
    many = "&".join(f"field{number}=1" for number in range(1500))
    repeated = "&".join(["text=a", "email=a%40b.example", "amount=1", "pk=1"] * 100)
    odd = "=&&=;&%=&" + "a" * 5000
    wrong = [
        problem_of(client, "POST", path, body=body)
        for client in people
        for path in addresses(world)
        for body in (many, repeated, odd)
    ]
    assert list(filter(None, wrong)) == []


def test_a_search_of_anything(people: list[Client]) -> None:
    queries = ["q[]=a&q=b&q=c", *(f"q={value[:4000]}" for value in VALUES.values())]
    queries += [
        f"q={value[:300]}&page={value[:300]}&order={value[:300]}" for value in VALUES.values()
    ]
    wrong = [problem_of(people[0], "GET", reverse("articles:search"), query) for query in queries]
    assert list(filter(None, wrong)) == []
