"""`load_columns`: all entries or none, every bad one named in a sentence, nothing left behind."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings, settings
from django.core.management import CommandError, call_command
from PIL import Image

from articles.models import Column, Columnist, Correction, Photo, Revision, Source, Topic

pytestmark = pytest.mark.django_db

BODY = "".join(f"<p>Paragraph {n} has a few words of its own to say.</p>" for n in range(6))
Load = Callable[..., str]


@pytest.fixture(autouse=True)
def _own_media(settings: LazySettings, tmp_path_factory: pytest.TempPathFactory) -> None:
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """load(entry, ...) writes a file of these entries and loads it; what the command printed."""

    def run(*entries: Any, content: bytes | None = None) -> str:
        file = tmp_path / "columns.json"
        file.write_bytes(json.dumps(entries).encode() if content is None else content)
        printed = StringIO()
        call_command("load_columns", str(file), stdout=printed)
        return printed.getvalue().strip()

    return run


@pytest.fixture
def photo(tmp_path: Path) -> str:
    (tmp_path / "photos").mkdir()
    Image.new("RGB", (900, 600), "teal").save(tmp_path / "photos" / "sea.jpg")
    return "photos/sea.jpg"


def entry(**fields: Any) -> dict[str, Any]:
    return {"slug": "a-column", "headline": "A column", "body_html": BODY, **fields}


def nothing_loaded() -> bool:
    files = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    return not (Column.objects.exists() or Columnist.objects.exists() or Photo.objects.exists() or files)


FULL = entry(
    kicker="Opinion",
    standfirst="Two sentences. Or one.",
    wall="subscribers",
    published_at="2024-06-20T12:00:00Z",
    bylines=[{"name": "Ada Brook", "bio": "Ada Brook writes."}, {"name": "Bo Lund"}],
    topics=["Foreign policy", "Rivers"],
    series="Letters",
    dateline="(CNN)",
    source={
        "name": "Meridian Wire",
        "copyright": "© 2024 Meridian Wire",
        "canonical_url": "https://wire.example/a",
        "expires_at": "2030-01-01T00:00:00Z",
        "may_wall": True,
        "full_text_feed": False,
    },
    corrections=[{"at": "2024-06-21T09:00:00Z", "text": "A name was wrong."}],
)


def test_a_whole_entry(load: Load, photo: str) -> None:
    lead = {"file": photo, "alt": "The sea", "caption": "It moves.", "credit": "Me"}
    assert load({**FULL, "lead_photo": lead}) == "1 column loaded: 1 new, 0 updated."
    column = Column.objects.get()
    assert (column.state, column.wall, column.dateline) == ("published", "subscribers", "(CNN)")
    assert [byline.columnist.name for byline in column.bylines.all()] == ["Ada Brook", "Bo Lund"]
    assert set(column.topics.values_list("slug", flat=True)) == {"foreign-policy", "rivers"}
    assert column.series is not None
    assert column.source == Source.objects.get(name="Meridian Wire")
    assert (column.may_wall, column.copyright_notice) == (True, "© 2024 Meridian Wire")
    assert column.corrections.get().text == "A name was wrong."
    assert column.lead_photo is not None
    assert column.lead_photo.files("wide", "webp")
    assert column.teaser.startswith("<p>Paragraph 0")
    assert Revision.objects.get().why == "Loaded from columns.json"


def test_the_least_entry_is_a_metered_draft(load: Load) -> None:
    load({"headline": "What is owed", "body_html": BODY})
    column = Column.objects.get()
    assert (column.slug, column.state, column.wall) == ("what-is-owed", "draft", "metered")


def test_a_second_load_leaves_what_is_missing_and_resets_what_is_null(load: Load) -> None:
    load(FULL)
    counts = load({"slug": "a-column", "headline": "Another", "standfirst": None, "wall": None, "series": None})
    assert counts == "1 column loaded: 0 new, 1 updated."
    column = Column.objects.get()
    assert (column.headline, column.standfirst, column.wall, column.series) == ("Another", "", "metered", None)
    assert (column.dateline, column.kicker) == ("(CNN)", "Opinion")
    assert column.bylines.count() == 2
    assert column.version == 2


def test_null_for_the_date_and_the_source(load: Load) -> None:
    load(FULL)
    load({"slug": "a-column", "published_at": None, "source": None, "bylines": None, "corrections": None})
    column = Column.objects.get()
    assert (column.state, column.published_at, column.source, column.copyright_notice) == ("draft", None, None, "")
    assert not column.bylines.exists()
    assert not Correction.objects.exists()


def test_pictures_in_the_body_become_ours(load: Load, photo: str) -> None:
    figure = f'<figure><img src="{photo}" alt="Sea"><figcaption>It moves. <span class="credit">Me</span></figcaption>'
    foreign = '<figure><img src="https://elsewhere.example/p.gif" alt=""></figure>'
    printed = load(entry(body_html=BODY + figure + "</figure>" + foreign))
    assert printed == "1 column loaded: 1 new, 0 updated. 1 picture of other sites left out."
    body = Revision.objects.get().snapshot["body"]
    taken = Photo.objects.get()
    assert (taken.alt, taken.caption, taken.credit) == ("Sea", "It moves.", "Me")
    assert f'data-photo="{taken.pk}"' in body
    assert 'src="/media/' in body
    assert 'width="900" height="600"' in body
    assert "elsewhere" not in body


def test_columnists_are_matched_by_the_slug_of_their_name(load: Load) -> None:
    load(entry(bylines=[{"name": "Ada Brook", "bio": "Old."}]), entry(slug="b", bylines=[{"name": "ADA  brook"}]))
    assert Columnist.objects.get().short_bio == "Old."
    load(entry(bylines=[{"name": "Ada Brook", "bio": "New."}]))
    assert Columnist.objects.get().short_bio == "New."


def test_a_bio_may_be_a_paragraph(load: Load) -> None:
    bio = "Ada is a professor and director of the Brook Center for Classical and Civic Education. " * 8
    load(entry(bylines=[{"name": "Ada Brook", "bio": bio.strip()}]))
    assert Columnist.objects.get().short_bio == bio.strip()


def test_names_in_other_scripts(load: Load) -> None:
    load(entry(bylines=[{"name": "山田 花子"}, {"name": "نجيب محفوظ"}], topics=["Литература", "文学"]))
    load(entry(bylines=[{"name": "山田 花子"}]))
    assert Columnist.objects.count() == 2
    assert Topic.objects.count() == 2
    assert all(Columnist.objects.values_list("slug", flat=True))


@pytest.mark.parametrize("year", ["1000-06-20T12:00:00Z", "1900-01-01", "9998-12-30T00:00:00+14:00"])
def test_dates_long_ago_and_far_ahead(load: Load, year: str) -> None:
    load(entry(published_at=year))
    assert Column.objects.get().state == "published"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"wall": "gold"}, 'wall must be one of free, registered, metered, subscribers, not "gold".'),
        ({"headline": None}, "A new column needs headline."),
        ({"headline": "  "}, "A new column needs headline."),
        ({"body_html": None}, "A new column needs body_html."),
        ({"headline": "h" * 300}, "headline — Ensure this value has at most 200 characters (it has 300)."),
        ({"headline": 7}, "headline must be text, not 7."),
        ({"slug": "No Slug!"}, "slug — Enter a valid"),
        ({"heading": "A"}, 'An entry has an unknown key "heading"'),
        ({"published_at": "yesterday"}, 'published_at must be a moment like 2024-06-20T12:00:00Z, not "yesterday".'),
        ({"published_at": "0001-01-01T00:00:00+14:00"}, "published_at must"),
        ({"published_at": "9999-12-31T23:59:59Z"}, "published_at must lie between the years 1000 and 9998"),
        ({"bylines": "Ada"}, 'bylines must be a list, not "Ada".'),
        ({"bylines": ["Ada"]}, 'A byline must be an object, not "Ada".'),
        ({"bylines": [{"bio": "x"}]}, "A byline needs name."),
        ({"topics": [3]}, "topics must be a list of names."),
        ({"source": {"name": "Wire"}}, "source needs copyright."),
        (
            {"source": {"name": "Wire", "copyright": "©", "may_wall": "yes"}},
            'may_wall must be true or false, not "yes"',
        ),
        ({"corrections": [{"text": "x"}]}, "A correction needs at."),
        ({"lead_photo": {"alt": "x"}}, "lead_photo needs file."),
        ({"lead_photo": {"file": "../secret.jpg"}}, "../secret.jpg lies outside the file's folder."),
        ({"lead_photo": {"file": "/etc/passwd"}}, "/etc/passwd lies outside the file's folder."),
        ({"lead_photo": {"file": "photos/none.jpg"}}, "photos/none.jpg was not found beside the file."),
        ({"lead_photo": {"file": "columns.json"}}, "columns.json: This is not a picture that we can read."),
        ({"body_html": BODY + '<img src="../x.jpg">'}, "../x.jpg lies outside the file's folder."),
        ({"body_html": BODY + '<hr class="teaser-break"><p>End.</p>'}, "The break mark leaves less than half"),
        ({"standfirst": "s" * 501}, "standfirst — Ensure this value has at most 500 characters (it has 501)."),
        ({"headline": "\ud800"}, "headline has half a character in it, at place 1."),
        ({"topics": ["x\ud800"]}, "topics has half a character in it, at place 2."),
        ({"body_html": "<script>x</script>"}, "body_html has nothing in it that a column may show."),
        (
            {"corrections": [{"at": "2024-01-01", "text": "c" * 1001}]},
            "text — Ensure this value has at most 1000 characters (it has 1001).",
        ),
        ({"canonical_url": "not an address"}, "canonical_url — Enter a valid URL."),
    ],
)
def test_a_bad_entry_is_named_and_nothing_is_loaded(load: Load, fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(CommandError) as refusal:
        load(entry(slug="good", bylines=[{"name": "Ada"}]), entry(**fields))
    slug = fields.get("slug", "a-column")
    assert f"Entry 2 ({slug}): " in str(refusal.value)
    assert sentence in str(refusal.value)
    assert nothing_loaded()


def test_every_bad_entry_is_named(load: Load) -> None:
    with pytest.raises(CommandError) as refusal:
        load(entry(wall="gold"), entry(slug="fine"), entry(slug="third", topics=[3]), "not an object")
    said = str(refusal.value)
    assert "Entry 1 (a-column)" in said
    assert "Entry 3 (third)" in said
    assert 'Entry 4: An entry must be an object, not "not an object".' in said
    assert said.endswith("Nothing was loaded.")


def test_a_slug_twice_in_one_file(load: Load) -> None:
    with pytest.raises(CommandError, match=r"Entry 2 \(a-column\): this slug stands in the file twice"):
        load(entry(), entry())
    assert nothing_loaded()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b'[{"slug": ]', "not JSON: Expecting value in line 1, column 11"),
        (b"", "not JSON"),
        (b'{"slug": "a"}', "must hold a list"),
        (b'["\xe9"]', "not in UTF-8 (byte 2)"),
        (b"[" * 100_000, "The file is n"),
        (b"[" + b"9" * 5000 + b"]", "a number in it with too many digits"),
    ],
)
def test_a_file_that_is_not_what_it_should_be(load: Load, content: bytes, sentence: str) -> None:
    with pytest.raises(CommandError) as refusal:
        load(content=content)
    assert sentence in str(refusal.value)


def test_a_byte_order_mark_is_no_fault(load: Load) -> None:
    assert load(content=b"\xef\xbb\xbf" + json.dumps([entry()]).encode()).startswith("1 column loaded")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("load_columns", str(tmp_path / "none.json"))


def test_a_picture_taken_before_the_bad_entry_goes_again(load: Load, photo: str) -> None:
    with pytest.raises(CommandError):
        load(entry(lead_photo={"file": photo, "alt": "Sea"}), entry(slug="b", wall="gold"))
    assert nothing_loaded()


def test_a_link_that_climbs_out(
    load: Load, photo: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret.jpg"
    Image.new("RGB", (9, 9)).save(outside)
    (tmp_path / "photos" / "link.jpg").symlink_to(outside)
    with pytest.raises(CommandError, match="lies outside"):
        load(entry(lead_photo={"file": "photos/link.jpg"}))


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<figure><img src="https://elsewhere.example/p.gif" onload="alert(1)"><figcaption>gone</figcaption></figure>',
    '<p onclick="alert(1)" style="position:fixed">a</p>',
    '<a href="javascript:alert(1)">b</a><a href=" jAvAsCrIpT:alert(1)">c</a><a href="data:text/html,alert(1)">d</a>',
    "<style>body { display: none }</style><link rel=stylesheet href=//x.example/x.css>",
    '<iframe src="//x.example"></iframe><object data="x"></object><embed src="x">',
    '<form action="//x.example"><input><button formaction="//x.example">a</button></form>',
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=1 onerror=alert(1)></style>",
    "<!--menu--><p>e<!--meter-->f</p><!--",
    "<p>g<b>unclosed<i>twice<p>h",
    "<div><div><div><p>i</p></div><section>j",
]


@pytest.mark.parametrize("markup", HOSTILE)
def test_hostile_markup_is_cleaned(load: Load, markup: str) -> None:
    load(entry(body_html=BODY + markup))
    body = Revision.objects.get().snapshot["body"]
    for word in (
        "script",
        "alert",
        "onerror",
        "onclick",
        "onload",
        "style",
        "<!--",
        "iframe",
        "svg",
        "form",
        "x.exam",
        "gone",
    ):
        assert word not in body.lower()
    assert body.count("<p>") >= 6


def test_a_megabyte_out_of_a_word_processor(load: Load) -> None:
    paragraph = (
        '<p class=MsoNormal style="mso-margin:1"><o:p>&nbsp;</o:p><span lang=EN-US>Words <b>bold</b> here.</span></p>'
    )
    load(entry(body_html="<html><head><style>x</style></head><body>" + paragraph * 10_000))
    body = Revision.objects.get().snapshot["body"]
    assert body.count("<strong>bold</strong>") == 10_000
    assert "Mso" not in body


def test_markup_in_a_line_of_text_stays_text_without_control_characters(load: Load) -> None:
    load(entry(headline="<b>Bold</b>\x00\n  and  \u2028 wide"))
    assert Column.objects.get().headline == "<b>Bold</b> and wide"


def test_names_that_slugs_cannot_write_stay_apart(load: Load) -> None:
    load(entry(bylines=[{"name": name} for name in ("Ægir", "Gir", "Smith", "Smith Иван", "Łukasz", "Ukasz")]))
    slugs = set(Columnist.objects.values_list("slug", flat=True))
    assert {"aegir", "gir", "smith", "lukasz", "ukasz"} < slugs
    assert len(slugs) == 6


def test_a_topic_whose_slug_was_changed_is_found_by_its_name(load: Load) -> None:
    Topic.objects.create(name="Foreign policy", slug="abroad")
    load(entry(topics=["Foreign policy"]))
    assert Topic.objects.get().slug == "abroad"


def test_a_delivery_that_does_not_speak_of_rights_leaves_them(load: Load) -> None:
    load(FULL)
    load({"slug": "a-column", "source": {"name": "Meridian Wire", "copyright": "© 2025 Meridian Wire"}})
    column = Column.objects.get()
    assert (column.copyright_notice, column.may_wall) == ("© 2025 Meridian Wire", True)
    assert column.expires_at is not None
    assert column.canonical_url == "https://wire.example/a"
    load({"slug": "a-column", "source": {"name": "Coast Press", "copyright": "© Coast"}})
    column = Column.objects.get()
    assert (column.may_wall, column.expires_at, column.canonical_url) == (False, None, "")


def test_one_picture_in_two_places_is_taken_once(load: Load, photo: str) -> None:
    lead = {"file": photo, "alt": "Sea", "caption": "", "credit": ""}
    figure = f'<figure><img src="{photo}" alt="Sea"></figure>'
    load(entry(lead_photo=lead, body_html=BODY + figure), entry(slug="b", lead_photo=lead))
    load(entry(lead_photo=lead, body_html=BODY + figure))
    assert Photo.objects.count() == 1


def test_a_path_as_browsers_write_it(load: Load, tmp_path: Path) -> None:
    Image.new("RGB", (40, 30)).save(tmp_path / "my sea.jpg")
    load(entry(body_html=BODY + '<figure><img src="my%20sea.jpg?w=1#x" alt=""></figure>'))
    assert Photo.objects.get().width == 40


@pytest.mark.parametrize("name", ["none.jpg", "%00.jpg", "y" * 5000, "loop", "", "."])
def test_a_figure_without_its_picture_is_refused(load: Load, tmp_path: Path, name: str) -> None:
    (tmp_path / "loop").symlink_to("loop")
    if not name:
        load(entry(body_html=BODY + "<figure><img alt=''></figure>"))
        return
    with pytest.raises(CommandError, match=r"Entry 1 \(a-column\): .+ (was not found beside|is no path)"):
        load(entry(body_html=BODY + f'<figure><img src="{name}"></figure>'))
    assert nothing_loaded()
