"""An issue goes to everyone on its list, once; to each with what that reader may read."""

import re
from datetime import timedelta
from email import message_from_bytes, policy
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.db import OperationalError
from django.urls import reverse
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from articles.models import Photo, Source
from articles.photos import library
from articles.photos.library import PhotoTexts
from newsletters.issues import render
from newsletters.models import Delivery, Issue, Mailing, Newsletter, Suppression
from newsletters.sending import mailings, recipients, worker
from tests.cast import NOON, MakeColumn, Person
from tests.newsletters.conftest import Join, MakeIssue, send

HIDDEN = "word5x0"


def email_to(address: str) -> Any:
    [email] = [letter for letter in mail.outbox if letter.to == [address]]
    return email


def bodies(email: Any) -> list[str]:
    return [str(email.body), str(email.alternatives[0][0])]


@pytest.mark.promise(
    "Everyone on the list gets one e-mail; unsubscribed and blocked addresses get none",
    section="newsletters",
)
def test_everyone_on_the_list_gets_one_mail(
    noon: Any, join: Join, make_issue: MakeIssue, make_column: MakeColumn, the_week: Newsletter
) -> None:
    for name in ("ada", "bob", "cem"):
        join(f"{name}@mail.example")
    mailing = send(make_issue(make_column(headline="The case for a river")))
    assert sorted(email.to[0] for email in mail.outbox) == [
        f"{n}@mail.example" for n in ("ada", "bob", "cem")
    ]
    assert mailing.state == Mailing.State.SENT
    report = mailings.report(mailing)
    assert (report.total, report.sent, report.left, report.failed) == (3, 3, 0, 0)
    send_again = worker.run(mailing.pk, at=NOON)
    assert not send_again
    assert len(mail.outbox) == 3


def test_what_a_mail_holds(
    noon: Any, join: Join, make_issue: MakeIssue, make_column: MakeColumn
) -> None:
    ada = join("ada@mail.example")
    column = make_column(
        headline="The case for a river",
        standfirst="Water argues.",
        body='<p>See <a href="/about/">us</a> now.</p><p>And on it goes.</p><p>And on.</p>',
    )
    send(make_issue(column))
    email = email_to(ada.address)
    assert email.subject == "Rivers and reasons"
    for part in bodies(email):
        assert "The case for a river" in part
        assert "Water argues." in part
        assert "A few words from the desk." in part
        assert "Line 0" in part
        assert "http://testserver/about/" in part
        assert f"http://testserver{column.get_absolute_url()}" in part
        assert "/newsletters/leave/" in part
        assert "/newsletters/yours/" in part
    headers = email.message()
    assert headers["List-Unsubscribe"].startswith("<http://testserver/newsletters/leave/")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "the-week.testserver" in headers["List-Id"]
    assert headers["Message-ID"].startswith("<mailing-")
    assert "<style" in bodies(email)[1], "What cannot be inlined: the dark colours."
    assert 'style="' in bodies(email)[1]


@pytest.mark.promise(
    "Each recipient gets what the paywall allows that account; agencies can forbid full texts",
    section="newsletters",
)
def test_each_gets_what_that_reader_may_read(
    noon: Any,
    join: Join,
    make_issue: MakeIssue,
    make_column: MakeColumn,
    the_week: Newsletter,
    subscriber: Person,
    lapsed: Person,
    registered: Person,
    unverified: Person,
) -> None:
    """By the paywall's own answer for the account that has proved the address."""
    Newsletter.objects.update(full_text=True)
    people = [subscriber, lapsed, registered, unverified]
    for address in [*(person.user.email for person in people), "stranger@mail.example"]:
        join(address)
    send(
        make_issue(
            make_column("subscribers"),
            make_column("metered"),
            make_column("free", body="<p>Free word.</p>"),
        )
    )
    whole = {email.to[0] for email in mail.outbox if all(HIDDEN in part for part in bodies(email))}
    any_of_it = {
        email.to[0] for email in mail.outbox if any(HIDDEN in part for part in bodies(email))
    }
    assert whole == any_of_it == {subscriber.user.email}
    assert all("Free word." in part for email in mail.outbox for part in bodies(email))


def test_an_account_is_enough_where_the_column_asks_for_no_more(
    noon: Any,
    join: Join,
    make_issue: MakeIssue,
    make_column: MakeColumn,
    the_week: Newsletter,
    registered: Person,
) -> None:
    Newsletter.objects.update(full_text=True)
    join(registered.user.email)
    join("stranger@mail.example")
    send(make_issue(make_column("registered")))
    assert HIDDEN in email_to(registered.user.email).body
    assert HIDDEN not in email_to("stranger@mail.example").body


def test_a_list_of_openings_gives_openings_to_everyone(
    noon: Any, join: Join, make_issue: MakeIssue, make_column: MakeColumn, subscriber: Person
) -> None:
    join(subscriber.user.email)
    send(make_issue(make_column("subscribers"), make_column("free")))
    assert all(HIDDEN not in part for part in bodies(mail.outbox[-1]))


@pytest.mark.promise(
    "Each recipient gets what the paywall allows that account; agencies can forbid full texts",
    section="newsletters",
)
def test_an_agency_that_forbids_it_keeps_its_text(
    noon: Any,
    join: Join,
    make_issue: MakeIssue,
    make_column: MakeColumn,
    the_week: Newsletter,
    subscriber: Person,
) -> None:
    Newsletter.objects.update(full_text=True)
    join(subscriber.user.email)
    agency = Source.objects.create(name="An agency")
    notice = "© An agency"
    send(make_issue(make_column("subscribers", source=agency, copyright_notice=notice)))
    assert all(HIDDEN not in part and notice in part for part in bodies(mail.outbox[-1]))


def test_a_column_that_is_not_live_is_left_out(
    noon: Any, join: Join, make_issue: MakeIssue, make_column: MakeColumn, subscriber: Person
) -> None:
    join(subscriber.user.email)
    withdrawn = make_column("free", headline="Withdrawn", state="withdrawn")
    embargoed = make_column("free", headline="Embargoed", published_at=NOON + timedelta(hours=1))
    send(make_issue(withdrawn, embargoed, make_column(headline="Shown")))
    for part in bodies(mail.outbox[-1]):
        assert "Shown" in part
        assert "Withdrawn" not in part
        assert "Embargoed" not in part


@pytest.mark.promise(
    "Everyone on the list gets one e-mail; unsubscribed and blocked addresses get none",
    section="newsletters",
)
def test_who_has_left_or_must_get_none_gets_none(
    noon: Any, join: Join, make_issue: MakeIssue, the_week: Newsletter
) -> None:
    join("ada@mail.example")
    gone = join("gone@mail.example")
    Suppression.objects.create(address="bounced@mail.example", since=NOON)
    join("bounced@mail.example")
    join("late@mail.example", at=NOON + timedelta(seconds=1))
    issue = make_issue()
    mailing = mailings.schedule(issue, due_at=NOON)
    recipients.address(_begun(mailing), at=NOON)
    gone.sign_ups.all().delete()
    worker.run(mailing.pk, at=NOON)
    assert [email.to[0] for email in mail.outbox] == ["ada@mail.example"]
    assert mailings.report(mailing).gone == 1


def _begun(mailing: Mailing) -> Mailing:
    mailing.state, mailing.started_at = Mailing.State.SENDING, NOON
    mailing.save()
    return mailing


def test_it_waits_for_its_moment(noon: Any, join: Join, make_issue: MakeIssue) -> None:
    join("ada@mail.example")
    mailing = mailings.schedule(make_issue(), due_at=NOON + timedelta(minutes=1))
    assert mailings.due(at=NOON, idle_since=NOON) == []
    assert not worker.run(mailing.pk, at=NOON)
    assert not mail.outbox
    assert mailings.due(at=NOON + timedelta(minutes=1), idle_since=NOON) == [mailing.pk]
    worker.run(mailing.pk, at=NOON + timedelta(minutes=1))
    assert len(mail.outbox) == 1


def test_an_empty_issue_and_one_on_its_way_cannot_be_scheduled(
    noon: Any, join: Join, make_issue: MakeIssue
) -> None:
    empty = make_issue()
    empty.words = ""
    with pytest.raises(mailings.SendingError):
        mailings.schedule(empty, due_at=NOON)
    issue = make_issue()
    send(issue)
    with pytest.raises(mailings.SendingError):
        mailings.schedule(issue, due_at=NOON)
    assert not mailings.unschedule(issue)


@pytest.mark.promise(
    "An issue is composed, previewed, tested, scheduled, paused, stopped and reported at the desk",
    section="newsletters",
)
def test_pause_go_on_and_stop(
    noon: Any, join: Join, make_issue: MakeIssue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "BATCH", 2)
    for number in range(6):
        join(f"reader{number}@mail.example")
    mailing = mailings.schedule(make_issue(), due_at=NOON)
    assert worker.run(mailing.pk, at=NOON)
    assert mailings.pause(mailing)
    assert not worker.run(mailing.pk, at=NOON)
    assert len(mail.outbox) == 2
    assert mailings.resume(mailing)
    assert worker.run(mailing.pk, at=NOON)
    assert mailings.stop(mailing, at=NOON)
    assert not worker.run(mailing.pk, at=NOON)
    assert not mailings.resume(mailing)
    assert (len(mail.outbox), mailings.report(mailing).left) == (4, 2)


def test_a_pause_holds_the_very_mail_that_is_being_written(
    noon: Any, join: Join, make_issue: MakeIssue, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        join(f"reader{number}@mail.example")
    mailing = mailings.schedule(make_issue(), due_at=NOON)
    write = render.IssueWriter.write

    def written(writer: Any, recipient: Any, reader: Any) -> Any:
        if len(mail.outbox) == 1:
            mailings.pause(mailing)
        return write(writer, recipient, reader)

    monkeypatch.setattr(render.IssueWriter, "write", written)
    worker.run(mailing.pk, at=NOON)
    assert len(mail.outbox) == 1
    assert mailing.deliveries.numbers()[Delivery.State.WAITING] == 2


def test_an_account_that_went_takes_its_address_along(
    noon: Any, join: Join, make_issue: MakeIssue
) -> None:
    ada = join("ada@mail.example")
    mailing = mailings.schedule(make_issue(), due_at=NOON)
    recipients.address(_begun(mailing), at=NOON)
    ada.delete()
    worker.run(mailing.pk, at=NOON)
    assert not mail.outbox
    assert mailings.report(mailing).gone == 1


def html_to(address: str) -> LexborHTMLParser:
    return LexborHTMLParser(bodies(email_to(address))[1])


@pytest.fixture
def photo(db: None) -> Photo:
    buffer = BytesIO()
    Image.new("RGB", (1500, 1000), "teal").save(buffer, "JPEG")
    buffer.seek(0)
    return library.get_or_create(buffer, PhotoTexts(alt="The sea"))


def test_no_picture_in_a_mail_is_wider_than_its_measure(
    noon: Any,
    join: Join,
    make_issue: MakeIssue,
    make_column: MakeColumn,
    the_week: Newsletter,
    photo: Photo,
) -> None:
    Newsletter.objects.update(full_text=True)
    join("ada@mail.example")
    figure = (
        f'<figure><img src="{photo.url("wide", width=1200)}" alt="A" width="1200" height="800"'
        f' data-photo="{photo.pk}"></figure>'
    )
    issue = make_issue(make_column("free", body=f"<p>One.</p>{figure}<p>Two.</p>"))
    Issue.objects.update(words=figure)
    send(Issue.objects.get(pk=issue.pk))
    images = [image.attributes for image in html_to("ada@mail.example").css("img")]
    sizes = [(image["width"], image["height"]) for image in images]
    assert sizes == [("540", "360"), ("540", "360")]
    assert [image["src"] for image in images] == [
        f"http://testserver{photo.url('wide', width=540)}"
    ] * 2
    assert photo.fitting("wide", width=540)["width"] == 800  # type: ignore[index]  # it has renditions


def test_nothing_in_a_mail_is_hidden(
    noon: Any, join: Join, make_issue: MakeIssue, make_column: MakeColumn
) -> None:
    """Text of no size or in no colour is what filters look for."""
    join("ada@mail.example")
    send(make_issue(make_column(headline='The "case" for a river')))
    [_, html] = bodies(email_to("ada@mail.example"))
    assert not re.search(
        r"font-size:\s*0|line-height:\s*0[;\"]|transparent|display:\s*none|visibility", html
    )
    labels = [
        link.attributes.get("aria-label") for link in html_to("ada@mail.example").css("p.on a")
    ]
    assert labels == ['Read on: The "case" for a river']


def test_an_issue_that_mailboxes_would_cut_is_warned_of(
    noon: Any, editor: Person, make_issue: MakeIssue, make_column: MakeColumn, the_week: Newsletter
) -> None:
    Newsletter.objects.update(full_text=True)
    paragraphs = [f"<p>{'word ' * 120}</p>" for _ in range(8)]
    columns = [
        make_column(headline=f"Column {number}", body="".join(paragraphs)) for number in range(21)
    ]
    long, short = make_issue(*columns), make_issue(*columns[:2])
    warning = "Some mailboxes show only the first 102 kB"
    pages = {
        issue.pk: reverse("admin:newsletters_issue_sending", args=[issue.pk])
        for issue in (long, short)
    }
    assert warning in editor.client.get(pages[long.pk]).content.decode()
    assert warning not in editor.client.get(pages[short.pk]).content.decode()
    mailings.schedule(long, due_at=NOON + timedelta(hours=1))
    assert warning in editor.client.get(pages[long.pk]).content.decode()


@pytest.mark.promise("The language of a text is marked", section="text")
def test_a_mail_says_in_which_language_a_column_is(
    make_issue: MakeIssue, make_column: MakeColumn, join: Join, visitor: Person
) -> None:
    join("ada@mail.example")
    column = make_column(headline="La ville et l’eau", language="fr", standfirst="Une idée simple.")
    issue = make_issue(column)
    send(issue)
    html = bodies(email_to("ada@mail.example"))[1]
    page = visitor.client.get(issue.get_absolute_url()).content.decode()
    for each in (html, page):
        for tag in ("h2", "p", "div"):
            assert re.search(rf'<{tag} (?=[^>]*lang="fr")[^>]*dir="ltr"', each), tag


@pytest.mark.promise(
    "A pull quote that repeats the text appears once to screen readers, in feeds and in e-mails",
    section="text",
)
def test_a_pull_quote_that_repeats_the_text_is_mailed_once(
    make_issue: MakeIssue, make_column: MakeColumn, join: Join, noon: Any
) -> None:
    Newsletter.objects.update(full_text=True)
    join("ada@mail.example")
    quote = '<aside class="pullquote"><p>“The sea is wide.”</p></aside>'
    send(
        make_issue(
            make_column(
                "free", body=f"<p>He said that the sea is wide.</p>{quote}<p>It rained.</p>"
            )
        )
    )
    for each in bodies(email_to("ada@mail.example")):
        assert each.lower().count("the sea is wide") == 1


def test_an_issues_own_pull_quote_that_repeats_its_words_comes_once(
    make_issue: MakeIssue, join: Join, visitor: Person
) -> None:
    join("ada@mail.example")
    issue = make_issue()
    issue.words = (
        '<p>He said that the sea is wide.</p><aside class="pullquote"><p>The sea is'
        " wide</p></aside>"
    )
    issue.save()
    send(issue)
    page = visitor.client.get(issue.get_absolute_url()).content.decode()
    for each in (*bodies(email_to("ada@mail.example")), page):
        assert each.lower().count("the sea is wide") == 1


def test_tables_without_a_caption_have_different_names(
    make_issue: MakeIssue, make_column: MakeColumn, join: Join, visitor: Person
) -> None:
    Newsletter.objects.update(full_text=True)
    join("ada@mail.example")
    table = "<table><tr><th>Year</th><th>Share</th></tr><tr><td>2024</td><td>12</td></tr></table>"
    issue = make_issue(
        make_column("free", headline="A & b", body=2 * table), make_column("free", body=table)
    )
    issue.words = table
    issue.save()
    send(issue)
    names = ["Table 1", "Table 1 of “A & b”", "Table 2 of “A & b”", "Table 1 of “Column 2”"]
    page = visitor.client.get(issue.get_absolute_url()).content.decode()
    for html in (bodies(email_to("ada@mail.example"))[1], page):
        assert [
            region.attributes["aria-label"]
            for region in LexborHTMLParser(html).css("div.table-scroll")
        ] == names


def test_a_table_scrolls_where_a_phone_is_narrower_and_is_rows_in_plain_text(
    noon: Any, join: Join, make_issue: MakeIssue, make_column: MakeColumn, the_week: Newsletter
) -> None:
    the_week.full_text = True
    the_week.save()
    ada = join("ada@mail.example")
    table = "<table><caption>Turnout</caption><tr><th>Year</th><th>Share</th></tr><tr><td>2024</td><td>12</td></tr></table>"
    send(
        make_issue(
            make_column("free", body=f"<p>Read this.</p>{table}<p>10<sup>6</sup> voted.</p>")
        )
    )
    text, html = bodies(email_to(ada.address))
    assert "Turnout\nYear | Share\n2024 | 12\n\n10⁶ voted." in text
    [region] = LexborHTMLParser(html).css("div.table-scroll")
    assert "overflow-x: auto" in (region.attributes["style"] or "")
    assert "border-collapse: collapse" in (region.css("table")[0].attributes["style"] or "")


def test_a_quotation_in_a_right_to_left_script_has_its_line_on_the_right(
    make_issue: MakeIssue, make_column: MakeColumn, join: Join, noon: Any
) -> None:
    Newsletter.objects.update(full_text=True)
    join("ada@mail.example")
    body = "<p>قال.</p><blockquote><p>نعم.</p></blockquote><p>ثم ذهب.</p>"
    send(
        make_issue(
            make_column("free", headline="المدينة", language="ar", body=body),
            make_column("free", body=body),
        )
    )
    arabic, other = re.findall(r"<blockquote[^>]*>", bodies(email_to("ada@mail.example"))[1])
    assert "border-right: 2px" in arabic
    assert "border-left: 2px" not in arabic
    assert "border-left: 2px" in other


@pytest.mark.promise("An e-mail that cannot be built stops no other e-mail", section="newsletters")
def test_a_mail_that_cannot_be_written_stops_no_other(
    noon: Any, join: Join, make_issue: MakeIssue, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ada", "bob", "cem"):
        join(f"{name}@mail.example")
    write = render.IssueWriter.write

    def fails_for_bob(writer: Any, recipient: Any, reader: Any) -> Any:
        if recipient.address.startswith("bob"):
            raise KeyError("No such name.")
        return write(writer, recipient, reader)

    monkeypatch.setattr(render.IssueWriter, "write", fails_for_bob)
    mailing = send(make_issue())
    assert sorted(email.to[0] for email in mail.outbox) == ["ada@mail.example", "cem@mail.example"]
    [bob] = mailing.deliveries.filter(state=Delivery.State.WAITING)
    assert (bob.tries, bob.error) == (1, "It could not be written: 'No such name.'")
    assert bob.not_before == NOON + worker.PATIENCE
    for round_ in range(1, worker.MOST_TRIES):
        worker.run(mailing.pk, at=NOON + round_ * worker.PATIENCE)
    report = mailings.report(mailing)
    assert (report.sent, report.failed, report.left, len(mail.outbox)) == (2, 1, 0, 2)


@pytest.mark.promise("A database failure costs no e-mail one of its tries", section="newsletters")
def test_a_database_that_fails_costs_nobody_a_try(
    noon: Any, join: Join, make_issue: MakeIssue, monkeypatch: pytest.MonkeyPatch
) -> None:
    join("ada@mail.example")

    def fails(*_: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(render.IssueWriter, "write", fails)
    mailing = mailings.schedule(make_issue(), due_at=NOON)
    with pytest.raises(OperationalError):
        worker.run(mailing.pk, at=NOON)
    assert mailing.deliveries.get().tries == 0
    monkeypatch.undo()
    worker.run(mailing.pk, at=NOON + worker.TAKEN_BACK_AFTER + timedelta(minutes=1))
    assert len(mail.outbox) == 1


@pytest.mark.promise(
    "A site with an internationalised name sends e-mails and newsletters",
    section="newsletters",
)
@pytest.mark.parametrize(
    ("site_url", "host"),
    [
        ("https://zeitung-für.example", "xn--zeitung-fr-ieb.example"),
        ("https://faß.example:81", "xn--fa-hia.example"),
    ],
)
def test_a_site_with_a_name_in_any_script_sends_newsletters(
    noon: Any,
    join: Join,
    make_issue: MakeIssue,
    the_week: Newsletter,
    settings: Any,
    site_url: str,
    host: str,
) -> None:
    settings.SITE_URL = site_url  # the settings module would write it in ASCII
    Newsletter.objects.update(name="Die Woche für “alle”, täglich", from_name="Zeitung: für alle")
    the_week.refresh_from_db()
    join("ada@mail.example")
    send(make_issue(newsletter=the_week))
    [email] = mail.outbox
    headers = message_from_bytes(email.message().as_bytes(), policy=policy.default)
    assert headers["List-Id"] == f"Die Woche für “alle”, täglich <the-week.{host}>"
    assert headers["Message-ID"].endswith(f"@{host}>")
    assert headers["From"].addresses[0].display_name == "Zeitung: für alle"
