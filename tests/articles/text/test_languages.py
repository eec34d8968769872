"""Tests of a column's language: set at the desk and by import, marked wherever its words appear."""

import re
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from articles import languages
from articles.models import Column, Columnist, ReadColumn, Revision
from articles.publishing.save import save_column
from articles.readers import history, saved_columns
from subscriptions.models import FreeRead
from tests.articles.fetching import page_of
from tests.articles.gift_link_steps import text
from tests.articles.loading import Load, entry
from tests.articles.printing import print_column
from tests.articles.publishing.test_revisions import page as desk_page
from tests.articles.publishing.test_revisions import restore
from tests.cast import NOON, MakeColumn, Person
from tests.desk.filling import change_url, filled

FRENCH = "<p>Le médecin de l’hôpital d’Orléans a déjà répondu aux électeurs.</p>" * 4
HEAD = {"headline": "La ville et l’eau", "standfirst": "Une idée simple.", "kicker": "Tribune"}


def french(slug: str = "fr", **fields: str) -> Column:
    return print_column(slug, body=FRENCH, **{"wall": "free", "language": "fr", **HEAD, **fields})


@pytest.mark.parametrize(
    ("given", "tag", "direction", "open_graph"),
    [
        ("fr", "fr", "ltr", "fr_FR"),
        ("FR-ca", "fr-CA", "ltr", "fr_CA"),
        ("zh-hant", "zh-Hant", "ltr", "zh_TW"),
        ("zh-hant-hk", "zh-Hant-HK", "ltr", "zh_HK"),
        ("es-419", "es-419", "ltr", "es_ES"),
        ("sl-rozaj", "sl-rozaj", "ltr", "sl_SI"),
        ("de-1996", "de-1996", "ltr", "de_DE"),
        ("ar", "ar", "rtl", "ar_AR"),
        ("he", "he", "rtl", "he_IL"),
        ("ar-latn", "ar-Latn", "ltr", "ar_AR"),
        ("az", "az", "ltr", "az_AZ"),
        ("az-Arab", "az-Arab", "rtl", "az_AZ"),
        ("yi", "yi", "rtl", "yi_US"),
        ("ckb", "ckb", "rtl", ""),
        ("ku-arab", "ku-Arab", "rtl", "ku_TR"),
        ("ku", "ku", "ltr", "ku_TR"),
        ("ku-IQ", "ku-IQ", "rtl", "ku_IQ"),
        ("pa-Arab", "pa-Arab", "rtl", "pa_IN"),
        ("pa-pk", "pa-PK", "rtl", "pa_PK"),
        ("pa", "pa", "ltr", "pa_IN"),
        ("sd-Deva", "sd-Deva", "ltr", "sd_IN"),
        ("eo", "eo", "ltr", ""),
        ("", "", "auto", ""),
    ],
)
def test_tags(given: str, tag: str, direction: str, open_graph: str) -> None:
    assert languages.canonical(given) == tag
    assert languages.direction(tag) == direction
    assert languages.open_graph_locale(tag) == open_graph


@pytest.mark.parametrize(
    ("tags", "direction"),
    [
        (
            (
                "ar ar-EG arz ary ckb dv fa fa-AF he iw ks nqo pnb prs ps sd sd-PK skr syr ug ur"
                " ur-IN yi azb mzn glk lrc"
            ),
            "rtl",
        ),
        (
            (
                "az-Arab ku-Arab pa-Arab ha-Arab ms-Arab uz-Arab kk-Arab tt-Arab ky-Arab so-Arab"
                " ff-Adlm en-Hebr ur-Aran"
            ),
            "rtl",
        ),
        (
            (
                "az-Arab-IR ku-Arab-IQ pa-Arab-PK PA-arab-pk AR he-Hebr-IL syr-Syrc dv-Thaa"
                " man-Nkoo rhg-Rohg"
            ),
            "rtl",
        ),
        ("az-IR az-IQ ku-IR uz-AF kk-CN ky-CN ha-SD", "rtl"),
        (
            (
                "az az-AZ az-Latn ku ku-TR ku-Latn pa pa-IN pa-Guru uz kk ha ms so sd-Deva sd-IN"
                " ug-Latn ug-KZ ks-Deva"
            ),
            "ltr",
        ),
        (
            "ar-Latn he-Latn fa-Latn ur-Latn yi-Latn en en-IL de-CH zh-Hant hi-Latn ka hy am ti mt",
            "ltr",
        ),
    ],
)
def test_the_direction_follows_script_then_region_then_language(tags: str, direction: str) -> None:
    assert {tag: languages.direction(tag) for tag in tags.split()} == dict.fromkeys(
        tags.split(), direction
    )


@pytest.mark.parametrize(
    "given",
    [
        "french",
        "fr_FR",
        "x-klingon",
        "xx",
        "f",
        "fr-",
        "-fr",
        "fr--CA",
        "fr CA",
        "fr-F",
        "fré",
        'fr"><b>',
        "fr\n",
        "zh-" * 20,
    ],
)
def test_what_is_no_tag(given: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        languages.canonical(given)
    assert given[:35] in refusal.value.messages[0]


def test_languages_have_their_own_names() -> None:
    offered = dict(languages.choices())
    assert {offered["fr"], offered["eu"], offered["he"], offered["zh-Hant"]} == {
        "français",
        "euskara",
        "עברית",
        "繁體中文",
    }
    assert languages.name("fr-CA") == "français (fr-CA)"
    assert languages.name("") == ""


# Pages


@pytest.mark.promise("The language of a text is marked", section="text")
@pytest.mark.django_db
def test_the_columns_page_marks_its_words(client: Client, noon: None) -> None:
    html = page_of(client, french().get_absolute_url())
    assert '<html lang="en-GB"' in html
    for marked in (
        '<h1 lang="fr" dir="ltr">La ville',
        '<p class="standfirst" lang="fr" dir="ltr">Une idée',
        '<p class="kicker" lang="fr" dir="ltr">Tribune',
        '<div class="text" lang="fr" dir="ltr"><p>Le médecin',
        '<meta property="og:locale" content="fr_FR">',
        '"inLanguage": "fr"',
    ):
        assert marked in html


@pytest.mark.django_db
def test_an_arabic_column_at_the_wall(client: Client, noon: None) -> None:
    column = print_column(
        "ar",
        wall="subscribers",
        language="ar",
        headline="المدينة والماء",
        standfirst="فكرة",
        kicker="رأي",
    )
    html = page_of(client, column.get_absolute_url())
    assert '<h1 lang="ar" dir="rtl">المدينة' in html
    assert '<div class="text walled" lang="ar" dir="rtl">' in html
    wall = html[html.index('class="wall"') :]
    assert 'lang="ar"' not in wall  # the wall's own texts are in the site's language


@pytest.mark.django_db
def test_a_column_without_a_language_is_the_sites(client: Client, noon: None) -> None:
    html = page_of(client, print_column("en", wall="free").get_absolute_url())
    assert "lang=" not in html.partition("<main")[2].replace("hreflang=", "")
    assert '<h1 dir="auto">About en' in html
    assert '"inLanguage": "en-GB"' in html
    assert '<meta property="og:locale" content="en_GB">' in html


@pytest.mark.django_db
def test_a_changed_language_is_on_the_saved_page_at_once(client: Client, noon: None) -> None:
    column = french()
    before = client.get(column.get_absolute_url())
    column.language = "oc"
    save_column(column, by=None, at=NOON)
    after = client.get(column.get_absolute_url())
    assert '<h1 lang="oc"' in text(after)
    assert before["ETag"] != after["ETag"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/", "/columns/", "/topics/rivers/", "/columnists/ada-brook/", "/search/?q=ville"]
)
def test_lists_mark_the_headline(client: Client, noon: None, address: str) -> None:
    french(by="Ada Brook", topic="Rivers")
    html = page_of(client, address)
    assert re.search(r'<h[23] class="headline" lang="fr" dir="ltr"><a [^>]*>La ville', html)


@pytest.mark.django_db
def test_related_columns_are_marked(client: Client, noon: None) -> None:
    french(topic="Rivers")
    other = print_column("other", topic="Rivers", wall="free")
    assert '<h3 class="headline" lang="fr" dir="ltr">' in page_of(client, other.get_absolute_url())


@pytest.mark.django_db
def test_own_lists_mark_the_headline(registered: Person) -> None:
    column = french(wall="metered")
    saved_columns.save(registered.user, column.pk, at=NOON)
    history.turn_on(registered.user, at=NOON)
    ReadColumn.objects.create(user=registered.user, column=column, moment=NOON)
    registered.reads(column)
    assert FreeRead.objects.exists()
    for address in ("/account/saved/", "/account/history/"):
        assert 'lang="fr" dir="ltr"><a' in page_of(registered.client, address), address
    assert '<bdi lang="fr">La ville' in page_of(registered.client, "/account/reading/")
    assert 'class="standfirst" lang="fr" dir="ltr">La ville' in page_of(
        registered.client, "/account/saved/new/fr/"
    )


@pytest.mark.django_db
def test_words_of_a_french_text_are_found(client: Client, noon: None) -> None:
    french()
    for query in (
        "médecin",
        "medecin",
        "hôpital",
        "hopital",
        "l'hôpital",
        "Orléans",
        "électeurs",
        '"déjà répondu"',
    ):
        assert "/columns/fr/" in text(client.get("/search/", {"q": query})), query


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["/columns/ar/", "/"])
def test_right_to_left_words_on_a_left_to_right_page(
    live_server: LiveServer, page: Page, axe: Callable[[Page], None], path: str
) -> None:
    quote = '<aside class="pullquote"><p>مدينة <a href="https://example.org/">كبيرة</a></p></aside>'
    body = f"<p>هذه مدينة كبيرة حقا.</p>{quote}<ul><li>أولا</li></ul>"
    print_column(
        "ar", wall="free", language="ar", headline="المدينة والماء", standfirst="فكرة", body=body
    )
    page.goto(f"{live_server.url}{path}")
    headline = page.locator("h1, h2.headline").filter(has_text="المدينة").first
    assert headline.evaluate("each => getComputedStyle(each).direction") == "rtl"
    assert page.locator("body").evaluate("each => getComputedStyle(each).direction") == "ltr"
    axe(page)


# Feeds


@pytest.mark.promise("The language of a text is marked", section="text")
@pytest.mark.django_db
def test_feed_entries_say_their_language(client: Client, noon: None) -> None:
    french()
    print_column("en", wall="free")
    french("walled", wall="subscribers")
    feed = page_of(client, "/feed/")
    assert feed.count('<entry xml:lang="fr">') == 2
    assert feed.count("<entry>") == 1
    assert feed.count("&lt;div lang=&quot;fr&quot; dir=&quot;ltr&quot;&gt;") == 2
    assert "&lt;p lang=&quot;en-GB&quot; dir=&quot;ltr&quot;&gt;&lt;a" in feed
    assert 'xml:lang="en-gb"' in feed


# The desk


def test_the_desk_chooses_by_own_names(editor: Person, make_column: MakeColumn) -> None:
    column = make_column()
    html = page_of(editor.client, change_url(column))
    assert '<option value="" selected>The site’s language</option>' in html
    assert '<option value="fr">français</option>' in html
    answer = editor.client.post(change_url(column), filled(column, language="he"))
    assert answer.status_code == 302
    column.refresh_from_db()
    assert column.language == "he"


def test_the_form_refuses_a_made_up_language(editor: Person, make_column: MakeColumn) -> None:
    column = make_column()
    answer = editor.client.post(change_url(column), filled(column, language="klingon"))
    assert answer.status_code == 200
    assert "“klingon” is not the tag of a language we know." in text(answer)


def test_a_loaded_tag_that_is_not_on_the_list_stays(
    editor: Person, make_column: MakeColumn
) -> None:
    column = make_column()
    column.language = "fr-CA"
    save_column(column, by=None, at=NOON)
    assert '<option value="fr-CA" selected>français (fr-CA)</option>' in page_of(
        editor.client, change_url(column)
    )
    editor.client.post(change_url(column), filled(column, language="fr-CA", headline="Another"))
    column.refresh_from_db()
    assert (column.headline, column.language) == ("Another", "fr-CA")


def test_a_form_that_does_not_send_it_leaves_it(editor: Person, make_column: MakeColumn) -> None:
    column = make_column()
    column.language = "fr"
    save_column(column, by=None, at=NOON)
    editor.client.post(change_url(column), filled(column, headline="Another"))
    column.refresh_from_db()
    assert (column.headline, column.language) == ("Another", "fr")


def test_versions_compare_and_restore_it(
    editor: Person, make_column: MakeColumn, ada: Columnist
) -> None:
    column = make_column(columnists=(ada,))
    for tag in ("fr", "he"):
        column.language = tag
        save_column(column, by=None, at=NOON)
    message = desk_page(editor, "compare", column.pk, a=2, b=3)
    assert "<del>français</del>" in message
    assert "<ins>עברית</ins>" in message
    assert restore(editor, column, 2) == 302
    column.refresh_from_db()
    assert column.language == "fr"


def test_merging_takes_it_from_whoever_changed_it(editor: Person, make_column: MakeColumn) -> None:
    column = make_column()
    own = filled(column, language="", headline="Mine")
    other = Column.objects.get(pk=column.pk)
    other.language = "fr"
    save_column(other, by=None, at=NOON)
    html = text(editor.client.post(change_url(column), {**own, "resolve": "merge"}))
    assert '<option value="fr" selected>français</option>' in html


def test_unsaved_work_is_previewed_in_it(editor: Person, make_column: MakeColumn) -> None:
    column = make_column()
    fields = filled(column, language="ar", form="form-of-an-open-window")
    assert (
        editor.client.post(
            reverse("admin:articles_column_autosave"), {**fields, "column": column.pk}
        ).status_code
        == 200
    )
    html = page_of(
        editor.client,
        reverse("admin:articles_column_preview_typed_page", args=["form-of-an-open-window"]),
    )
    assert '<h1 lang="ar" dir="rtl">' in html


# Import


def test_a_file_may_say_the_language(load: Load) -> None:
    load(entry(slug="a", language="PT-br"), entry(slug="b"), entry(slug="c", language=None))
    assert dict(Column.objects.values_list("slug", "language")) == {"a": "pt-BR", "b": "", "c": ""}
    load({"slug": "a", "headline": "Again"})
    assert Column.objects.get(slug="a").language == "pt-BR"
    load({"slug": "a", "language": None})
    assert Column.objects.get(slug="a").language == ""
    assert Revision.objects.filter(column__slug="a", snapshot__language="pt-BR").count() == 2


@pytest.mark.promise("An invalid language tag is named and nothing is loaded", section="text")
@pytest.mark.django_db
@pytest.mark.parametrize("tag", ["french", "en_GB", "xx"])
def test_a_bad_tag_in_a_file_is_named(load: Load, tag: str) -> None:
    with pytest.raises(
        CommandError, match=rf"Entry 1 \(a-column\): .*language — “{tag}” is not the tag"
    ):
        load(entry(language=tag))
    assert not Column.objects.exists()
