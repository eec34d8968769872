"""Every page of the desk about a column: sound on a phone and a desktop; a version restored, a link
shown outside.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from articles.models import Column, ColumnDailyStat, Columnist, Revision
from articles.publishing import revisions, workflow
from articles.publishing.save import save_column
from subscriptions.dates import period_of
from subscriptions.models import MeterMonth, PreviewLink
from tests.cast import MakeColumn, prose

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.promise(
        "A preview link ends to the second, can be revoked at once, is never indexed or "
        "cached, and shows the newest version",
        section="preview",
    ),
    pytest.mark.promise(
        "Any version can be restored as a new one; publication does not change",
        section="preview",
    ),
]
Visit = Callable[[str], str]
Check = Callable[[Page], None]
Enter = Callable[[str], User]
WIDTHS = {390: "dark", 1280: "light"}
LONG_NAME = "Maximiliane Freifrau von Donaudampfschifffahrt-Unterleutnantswitwen"


@pytest.fixture
def column(make_column: MakeColumn) -> Column:
    """In print, in two versions, with a note, a long name and a month of readings."""
    at = timezone.now()
    hand = Columnist.objects.create(name=LONG_NAME, slug="maxi")
    found = make_column(
        headline="On harbours",
        body=prose(8),
        columnists=(hand,),
        published_at=at - timedelta(days=1),
    )
    found.headline = "On ports"
    link = '<p>A <a href="https://a.example/">link</a>.</p>'
    save_column(found, body=prose(7) + link, by=None, at=at, why="Shorter")
    workflow.record(
        found,
        by=User.objects.create(email="w@x.example", name=LONG_NAME),
        at=at,
        note="Looks fine to me.",
    )
    for back in range(30):
        day = timezone.localdate(at) - timedelta(days=back)
        ColumnDailyStat.objects.create(column=found, day=day, kind="metered", number=1000 + back)
        ColumnDailyStat.objects.create(column=found, day=day, kind="wall", number=back + 1)
    for requested in range(1, 9):
        MeterMonth.objects.create(
            period=period_of(at),
            kind="anonymous",
            columns_requested=requested,
            readers=90 // requested,
        )
    return found


def test_every_page_about_a_column_is_sound(
    page: Page, site: Visit, enter_the_desk: Enter, column: Column, axe: Check
) -> None:
    editor = enter_the_desk("editor")
    editor.is_superuser = True  # who sees all of the desk at once
    editor.save()
    own = f"/admin/articles/column/{column.pk}"
    paths = ["/admin/", f"{own}/change/", "/admin/learning/?days=90", "/admin/what-if/?months=1"]
    paths += [
        f"{own}/{name}/"
        for name in ("versions", "checklist", "notes", "correction", "preview-links", "preview")
    ]
    paths += [
        f"{own}/versions/compare/",
        f"{own}/versions/1/restore/",
        f"{own}/preview/?as=robot&width=phone",
    ]
    wide = {
        "/admin/",
        f"{own}/change/",
        f"{own}/versions/compare/",
        f"{own}/preview/",
    }  # laid out differently there
    for width, scheme in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two
        for path in paths if width < 400 else wide:
            site(path)
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (
                f"{path} scrolls at {width}"
            )


def test_a_version_is_restored_and_shown_to_somebody_outside(
    page: Page,
    site: Visit,
    enter_the_desk: Enter,
    column: Column,
    axe: Check,
    browser: Browser,
    settings: Any,
    live_server: LiveServer,
) -> None:
    settings.SITE_URL = live_server.url
    enter_the_desk("editor")
    site(f"/admin/articles/column/{column.pk}/versions/")
    page.get_by_role("button", name="Compare").click()
    page.get_by_role("link", name="Restore version 1").click()
    expect(page.get_by_role("group", name="Fields").locator("ins")).to_have_text("harbours")
    page.get_by_role("button", name="Restore version 1").click()
    expect(page.get_by_text("Version 1 is restored, as version 3.")).to_be_visible()
    newest = Revision.objects.first()
    assert newest is not None
    assert revisions.changed_names(Revision.objects.get(version=1).snapshot, newest.snapshot) == []
    Column.objects.filter(pk=column.pk).update(
        state="draft", published_at=None
    )  # links are for what is not out yet
    site(f"/admin/articles/column/{column.pk}/preview-links/")
    page.get_by_label("For whom").fill("the fact checker")
    page.get_by_role("button", name="Make the link").click()
    link = page.get_by_label("Copy it now: it is not shown again.").input_value()
    axe(page)
    outside = browser.new_context(viewport={"width": 390, "height": 844})
    there = outside.new_page()
    response = there.goto(link)
    assert response is not None
    assert "no-store" in response.headers["cache-control"]
    expect(there.get_by_role("heading", level=1)).to_have_text("On harbours")
    expect(there.get_by_text("word7x39")).to_be_visible()
    axe(there)
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("is revoked")).to_be_visible()
    over = there.reload()
    assert over is not None
    assert over.status == 410
    axe(there)
    assert PreviewLink.objects.get().opened == 1
    outside.close()
