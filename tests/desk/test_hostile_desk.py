"""Every page and form of the desk with values that no browser sends; see
tests/config/test_hostile_site.py.
"""

from urllib.parse import quote, quote_plus

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.cast import Person
from tests.config.hostile import QUERY, VALUES, problem_of
from tests.desk import test_permissions
from tests.desk.permission_world import World, world
from tests.desk.test_permissions import PageCase, owner

__all__ = ["owner", "world"]
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.promise("No value breaks a form, list or action of the desk", section="hostile"),
]
KINDS = ("NUL", "a lone surrogate", "digits without end", "a large number", "other digits", "JSON")
ONE_IN = 12  # of all fields with all values, so that the test stays quick; 1 tries them all
LISTS = (
    *(
        "q",
        "p",
        "o",
        "e",
        "all",
        "show",
        "columnist",
        "column",
        "status",
        "id__exact",
        "pk__in",
        "year",
        "month",
    ),
    *(
        "state__exact",
        "role__exact",
        "sent_at__gte",
        "sent_at__lt",
        "done_at__year",
        "done_at__month",
        "done_at__day",
    ),
    *(
        "assigned_to__id__exact",
        "assigned_to__isnull",
        "always_waits__exact",
        "upheld__exact",
        "_facets",
        "_popup",
    ),
)


@pytest.fixture
def desk(owner: Person) -> Person:
    owner.client.raise_request_exception = False
    return owner


def body(fields: dict[str, str]) -> str:
    return "&".join(f"{quote(name)}={value}" for name, value in fields.items())


def pages(world: World, owner: Person) -> list[PageCase]:
    page_cases = [
        *test_permissions._of_pages(world),
        *test_permissions._of_columns(world),
        *test_permissions._of_models(world, owner),
    ]
    return [
        each for each in page_cases if "password" not in each.name and "logout" not in each.name
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_no_value_breaks_a_form(kind: str, world: World, desk: Person) -> None:
    requested, wrong, value, position = 0, [], VALUES[kind], KINDS.index(kind)
    for page in pages(world, desk):
        if page.form in ({}, {"any": "thing"}):
            continue
        right = {
            name: quote_plus(str(value))
            for name, value in page.form.items()
            if not hasattr(value, "read")
        }
        single = [name for number, name in enumerate(right) if (number + position) % ONE_IN == 0]
        for sent in [dict.fromkeys(right, value), *({**right, name: value} for name in single)]:
            requested += 1
            wrong.append(problem_of(desk.client, "POST", page.address, body=body(sent)))
    assert requested > 50
    assert list(filter(None, wrong)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_parameter_and_no_action_breaks_a_page(kind: str, world: World, desk: Person) -> None:
    value, position = VALUES[kind][:300], KINDS.index(kind)
    addresses = list(dict.fromkeys(page.address for page in pages(world, desk)))
    query = "&".join(f"{name}={value}" for name in QUERY)
    wrong = [
        problem_of(desk.client, "GET", address, query) for address in addresses[position % 3 :: 3]
    ]
    row = {"action": "delete_selected", "_selected_action": "1", "select_across": "0", "index": "0"}
    for model in admin.site._registry:
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        wrong += [
            problem_of(desk.client, "GET", path, f"{name}={value}")
            for name in LISTS[position % 6 :: 6]
        ]
        wrong += [
            problem_of(desk.client, "POST", path, body=body({**row, name: value})) for name in row
        ]
    assert list(filter(None, wrong)) == []
