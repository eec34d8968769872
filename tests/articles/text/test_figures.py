"""Tests of figures: responsive pictures, only from the photo library."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from articles.models import Photo
from articles.photos import library
from articles.photos.library import PhotoTexts
from articles.photos.renditions import CROPS, frame, sizes
from articles.text import markup
from articles.text.figures import fit_to_width, with_srcset
from tests.cast import MakeColumn, Person

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def photo() -> Photo:
    buffer = BytesIO()
    Image.new("RGB", (900, 600), "teal").save(buffer, "PNG")
    buffer.seek(0)
    return library.get_or_create(buffer, PhotoTexts(alt="The sea"))


def figure(photo: Photo, alt: str = 'A &gt; "B"') -> str:
    quoted = alt.replace('"', "&quot;")
    image = (
        f'<img src="{photo.url("wide", width=1200)}" alt="{quoted}" width="900" height="600"'
        f' data-photo="{photo.pk}">'
    )
    return markup.clean(f"<p>Before.</p><figure>{image}<figcaption>It moves.</figcaption></figure>")


def test_a_photo_comes_in_every_width(photo: Photo) -> None:
    html = with_srcset(figure(photo))
    assert html.count("<picture>") == 1
    assert '<source type="image/webp" srcset="/media/' in html
    for width in ("480w", "800w", "900w"):
        assert html.count(width) == 2
    assert 'width="900" height="600"' in html
    assert 'loading="lazy" decoding="async"' in html
    assert "<p>Before.</p>" in html
    assert "<figcaption>It moves.</figcaption>" in html


def test_what_the_picture_shows_is_said_as_it_was_written(photo: Photo) -> None:
    html = with_srcset(figure(photo))
    assert "&quot;B&quot;" in html
    assert "&amp;quot;" not in html
    assert "The sea" not in html


@pytest.mark.parametrize(("size", "screens"), [("wide", "48rem, 100vw"), ("side", "20rem, 100vw")])
def test_a_size_of_its_own_asks_for_pictures_of_that_size(
    photo: Photo, size: str, screens: str
) -> None:
    html = with_srcset(markup.clean(figure(photo).replace("<figure>", f'<figure class="{size}">')))
    assert f'<figure class="{size}"><picture>' in html
    assert html.count(screens) == 2


def test_a_figure_without_words_has_those_of_the_library(photo: Photo) -> None:
    assert 'alt="The sea"' in with_srcset(figure(photo, alt=""))


@pytest.mark.parametrize("key", ["0", "999999", "²", "x", "", "9" * 40, "-1"])
def test_a_photo_that_is_not_there_leaves_the_plain_image(photo: Photo, key: str) -> None:
    html = with_srcset(f'<figure><img src="/media/a.jpeg" alt="A > b" data-photo="{key}"></figure>')
    assert (
        html == f'<figure><img src="/media/a.jpeg" alt="A > b" data-photo="{key}" loading="lazy"'
        ' decoding="async"></figure>'
    )


def test_a_text_without_pictures_asks_nothing() -> None:
    with CaptureQueriesContext(
        connection,
    ) as requested:
        assert with_srcset("<p>Words &lt;img&gt; only.</p>") == "<p>Words &lt;img&gt; only.</p>"
    assert not requested.captured_queries


def test_several_pictures_are_one_question(photo: Photo) -> None:
    html = figure(photo) * 3
    with CaptureQueriesContext(connection) as requested:
        assert with_srcset(html).count("<picture>") == 3
    assert len(requested) == 1


def test_the_page_shows_them_to_who_may_read(
    make_column: MakeColumn, visitor: Person, photo: Photo
) -> None:
    paragraphs = "".join(f"<p>Paragraph {n} has a few words.</p>" for n in range(6))
    free = make_column("free", body=paragraphs + figure(photo))
    walled = make_column("subscribers", body=paragraphs + figure(photo))
    assert "<picture>" in visitor.reads(free).content.decode()
    assert photo.url("wide", width=1200) not in visitor.reads(walled).content.decode()


@pytest.mark.parametrize(
    ("written", "fitted"),
    [
        (
            '<img src="/a.jpg" alt="A" width="1200" height="800">',
            '<img src="/a.jpg" alt="A" width="540" height="360">',
        ),
        (
            '<img src="/a.jpg" alt="A" width="300" height="200">',
            '<img src="/a.jpg" alt="A" width="300" height="200">',
        ),
        (
            '<img src="/a.jpg" alt="A" width="3000" height="1">',
            '<img src="/a.jpg" alt="A" width="540" height="1">',
        ),
        ('<img src="/a.jpg" alt="A &gt; B">', '<img src="/a.jpg" alt="A &gt; B">'),
        (
            '<img src="/a.jpg" width="100%" data-photo="x">',
            '<img src="/a.jpg" width="100%" data-photo="x">',
        ),
        (
            '<img src="/a.jpg" width="900" data-photo="999">',
            '<img src="/a.jpg" width="540" data-photo="999">',
        ),
    ],
)
def test_a_picture_that_is_no_photo_of_ours_is_scaled(db: None, written: str, fitted: str) -> None:
    assert fit_to_width(f"<p>1 &lt; 2</p>{written}", 540) == f"<p>1 &lt; 2</p>{fitted}"


def test_a_photo_narrower_than_the_measure_keeps_its_size(db: None) -> None:
    buffer = BytesIO()
    Image.new("RGB", (500, 250), "teal").save(buffer, "JPEG")
    buffer.seek(0)
    narrow = library.get_or_create(buffer, PhotoTexts(alt="The sea"))
    html = fit_to_width(figure(narrow), 540)
    assert 'width="500" height="250"' in html


def test_a_crop_never_reaches_beyond_the_picture() -> None:
    for width in range(90, 1300, 7):
        for height in (61, 250, 333, 667, 1000):
            for crop in CROPS:
                for requested in sizes(crop, (width, height)):
                    for focal in ((0.0, 0.0), (0.5, 0.5), (1.0, 1.0)):
                        left, top, right, bottom = frame((width, height), requested, focal)
                        assert 0 <= left < right <= width
                        assert 0 <= top < bottom <= height
