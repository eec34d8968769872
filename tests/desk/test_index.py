"""The desk's first screen: what each person finds on it."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.test import Client, RequestFactory, override_settings

from accounts.reader import client_ip
from articles.models import Autosave, Column, Columnist
from articles.publishing import workflow
from articles.publishing.save import save_column
from desk import warnings
from subscriptions.models import GatewayEvent, Purchase
from tests.cast import DAY, NOON, MakeColumn, MakeReader, Person

State = Column.State


def screen(person: Person) -> str:
    answer = person.client.get("/admin/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_editor_sees_what_waits_what_comes_and_what_appeared(
    editor: Person, make_column: MakeColumn
) -> None:
    make_column(headline="Waits", state=State.IN_REVIEW, published_at=None)
    make_column(headline="Begun", state=State.DRAFT, published_at=None)
    make_column(headline="Comes", published_at=NOON + DAY)
    make_column(headline="Appeared", published_at=NOON - DAY)
    lists = editor.client.get("/admin/").context["lists"]
    results = {each["name"]: [column.headline for column in each["columns"]] for each in lists}
    assert results == {
        "In review": ["Waits"],
        "Approved": [],
        "Drafts": ["Begun"],
        "Scheduled next": ["Comes"],
        "Published lately": ["Appeared"],
    }
    assert "New column" in screen(editor)


def waits(person: Person) -> list[str]:
    return [each["name"] for each in person.client.get("/admin/").context["lists"] if each["waits"]]


@pytest.mark.promise(
    "The index shows what waits for the user's own next step, and what was sent back",
    section="reports",
)
def test_what_waits_is_what_the_own_next_move_is_about(
    columnist: Person, editor: Person, moderator: Person, publisher: Person
) -> None:
    assert (waits(editor), waits(columnist)) == (["In review", "Approved"], ["Drafts"])
    assert waits(moderator) == waits(publisher) == []
    assert "Waits for you" in screen(editor)
    assert "Waits for you" not in screen(moderator)


@pytest.mark.promise(
    "The index shows what waits for the user's own next step, and what was sent back",
    section="reports",
)
def test_a_draft_that_was_sent_back_says_so(
    columnist: Person, editor: Person, make_column: MakeColumn
) -> None:
    own = Columnist.objects.get(user=columnist.user)
    column = make_column(state=State.DRAFT, published_at=None, columnists=(own,))
    assert "Sent back." not in screen(columnist)
    send_back = workflow.BY_KEY["send-back"]
    workflow.record(
        column, by=editor.user, at=NOON, move=send_back, before="in-review", note="Shorter, please."
    )
    workflow.record(column, by=editor.user, at=NOON, note="And a source.")
    assert "Sent back." in screen(columnist)


def test_an_empty_list_offers_no_way_to_all_of_them(
    editor: Person, make_column: MakeColumn
) -> None:
    assert "All of them" not in screen(editor)
    make_column(state=State.DRAFT, published_at=None)
    assert screen(editor).count("All of them") == 1


def test_a_columnist_sees_the_own_columns_only(columnist: Person, make_column: MakeColumn) -> None:
    own = Columnist.objects.get(user=columnist.user)
    make_column(headline="Mine", state=State.DRAFT, published_at=None, columnists=(own,))
    make_column(headline="Not mine", state=State.DRAFT, published_at=None)
    assert "Mine" in screen(columnist)
    assert "Not mine" not in screen(columnist)


def test_a_columnist_without_a_name_is_told_so(columnist: Person) -> None:
    Columnist.objects.all().delete()
    assert "not yet linked to a columnist" in screen(columnist)
    assert "New column" not in screen(columnist)


def test_a_moderator_may_look_but_not_begin(moderator: Person) -> None:
    assert "New column" not in screen(moderator)


def test_operators_notes_are_for_operators(publisher: Person, editor: Person) -> None:
    cache.set(client_ip.UNEXPECTED_PROXY, True)
    assert "TRUSTED_PROXIES" in screen(publisher)
    assert "TRUSTED_PROXIES" not in screen(editor)


@pytest.mark.promise(
    "The desk warns of https without configured proxies, and of forwarded headers without one",
    section="http",
)
def test_a_forwarded_header_without_a_counted_proxy_leaves_a_note() -> None:
    client_ip.warn_of_unexpected_proxy.cache_clear()
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "198.51.100.1"})
    client_ip.client_address(request)
    assert warnings.PROXY_ARRIVED in warnings.for_operators()


@pytest.mark.promise(
    "The desk warns of https without configured proxies, and of forwarded headers without one",
    section="http",
)
@override_settings(HTTPS=True, TRUSTED_PROXIES=0)
def test_https_without_a_counted_proxy_is_noted() -> None:
    assert warnings.PROXY_LIKELY in warnings.for_operators()


@override_settings(HTTPS=True, TRUSTED_PROXIES=1)
def test_a_counted_proxy_is_not_noted() -> None:
    assert not {warnings.PROXY_LIKELY, warnings.PROXY_ARRIVED} & set(warnings.for_operators())


def test_a_stranger_is_sent_to_the_sites_own_sign_in(db: None) -> None:
    answer = Client().get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/accounts/login/")


def test_readers_cannot_open_the_page(registered: Person) -> None:
    assert registered.client.get("/admin/", follow=True).status_code == 403


@pytest.mark.promise("Only forms with the editor have a CSP nonce", section="http")
def test_only_forms_with_the_editor_carry_a_nonce(editor: Person, make_reader: MakeReader) -> None:
    form, index = editor.client.get("/admin/articles/column/add/"), editor.client.get("/admin/")
    assert "'nonce-" in form["Content-Security-Policy"]
    assert "unsafe" not in form["Content-Security-Policy"]
    assert "nonce" not in index["Content-Security-Policy"]


def test_no_short_cut_tells_the_address_of_somebody_elses_draft(
    columnist: Person, make_column: MakeColumn
) -> None:
    draft = make_column(headline="Not mine", state=State.DRAFT, published_at=None)
    kind = ContentType.objects.get_for_model(Column)
    answer = columnist.client.get(f"/admin/r/{kind.pk}/{draft.pk}/")
    assert answer.status_code == 404
    assert draft.slug not in str(answer.headers)


def test_troubles_with_money_are_noted_with_the_way_to_them(
    publisher: Person, editor: Person
) -> None:
    assert "payment provider" not in screen(publisher).replace(warnings.NO_GATEWAY, "")
    for number in range(2):
        GatewayEvent.objects.create(
            gateway="x", event_id=str(number), kind="k", received_at=NOON, error="Silence."
        )
    paid = {"email": "x@y.example", "amount": 1, "currency": "USD", "terms_shown_at": NOON}
    Purchase.objects.create(kind="donation", state="mismatch", **paid)
    page = screen(publisher)
    assert "2 events of the payment provider could not be processed yet." in page
    assert "A payment differs from the price shown" in page
    assert (
        publisher.client.get("/admin/subscriptions/gatewayevent/?done_at__isempty=1").status_code
        == 200
    )
    assert "could not be processed" not in screen(editor)


def test_the_desks_own_pages_are_offered_to_those_who_may(
    publisher: Person, moderator: Person
) -> None:
    assert all(
        route in screen(publisher)
        for route in ("/admin/readers/", "/admin/why/", "/admin/reports/")
    )
    assert "/admin/why/" in screen(moderator)
    assert "/admin/reports/" not in screen(moderator)


def test_unsaved_work_names_no_column_that_is_somebody_elses_now(
    columnist: Person, make_column: MakeColumn
) -> None:
    """The byline went to another, who wrote on: what it is called now is not the former writer's to
    know.
    """
    own = Columnist.objects.get(user=columnist.user)
    draft = make_column(
        headline="Before", columnists=(own,), state=Column.State.DRAFT, published_at=None
    )
    for column in (draft, None):
        form_data = {
            "form": f"a-word-of-{column}",
            "form_data": {"headline": ["Typed"]},
            "saved_at": NOON,
        }
        Autosave.objects.create(user=columnist.user, column=column, **form_data)
    assert "Before" in screen(columnist)
    draft.headline = "Secret"
    save_column(draft, columnists=[], by=None, at=NOON)
    assert "Secret" not in screen(columnist)
    assert "?copy=a-word-of-None" in screen(columnist)
