"""Tests of tables, superscript and subscript: input from all sources, output everywhere, not in the
teaser.
"""

import pytest

from articles.publishing import diff, merge
from articles.text import figures, markup, tables, teaser
from articles.text.plain_text import text_of
from newsletters.issues import html_to_text
from tests.cast import MakeColumn, Person

YEARS = (
    "<table><caption>Turnout</caption>"
    '<thead><tr><th scope="col">Year</th><th scope="col">Share</th></tr></thead>'
    "<tbody><tr><td>2024</td><td>12</td></tr></tbody></table>"
)
GRID = "<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
# What Google Docs, Word, LibreOffice, Excel, Sheets and WordPress put on the clipboard or into an
# export.
DOCS = """<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><div dir="ltr"
style="margin-left:0pt;" align="left"><table style="border:none;border-collapse:collapse;"><colgroup><col /></colgroup>
<tbody><tr><td style="vertical-align:top;"><p dir="ltr"><span style="font-weight:700;">1</span></p></td>
<td style="vertical-align:top;"><p dir="ltr"><span style="font-weight:400;">2</span></p></td>
</tr></tbody></table></div></b>"""
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><body><!--StartFragment-->
<table class=MsoTableGrid border=1 style='border-collapse:collapse;mso-yfti-tbllook:1184'>
<tr style='mso-yfti-irow:0'><td width=301 valign=top style='width:225.4pt'>
<p class=MsoNormal><b><span lang=EN-GB>1<o:p></o:p></span></b></p></td>
<td width=301><p class=MsoNormal>2</p></td></tr></table><!--EndFragment--></body></html>"""
LIBRE = """<table width="100%" cellpadding="4" cellspacing="0"><col width="128*"/><col width="128*"/>
<tr valign="top"><td width="50%" style="border:1px solid"><p style="orphans: 0"><b>1</b></p></td><td><p>2<br/>
</p></td></tr></table>"""
EXCEL = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><style>
<!--td {mso-style-parent:style0;}--></style></head><body><table cellpadding=0 style='width:96pt'><!--StartFragment-->
<col width=64 span=2>
<tr height=20><td height=20 class=xl65 style='font-weight:700'>1</td><td align=right>2</td></tr>
<![if supportMisalignedColumns]><tr height=0 style='display:none'><td width=64></td></tr><![endif]>
</table></body></html>"""
SHEETS = """<google-sheets-html-origin><style type="text/css"><!--td {border: 1px solid #ccc;}--></style><table
xmlns="x" data-sheets-root="1"><colgroup><col width="100"/></colgroup><tbody><tr style="height:21px;">
<td style="font-weight:bold;" data-sheets-value='{"1":3,"3":1}'>1</td><td>2</td></tr></tbody></table>"""
PROGRAMS = [DOCS, WORD, LIBRE, EXCEL, SHEETS]
BOLD = GRID.replace("<td>1</td>", "<td><strong>1</strong></td>")


def flat(html: str) -> str:
    return html.replace("\n", "")


# The editor produces the same from these as the server.
TABLES = [
    YEARS,
    "<table><tr><td>a<br>b</td><td><p>c</p><p>d</p></td></tr></table>",
    "<table><tr><td><ul><li>a</li><li>b</li></ul></td><td><em>c</em><div>d</div></td></tr></table>",
    "<table><tr><td>a<table><tr><td>1<td>2<tr><td>3<td>4</table></td><td>b</table>",
    "<table><tr><th>a<td>1<tr><th>b<td>2</table>",
    "<table><tr><th colspan=2>a<tr><td>1<td>2</table>",
    "<table><tr><td><p>One</p><p>two</p></td></tr></table>",
    "<table role=presentation><tr><td>a<h2>b</h2>c</td><td>d</td></tr></table>",
    f"<table role=none><tr><td>{GRID}</td><td>d</td></tr></table>",
    f"<figure>{GRID}<figcaption>Turnout</figcaption></figure>",
    (
        "<p>CO<sub>2</sub> 10<sup>6</sup> m<span"
        " style='font-size:0.6em;vertical-align:super'>2</span></p>"
    ),
]


@pytest.mark.promise(
    "Tables, superscript and subscript are preserved, and elements removed from a paste are listed",
    section="text",
)
@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<table><tr><td>1</td><td>2</td></tr></table>", GRID),
        (YEARS, YEARS),
        ("<table><tr><th>Year<th>Share<tr><td>2024<td>12<caption>Turnout</table>", YEARS),
        (
            "<figure class='wp-block-table'><table><thead><tr><td>Year</td><td>Share</td></tr></thead><tfoot></tfoot>"
            "<tbody><tr><td>2024</td><td>12</td></tr></tbody></table><figcaption>Turnout</figcaption></figure>",
            YEARS,
        ),
        (DOCS, BOLD),
        (WORD, BOLD),
        (LIBRE, BOLD),
        (EXCEL.replace("style='font-weight:700'", ""), GRID),
        (SHEETS.replace('style="font-weight:bold;"', ""), GRID),
        # Cells hold lines of words.
        ("<table><tr><td>a<br>b</td><td><p>c</p><p>d</p></td></tr></table>",
         "<table><tbody><tr><td>a<br>b</td><td>c<br>d</td></tr></tbody></table>"),
        ("<table><tr><td><ul><li>a</li><li>b</li></ul></td><td><em>c</em><div>d</div></td></tr></table>",
         "<table><tbody><tr><td>a<br>b</td><td><em>c</em><br>d</td></tr></tbody></table>"),
        ("<table><tr><td>a<table><tr><td>1<td>2<tr><td>3<td>4</table><td>b</table>",
         "<table><tbody><tr><td>a<br>1 – 2<br>3 – 4</td><td>b</td></tr></tbody></table>"),
        # Row headings, spans cut at the table's end, short rows, empty rows and columns.
        ("<table><tr><th>a<td>1<tr><th>b<td>2</table>",
         '<table><tbody><tr><th scope="row">a</th><td>1</td></tr><tr><th scope="row">b</th><td>2</td></tr></tbody>'
         "</table>"),
        ("<table><tr><td rowspan=9 colspan=99>a<td>b<tr><td>c</table>",
         '<table><tbody><tr><td rowspan="2">a</td><td>b</td></tr><tr><td>c</td></tr></tbody></table>'),
        ("<table><tr><th colspan=3>a<tr><td>1<td>2</table>",
         '<table><thead><tr><th scope="col" colspan="2">a</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody>'
         "</table>"),
        ("<table><tr><td>1<td>2<tr><td>3</table>",
         "<table><tbody><tr><td>1</td><td>2</td></tr><tr><td>3</td><td></td></tr></tbody></table>"),
        ("<table><tr><td>1<td> <td>2<tr><td>&nbsp;<td><td></table>", GRID),
        ("<table><tr><td colspan=-1 rowspan=x>1<td colspan=0 rowspan=999999999999>2</table>", GRID),
        ("<table><tr><td>1<td>2<td><tr><td rowspan=2><td><td></table>", GRID),
        ("<table><tr><td><b><p>1</p><p></p></b><td><br>2<br><br></table>", BOLD),
        # Only rows, cells, spans, scopes.
        ("<table class=x style='y' border=1 onclick=z dir=rtl><colgroup><col></colgroup><tr id=a><td headers=x"
         " align=right bgcolor=red>1<td scope=row>2</table>", GRID),
        # Layout tables become their content.
        ("<table><tr><td><p>One</p><p>two</p></td></tr></table>", "<p>One</p><p>two</p>"),
        ("<table role=presentation><tr><td>a<h2>b</h2>c</td><td>d</td></tr></table>",
         "<p>a</p><h2>b</h2><p>c</p><p>d</p>"),
        ("<table role='none'><tr><td>" + GRID + "</td><td>d</td></tr></table>", GRID + "<p>d</p>"),
        ("<table><tr><td>a</td></tr><tr><td>b</td></tr></table>", "<p>a</p><p>b</p>"),
        ("<table><caption>Turn</caption><caption></caption><caption>out</caption><tr><th>Year<th>Share<tr><td>2024<td>12"
         "</table>", YEARS.replace("Turnout", "Turn – out")),
        ("<table><caption>Cap</caption><tr><td>1</td></tr></table>", "<p>Cap</p><p>1</p>"),
        ('<table><tr><td>a<figure><img src="/media/a.jpg" alt=""></figure><td>b</table>',
         '<p>a</p><figure><img src="/media/a.jpg" alt=""></figure><p>b</p>'),
        ("<table><tr><td></td></tr></table><table></table>", ""),
        # Where no table is allowed, its rows become paragraphs.
        ("<aside class=pullquote>" + GRID + "</aside>", '<aside class="pullquote"><p>1 – 2</p></aside>'),
        ("<div>a" + GRID + "b</div>", "<p>a</p>" + GRID + "<p>b</p>"),
        ("<blockquote>" + GRID + "</blockquote>", "<blockquote>" + GRID + "</blockquote>"),
        # Deleted or hidden content.
        ("<table><tr><td><del>0</del>1</td><td>2</td></tr><tr style='display:none'><td>x<td>y</tr></table>", GRID),
        ("<table><tr><td>1<td style='display:none'>x<td>2</table>", GRID),
    ],
)  # fmt: skip
def test_a_grid_stays_one(written: str, kept: str) -> None:
    cleaned = markup.clean(written)
    assert flat(cleaned) == kept
    assert markup.clean(cleaned) == cleaned


@pytest.mark.parametrize(
    ("rows", "columns"), [(tables.MOST_ROWS + 1, 2), (2, tables.MOST_COLUMNS + 1)]
)
def test_a_table_too_large_to_be_read_is_paragraphs(rows: int, columns: int) -> None:
    cleaned = markup.clean(f"<table>{('<tr>' + '<td>1' * columns) * rows}</table>")
    assert cleaned.split("\n") == [f"<p>{' – '.join('1' * columns)}</p>"] * rows


@pytest.mark.parametrize(
    ("written", "kept", "words"),
    [
        ("CO<sub>2</sub>", "CO<sub>2</sub>", "CO2"),
        ("10<sup>6</sup> m<sup>2</sup>", "10<sup>6</sup> m<sup>2</sup>", "10⁶ m²"),
        ("19<sup>th</sup> x<sup>a+b</sup>", "19<sup>th</sup> x<sup>a+b</sup>", "19th x^(a+b)"),
        ('<span style="font-size:0.6em;vertical-align:super">2</span>', "<sup>2</sup>", "²"),
        (
            'CO<span style="vertical-align:sub;font-weight:700">2</span>',
            "CO<sub><strong>2</strong></sub>",
            "CO2",
        ),
        ('<sup style="vertical-align:baseline">2</sup>', "2", "2"),
        ('<sup class="MsoX" style="font-size:6pt">2</sup>', "<sup>2</sup>", "²"),
        ("<sup onclick=x>2</sup>", "<sup>2</sup>", "²"),
    ],
)
def test_raised_and_lowered_signs(written: str, kept: str, words: str) -> None:
    assert markup.clean(f"<p>{written}</p>") == f"<p>{kept}</p>"
    assert text_of(f"<p>{kept}</p>") == words


@pytest.mark.promise(
    "A table scrolls in a named region, and is never part of a free opening",
    section="text",
)
def test_a_table_scrolls_in_a_region_with_a_name() -> None:
    body = markup.clean(
        f'<p><img src="/media/a.jpg" alt="<table>"></p><h2>a</h2>{YEARS}{GRID}'.replace(
            "Turnout", 'A "b" &amp; c'
        )
    )
    painted = str(figures.render_body(body))
    region = '<div class="table-scroll" role="region" tabindex="0" aria-label="{}"><table>'
    assert painted.count('<div class="table-scroll"') == 2 == painted.count("</table></div>")
    assert region.format("A &quot;b&quot; &amp; c") in painted
    assert region.format("Table 1") in painted


def test_a_mail_in_plain_text_has_its_rows() -> None:
    assert (
        html_to_text.of(YEARS + "<p>10<sup>6</sup></p>")
        == "Turnout\nYear | Share\n2024 | 12\n\n10⁶"
    )


@pytest.mark.promise(
    "A table scrolls in a named region, and is never part of a free opening",
    section="text",
)
def test_the_opening_has_no_table_and_ends_before_its_words_would_count() -> None:
    first, rest = "<p>" + "word " * 20 + "</p>", "<p>" + "word " * 60 + "</p>"
    opening = teaser.cut(markup.clean(first + YEARS + rest))
    assert "Year" not in opening
    assert "word" in opening
    assert (
        teaser.cut(markup.clean(first + YEARS + '<hr class="teaser-break">' + rest)).count("table")
        == 0
    )


def test_the_page_has_it_for_who_may_read_and_not_before_the_wall(
    make_column: MakeColumn, visitor: Person, subscriber: Person
) -> None:
    body = "<p>" + "word " * 40 + "</p>" + YEARS + "<p>" + "word " * 90 + "</p>"
    column = make_column("subscribers", body=body)
    assert "Turnout" not in visitor.reads(column).content.decode()
    page = subscriber.reads(column).content.decode()
    assert '<th scope="col">Year</th>' in page
    assert 'role="region" tabindex="0" aria-label="Turnout"' in page


def test_versions_name_it_and_a_merge_takes_it_whole() -> None:
    rows = diff.texts("<p>a</p>", f"<p>a</p>{YEARS}")
    assert [(row.name, row.changed) for row in rows] == [("", False), ("Table", True)]
    assert [segment.words for segment in rows[1].after] == ["Turnout / Year – Share / 2024 – 12"]
    [row] = diff.texts(YEARS, YEARS.replace("12", "13"))
    assert [(segment.kind, segment.words) for segment in row.before] == [
        ("same", "Turnout / Year – Share / 2024 – "),
        ("gone", "12"),
    ]
    merged = merge.texts(
        f"<p>a</p><p>-</p>{GRID}", f"<p>b</p><p>-</p>{GRID}", f"<p>a</p><p>-</p>{YEARS}"
    )
    assert (merged.body, merged.overlaps) == (f"<p>b</p>\n<p>-</p>\n{YEARS}", 0)
