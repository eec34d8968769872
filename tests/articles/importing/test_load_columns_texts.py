"""Tests of `load_columns`: pictures are stored or stop the import, and forbidden markup is
removed.
"""

from pathlib import Path

import pytest
from django.core.management import CommandError
from PIL import Image

from articles.models import Column, Photo, Revision
from articles.text import length
from tests.articles.loading import BODY, Load, entry, nothing_loaded

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_pictures_in_the_body_become_ours(load: Load, photo: str) -> None:
    figure = (
        f'<figure><img src="{photo}" alt="Sea"><figcaption>It moves. <span'
        ' class="credit">Me</span></figcaption>'
    )
    foreign = '<figure><img src="https://elsewhere.example/p.gif" alt=""></figure>'
    printed = load(entry(body_html=BODY + figure + "</figure>" + foreign))
    assert printed == "1 column loaded: 1 new, 0 updated.\nEntry 1 (a-column): Left out: 1 picture."
    body = Revision.objects.get().snapshot["body"]
    taken = Photo.objects.get()
    assert (taken.alt, taken.caption, taken.credit) == ("Sea", "It moves.", "Me")
    assert f'data-photo="{taken.pk}"' in body
    assert 'src="/media/' in body
    assert 'width="900" height="600"' in body
    assert "elsewhere" not in body


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
    with pytest.raises(
        CommandError, match=r"Entry 1 \(a-column\): .+ (was not found beside|is not a file path)"
    ):
        load(entry(body_html=BODY + f'<figure><img src="{name}"></figure>'))
    assert nothing_loaded()


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
    (
        '<figure><img src="https://elsewhere.example/p.gif"'
        ' onload="alert(1)"><figcaption>gone</figcaption></figure>'
    ),
    '<p onclick="alert(1)" style="position:fixed">a</p>',
    (
        '<a href="javascript:alert(1)">b</a><a href=" jAvAsCrIpT:alert(1)">c</a><a'
        ' href="data:text/html,alert(1)">d</a>'
    ),
    "<style>aside { display: none }</style><link rel=stylesheet href=//x.example/x.css>",
    '<iframe src="//x.example"></iframe><object data="x"></object><embed src="x">',
    '<form action="//x.example"><input><button formaction="//x.example">a</button></form>',
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=1 onerror=alert(1)></style>",
    "<!--menu--><p>e<!--meter-->f</p><!--",
    "<p>g<b>unclosed<i>twice<p>h",
    "<div><div><div><p>i</p></div><section>j",
]


@pytest.mark.promise("HTML is sanitized wherever it enters", section="text")
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


@pytest.mark.slow
def test_the_longest_text_out_of_a_word_processor(load: Load) -> None:
    paragraph = (
        '<p class=MsoNormal style="mso-margin:1"><o:p>&nbsp;</o:p><span lang=EN-US>Words'
        " <b>bold</b> here.</span></p>"
    )
    load(entry(body_html="<html><head><style>x</style></head><body>" + paragraph * 3_500))
    body = Revision.objects.get().snapshot["body"]
    assert body.count("<strong>bold</strong>") == 3_500
    assert "Mso" not in body


def test_a_text_is_as_long_as_it_is_once_it_is_cleaned(load: Load) -> None:
    load(entry(body_html=BODY + "<!-- " + "x" * length.MOST_CHARACTERS + " -->"))
    assert Column.objects.exists()


def test_what_was_left_out_is_said_of_each_column(load: Load) -> None:
    frames = '<iframe src="https://example.org/"></iframe>'
    video = '<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe>'
    printed = load(
        entry(
            body_html=(
                f"{BODY}{frames}<img src='https://example.org/a.png'><img"
                " src='//example.org/b.png'>"
            )
        ),
        entry(slug="whole", body_html=BODY + video),
        entry(slug="corrected", body_html=f"{BODY}<p>He <del>lied</del> erred.</p>"),
    )
    assert printed.split("\n") == [
        "3 columns loaded: 3 new, 0 updated.",
        "Entry 1 (a-column): Left out: 2 pictures and 1 embedded frame.",
        "Entry 3 (corrected): Left out: 1 deleted or hidden passage.",
    ]


def test_markup_in_a_line_of_text_stays_text_without_control_characters(load: Load) -> None:
    load(entry(headline="<b>Bold</b>\x00\n  and  \u2028 wide"))
    assert Column.objects.get().headline == "<b>Bold</b> and wide"
