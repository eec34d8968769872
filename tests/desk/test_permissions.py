"""Role by address by act: every page of the desk asked by everybody, by link and by forged form."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import pytest
from django.apps import apps
from django.db import transaction
from django.urls import URLResolver, get_resolver, reverse

from accounts.models import User
from subscriptions.metering import policy
from tests.cast import MakeReader, Person, at_a_browser, sign_in_recently
from tests.desk.filling import LONG, filled
from tests.desk.permission_forms import DELETED, FORGED, NAMING, NEW, ROWS, Form, sent_by
from tests.desk.permission_table import (
    ACTIONS,
    APART,
    MODELS,
    OF_A_COLUMN,
    OPEN,
    PAGES,
    THEIRS,
    PageAccess,
)
from tests.desk.permission_world import KEPT, MADE, World, changed_tables, world

pytestmark = [
    pytest.mark.slow,
    pytest.mark.promise("Only moderators moderate", section="comments"),
    pytest.mark.promise(
        "Permissions of every desk URL for every role, by link and by forged form; a URL without a"
        " row fails",
        section="desk",
    ),
    pytest.mark.promise(
        "Columnists see only their own columns, and cannot publish or change walls, by forged form"
        " either",
        section="publishing",
    ),
    pytest.mark.promise(
        "Permissions for ideas and replies by URL and by forged form",
        section="submissions",
    ),
]

__all__ = ["world"]
REFUSED = {400, 403, 404, 405}
# A mail; no file; a text that is only tried: nothing on record.
IDLE = {"newsletters_issue_test", "articles_photo_upload", "comments_commentpolicy_try"}
OWN = "articles_column_discard"  # of whoever asks
AWAY = ("/accounts/login/", "/admin/login/")


@dataclass(frozen=True)
class PageCase:
    """One address with the row of the table that says who may what, and the form that would act."""

    name: str
    address: str
    door: PageAccess
    form: Form
    acts: bool = False


@pytest.fixture
def owner(make_reader: MakeReader, noon: Any) -> Person:
    return at_a_browser(make_reader("owner", is_staff=True, is_superuser=True))


@pytest.fixture
def people(
    visitor: Person,
    paying: Person,
    columnist: Person,
    editor: Person,
    moderator: Person,
    publisher: Person,
) -> dict[str, Person]:
    """By the letter of the table; whoever has none may nothing."""
    return {
        "visitor": visitor,
        "reader": paying,
        "c": columnist,
        "e": editor,
        "m": moderator,
        "p": publisher,
    }


def test_every_address_of_the_desk_has_a_row() -> None:
    rows = {f"{model}_{act}" for model in MODELS for act in ACTIONS} | {*OF_A_COLUMN, *PAGES, *OPEN}
    assert set(_names()) ^ rows == set(), "an address without a row, or a row without an address"


# each act is tried in a transaction that is rolled back, and some send a mail
@pytest.mark.rolls_back
def test_the_table_is_what_happens(world: World, owner: Person, people: dict[str, Person]) -> None:
    """By everybody, by link and by forged form; a refusal changes nothing, and each form would act
    if let in.
    """
    for person in (owner, *people.values()):
        if person.account is not None:
            sign_in_recently(person.client)
    page_cases = [*_of_models(world, owner), *_of_columns(world), *_of_pages(world)]
    wrong = [
        message for char, person in people.items() for message in _wrong(char, person, page_cases)
    ]
    wrong += [
        f"nothing is done by {each.name}"
        for each in page_cases
        if each.acts and not _would_act(each, owner, people)
    ]
    assert wrong == [], "\n".join(wrong)


def _wrong(char: str, person: Person, page_cases: list[PageCase]) -> Iterator[str]:
    """Where the table and what happens are not the same."""
    for each in page_cases:
        if _is_let_in(person.client.get(each.address)) != (char in each.door.get):
            yield f"{char} looks at {each.name}"
        if each.form and _acts(person, each)[0] != (char in each.door.post):
            yield f"{char} acts by {each.name}"


def _acts(person: Person, each: PageCase) -> tuple[bool, set[str]]:
    """Whether they are let in (a refusal that writes something is none), and what was written; all
    is taken back.
    """
    with transaction.atomic(), changed_tables() as tables:
        let_in = _is_let_in(person.client.post(each.address, each.form))
        transaction.set_rollback(True)
    policy.current.cache_clear()
    return let_in or bool(tables), tables


def _would_act(each: PageCase, owner: Person, people: dict[str, Person]) -> bool:
    """A forged form that nobody could act with would prove nothing."""
    _, tables = _acts(people["c"] if each.name == OWN else owner, each)
    return bool(tables)


def _is_let_in(answer: Any) -> bool:
    if answer.status_code in REFUSED:
        return False
    away = answer.headers.get("Location", "")
    return not (answer.status_code == 302 and (away == "/admin/" or away.startswith(AWAY)))


# Addresses, and what is sent there


def _names() -> Iterator[str]:
    desk = next(
        each for each in get_resolver().url_patterns if getattr(each, "app_name", "") == "admin"
    )
    return _named(cast("URLResolver", desk))


def _named(resolver: URLResolver) -> Iterator[str]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _named(each)
        elif each.name:
            yield each.name


def _of_models(world: World, owner: Person) -> Iterator[PageCase]:
    for model, doors in MODELS.items():
        label, _, name = model.rpartition("_")
        row = world.get(ROWS.get(model, name)) or apps.get_model(label, name)._base_manager.first()
        pk, base = getattr(row, "pk", 1), f"admin:{model}"
        change, form_id = reverse(f"{base}_change", args=[pk]), f"{model.rpartition('_')[2]}_form"
        form_data = (
            _form_data(owner, change, form_id) | FORGED.get(model, {})
            if model in FORGED
            else {"any": "thing"}
        )
        new = (
            _form_data(owner, reverse(f"{base}_add"), form_id) | NEW[model]
            if model in NEW
            else {"any": "thing"}
        )
        open_to = APART.get(f"{model}_change", PageAccess(doors.look, doors.change))
        if model in NAMING:
            new[NAMING[model]] = world[NAMING[model]].pk
        yield PageCase(
            f"{model}_changelist",
            reverse(f"{base}_changelist"),
            PageAccess(doors.look, doors.look),
            {},
        )
        yield PageCase(
            f"{model}_add",
            reverse(f"{base}_add"),
            PageAccess(doors.add, doors.add),
            new,
            model in NEW,
        )
        yield PageCase(f"{model}_change", change, open_to, form_data, model in FORGED)
        delete = reverse(f"{base}_delete", args=[pk])
        yield PageCase(
            f"{model}_delete",
            delete,
            PageAccess(doors.delete, doors.delete),
            {"post": "yes"},
            model in DELETED,
        )
        yield PageCase(
            f"{model}_history", reverse(f"{base}_history", args=[pk]), PageAccess(doors.look), {}
        )


def _form_data(owner: Person, address: str, form: str) -> Form:
    return dict(sent_by(owner.client.get(address).content.decode(), form))


def _of_columns(world: World) -> Iterator[PageCase]:
    for whose in ("mine", "theirs"):
        column = world[whose]
        more = {
            "articles_column_preview_link_revoke": [world[f"link_{whose}"].pk],
            "articles_column_restore": [1],
        }
        forms: dict[str, Form] = {
            "articles_column_change": filled(column, headline="Forged"),
            "articles_column_delete": {"post": "yes"},
            "articles_column_preview_links": {"note": "me", "days": 3},
            "articles_column_preview_link_revoke": {"any": "thing"},
            "articles_column_ask_links": {"any": "thing"},
            "articles_column_correct": {"text": "It was Tuesday."},
            "articles_column_notes": {"note": "Forged"},
            "articles_column_restore": {"seen": 1},
        }
        for name, door in OF_A_COLUMN.items():
            page_access = _for_theirs(name, door) if whose == "theirs" else door
            address = reverse(f"admin:{name}", args=[column.pk, *more.get(name, [])])
            acts = (
                bool(page_access.post) and name != "articles_column_ask_links"
            )  # the worker's table is not ours
            yield PageCase(f"{name} {whose}", address, page_access, forms.get(name, {}), acts)


def _for_theirs(name: str, door: PageAccess) -> PageAccess:
    """In THEIRS, else the same for all but the columnist."""
    return THEIRS.get(name, PageAccess(door.get.replace("c", ""), door.post.replace("c", "")))


def _of_pages(world: World) -> Iterator[PageCase]:
    user: User = world["user"]
    change, seat, taken = world["pricechange"], world["group_seat"], world["institution_seat"]
    args: dict[str, list[Any]] = {
        "app_list": ["articles"],
        "articles_photo_words": [world["photo"].pk],
        "articles_photo_replace": [world["photo"].pk],
        "articles_column_place": [world["ready"].pk],
        "articles_column_bulk": ["wall"],
        "articles_series_order": [world["ready"].series_id],
        "articles_column_preview_typed": [KEPT],
        "articles_column_preview_typed_page": [KEPT],
        "articles_column_discard": [KEPT],
        "auth_user_password_change": [user.pk],
        "subscriptions_pricechange_announce": [change.pk],
        "subscriptions_pricechange_call_off": [change.pk],
        "subscriptions_group_free_seat": [world["reading_group"].pk, seat.pk],
        "subscriptions_institution_free_seat": [world["institution"].pk, taken.pk],
        "comments_comment_act": [world["comment"].pk],
        "comments_appeal_decide": [world["appeal"].pk],
        "comments_notice_answer": [world["legalnotice"].pk],
        "comments_commenter_suspend": [world["commenter"].pk],
        "comments_commenter_lift": [world["commenter"].pk],
        "submissions_storyidea_answer": [world["storyidea"].pk],
        "submissions_storyidea_file": [world["storyidea"].pk, world["storyidea"].files.get().pk],
        "submissions_reply_of_column": [world["theirs"].pk],
        "submissions_reply_move": [world["reply"].pk, "publish"],
        "newsletters_issue_preview": [world["issue"].pk],
        "newsletters_issue_mail": [world["issue"].pk, "reader"],
        "newsletters_issue_test": [world["issue"].pk],
        "newsletters_issue_sending": [world["issue"].pk],
        "newsletters_issue_act": [world["running"].pk, "pause"],
        "reader": [user.pk],
        "reader-act": [user.pk, "grant"],
        "report-table": ["revenue"],
    }
    forms: dict[str, Form] = {
        "articles_photo_upload": {"any": "thing"},
        "articles_photo_words": {"alt": "Forged", "caption": "", "credit": "Forged"},
        "articles_photo_replace": {"any": "thing"},
        "articles_column_place": {
            "appears_0": "2026-12-18",
            "appears_1": "06:00",
            "seen_version": 1,
        },
        "articles_column_bulk": {"chosen": [f"{world['ready'].pk}:1"], "sure": "1", "wall": "free"},
        "articles_series_order": {f"place-{world['ready'].pk}": 1, f"seen-{world['ready'].pk}": 1},
        "articles_column_add": filled(headline="New", body=LONG, slug="new"),
        "articles_column_autosave": {"form": MADE, "column": "", "headline": "Typed"},
        "articles_column_discard": {"any": "thing"},
        "auth_user_password_change": {
            "password1": "a forged reading room",
            "password2": "a forged reading room",
        },
        "subscriptions_pricechange_announce": {"any": "thing"},
        "subscriptions_group_free_seat": {"any": "thing"},
        "subscriptions_institution_free_seat": {"any": "thing"},
        "comments_comment_act": {"act": "approve", "seen": world["comment"].version},
        "comments_comment_bulk": {
            "act": "approve",
            "ticked": f"{world['comment'].pk}:{world['comment'].version}",
        },
        "comments_commentpolicy_try": {"text": "Forged"},
        "comments_appeal_decide": {"decision": "grant", "words": "Forged"},
        "comments_notice_answer": {
            "decision": "refuse",
            "words": "Forged",
            "seen": world["comment"].version,
        },
        "comments_commenter_suspend": {"days": "7", "words": "Forged"},
        "comments_commenter_lift": {"words": "Forged"},
        "submissions_storyidea_answer": {"text": "Forged", "seen": 0},
        "submissions_reply_of_column": {
            "name": "Ada",
            "email": "ada@mail.example",
            "signed_as": "Person",
        },
        "submissions_reply_move": {"seen": 0},
        "newsletters_issue_test": {"any": "thing"},
        "newsletters_issue_sending": {"when": "now"},
        "newsletters_issue_act": {"any": "thing"},
        "reader-act": {"why": "Forged", "seen": 0, "until": "2026-12-18"},
    }
    queries = {
        "articles_column_autosave": f"?form={MADE}",
        "autocomplete": "?app_label=articles&model_name=column&field_name=series&term=a",
    }
    for name, door in PAGES.items():
        address = reverse(f"admin:{name}", args=args.get(name, [])) + queries.get(name, "")
        yield PageCase(
            name, address, door, forms.get(name, {}), bool(door.post) and name not in IDLE
        )
