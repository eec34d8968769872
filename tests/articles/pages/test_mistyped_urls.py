"""Tests of redirects from mistyped column URLs, if the reader may know about the column."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from articles.models import OldSlug
from tests.articles.printing import print_column
from tests.cast import HOUR, NOON, Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
SLIPS = [
    "/columns/the-slug/)",
    "/columns/The-Slug/",
    "/columns//the-slug/",
    "/columns/the-slug/.",
    "/columns/the-slug)",
    "/columns/the-slug).",
    "/columns/the-slug/%22",
    "/columns/the-slug/%E2%80%9D",
    "/columns/the-slug/%20",
    "/columns/the-slug//",
    "/Columns/THE-SLUG/",
    "/columns/the-slug,/",
    "/columns///the-slug/%3E",
    "/columns/Old-Slug/)",
]


@pytest.mark.promise(
    "A mistyped URL redirects, and reveals nothing that is not live",
    section="columns",
)
@pytest.mark.parametrize("path", SLIPS)
def test_a_slip_leads_on(path: str, client: Client) -> None:
    column = print_column("the-slug")
    OldSlug.objects.create(column=column, slug="old-slug")
    answer = client.get(path)
    assert (answer.status_code, answer["Location"]) == (301, "/columns/the-slug/")
    assert answer["Cache-Control"] == "private, no-cache"


@pytest.mark.promise("A mistyped URL redirects with DEBUG too", section="columns")
def test_a_slip_leads_on_while_developing_too(client: Client, settings: LazySettings) -> None:
    settings.DEBUG = True
    print_column("the-slug")
    answer = client.get("/columns/The-Slug/)")
    assert (answer.status_code, answer["Location"]) == (301, "/columns/the-slug/")
    assert client.get("/columns/other/)").status_code == 404


@pytest.mark.promise(
    "A mistyped URL redirects, and reveals nothing that is not live",
    section="columns",
)
@pytest.mark.parametrize("path", SLIPS)
@pytest.mark.parametrize(
    "fields", [{"state": "draft"}, {"published_at": NOON + HOUR}, {"state": "withdrawn"}], ids=str
)
def test_a_slip_tells_nothing_of_what_is_not_live(
    path: str, fields: dict[str, Any], client: Client
) -> None:
    column = print_column("the-slug", **fields)
    OldSlug.objects.create(column=column, slug="old-slug")
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/columns/no-such-slug/)",
        "/columns/)",
        "/columns/the-slug/else/",
        "/columns/the-slug%00/x",
        "/columns/../the-slug/",
    ],
)
def test_an_address_that_means_no_column_is_not_found(path: str, client: Client) -> None:
    print_column("the-slug")
    assert client.get(path).status_code == 404


def test_the_true_address_is_read(visitor: Person) -> None:
    assert visitor.reads(print_column("the-slug")).status_code == 200
    assert visitor.client.post("/columns/The-Slug/").status_code in {404, 405}
