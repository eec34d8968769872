"""Tests that content removed by cleaning is counted and reported at the desk."""

import re

import pytest
from django.urls import reverse

from articles.models import Page
from articles.text import markup, removed_content
from tests.articles.hidden_cases import CASES, PRINTED
from tests.cast import Person

YOUTUBE = "https://www.youtube.com/embed/dQw4w9WgXcQ"


@pytest.mark.promise(
    "Tables, superscript and subscript are preserved, and elements removed from a paste are listed",
    section="text",
)
@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("<p>a</p>", ""),
        ("<p>a<img src='https://example.org/a.png'></p>", "1 picture"),
        ("<p>a</p><figure><img src='file:///a.png'></figure><img src='data:image/png;base64,x'>",
         "2 pictures"),
        ("<p>a<svg></svg></p>", "1 picture"),
        ("<p>a<img src='/media/a.jpg'><img src='https://example.org/p.gif' width=1 height=1></p>", ""),
        ("<p>a</p><iframe src='https://example.org/'></iframe><iframe></iframe>", "2 embedded frames"),
        (f"<p>a</p><iframe src='{YOUTUBE}'></iframe>", ""),
        ("<p>a <math><mi>x</mi></math> <math></math></p><svg><text>b</text></svg>", "1 picture and 2 formulas"),
        ("<p>a</p><video src=x>No</video><audio></audio><object></object><embed src=x>", "4 embedded frames"),
        ("<p>a</p><form><select><option>b</select><input></form>", "1 form"),
        ("<p>a <del>b</del> <s></s><span style='display:none'>c</span></p>", "2 deleted or hidden passages"),
        ("<p>a<span style='font-size:0'>b</span></p>", "1 deleted or hidden passage"),
        ("<p>a<sup><a href='#cmnt1'>[a]</a></sup></p><div><p><a href='#cmnt_ref1'>[a]</a>Right?</p></div>",
         "1 comment"),
        ("<p>a<span class=MsoCommentReference><a class=msocomanchor href='#_msocom_1'>[ED1]</a></span></p>"
         "<div style='mso-element:comment-list'><div style='mso-element:comment'><div class=msocomtxt>"
         "<a href='#_msoanchor_1'>[ED1]</a><p class=MsoCommentText>Right?</p></div></div></div>", "1 comment"),
        ("<p>a <del>b</del></p><img src=x><iframe></iframe><img src=y>",
         "2 pictures, 1 embedded frame and 1 deleted or hidden passage"),
        ("<p>a</p><script>x</script><style>p{}</style><noscript><img src=x></noscript><!-- <img> -->", ""),
        ("<table><tr><td>1<td>2</table><p>m<sup>2</sup></p>", ""),
    ],
)  # fmt: skip
def test_each_kind_is_counted(written: str, said: str) -> None:
    result = removed_content.RemovedContent()
    cleaned = markup.clean(written, result)
    assert removed_content.counts(result) == said
    assert cleaned == markup.clean(written)
    again = removed_content.RemovedContent()
    markup.clean(cleaned, again)
    assert removed_content.counts(again) == ""


@pytest.mark.parametrize(
    "written", [written for written, _ in CASES if not re.search("<script|<noembed", written)]
)
def test_whatever_is_dropped_is_counted(written: str) -> None:
    result = removed_content.RemovedContent()
    markup.clean(written, result)
    assert removed_content.counts(result)


@pytest.mark.parametrize("written", [written for written, _ in PRINTED])
def test_what_is_printed_is_not_counted(written: str) -> None:
    result = removed_content.RemovedContent()
    markup.clean(written, result)
    assert removed_content.counts(result) == ""


def test_the_desk_is_told_without_the_editor(editor: Person) -> None:
    page = Page.objects.create(
        slug="about-the-desk", title="About the desk", body="<p>Who we are.</p>"
    )
    address = reverse("admin:articles_page_change", args=[page.pk])
    form = {
        "title": "About",
        "slug": page.slug,
        "position": 1,
        "body": "<p>We.</p><img src='https://example.org/a.png'>",
    }
    assert "Left out: 1 picture." in editor.client.post(address, form, follow=True).content.decode()
    assert (
        "Left out"
        not in editor.client.post(
            address, {**form, "body": "<p>We.</p>"}, follow=True
        ).content.decode()
    )
