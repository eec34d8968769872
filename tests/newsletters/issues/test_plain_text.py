"""The text part of a mail says what the HTML says, in the same order and structure."""

import pytest

from newsletters.issues import html_to_text

LISTS = (
    "<ul><li><p>one</p><ul><li><p>below</p></li></ul></li><li><p>two</p></li></ul>"
    '<ol start="5"><li><p>five</p></li><li><p>six</p></li></ol>'
    "<blockquote><p>First.</p><p>Second.</p></blockquote>"
)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (LISTS, "- one\n  - below\n- two\n\n5. five\n6. six\n\n> First.\n> Second."),
        (
            (
                '<figure><img src="/media/a.jpg"><figcaption>Tide<span class="credit">Ann'
                " Lee</span></figcaption></figure>"
            ),
            "[Picture: Tide Ann Lee]",
        ),
        ("<p>10<sup><strong>6</strong></sup> ships</p>", "10⁶ ships"),
        ('<p><a href="mailto:ann@paper.example">ann@paper.example</a></p>', "ann@paper.example"),
        ("<ul><li>one<ul><li>below</li></ul></li></ul>", "- one\n  - below"),
        (
            "<ol><li><p>a</p><ol><li><p>b</p></li></ol></li><li><p>c</p></li></ol>",
            "1. a\n  1. b\n2. c",
        ),
        ("<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li></ul>", "- a\n  - b\n    - c"),
        ('<ol start="0"><li>a</li><li>b</li></ol>', "0. a\n1. b"),
        ('<ol start="x"><li>a</li></ol>', "1. a"),
        ("<p>one<br>two</p>", "one\ntwo"),
        ("<blockquote><p>one<br>two</p></blockquote>", "> one\n> two"),
        ("<blockquote><ul><li>a</li><li>b</li></ul></blockquote>", "> - a\n> - b"),
        ("<blockquote><blockquote><p>a</p></blockquote><p>b</p></blockquote>", "> > a\n> b"),
        ("<blockquote>Bare words.</blockquote>", "> Bare words."),
        ('<aside class="pullquote"><p>Pulled.</p></aside>', "> Pulled."),
        ("<ul><li><p>x</p><p>y</p></li><li>z</li></ul>", "- x\n  y\n- z"),
        ("<ul><li><blockquote><p>q</p></blockquote></li></ul>", "- > q"),
        ("<ul><li></li><li>x</li></ul>", "-\n- x"),
        ("<p>Plain words</p>and more<p>Last</p>", "Plain words\n\nand more\n\nLast"),
        (
            '<p>a <a href="http://x.example">b</a>, <strong>c</strong>d</p>',
            "a b (http://x.example), cd",
        ),
        ('<p><a href="http://x.example">http://x.example</a></p>', "http://x.example"),
        ("<h2>Head</h2>\n  <p>Text\n  on</p><hr><p>End</p>", "Head\n\nText on\n\n* * *\n\nEnd"),
        (
            "<figure><img src='/a.jpg' alt=''><figcaption>The sea</figcaption></figure>",
            "[Picture: The sea]",
        ),
        (
            "<table><tbody><tr><th>a</th><td>b</td></tr><tr><td><p>c</p></td></tr></tbody></table>",
            "a | b\nc",
        ),
        (
            (
                "<table><caption>Cap</caption><tr><th>Q</th><th"
                ' colspan="2">Sales</th><th>Note</th></tr><tr>'
                '<td rowspan="2">Jan</td><td>1</td><td>2</td><td>x</td></tr><tr><td>3</td><td>4</td></tr></table>'
            ),
            "Cap\nQ | Sales |  | Note\nJan | 1 | 2 | x\nJan | 3 | 4",
        ),
        (
            (
                '<table><tr><td rowspan="2"'
                ' colspan="2">a</td><td>b</td></tr><tr><td>c</td></tr></table>'
            ),
            "a |  | b\na |  | c",
        ),
        (
            '<table><tr><td>a</td><td rowspan="3">b</td></tr><tr></tr><tr><td>c</td></tr></table>',
            "a | b\n\nc | b",
        ),
        (
            '<p>a <a href="http://x.example"><img src="/media/a.jpg" alt="A map"></a> b</p>',
            "a [Picture: A map] (http://x.example) b",
        ),
        (
            '<p>a <a href="http://x.example"><img src="/media/a.jpg" alt=""></a> b</p>',
            "a http://x.example b",
        ),
        ('<p>a <img src="/media/a.jpg" alt="A  map"> b</p>', "a [Picture: A map] b"),
        (
            '<figure><a href="http://x.example"><img src="/media/a.jpg" alt="A map"></a></figure>',
            "[Picture: A map] (http://x.example)",
        ),
        ('<figure><img src="/media/a.jpg" alt="A map"></figure>', "[Picture: A map]"),
        (
            '<figure><img src="/media/a.jpg" alt="A map"><figcaption>Sea</figcaption></figure>',
            "[Picture: Sea]",
        ),
        (
            "<p>10<sup>–6</sup> m, 10<sup>−6</sup> m, 10<sup>-6</sup> m</p>",
            "10⁻⁶ m, 10⁻⁶ m, 10⁻⁶ m",
        ),
        (
            "<p>10<sup>1.5</sup>, 10<sup>1,5</sup>, e<sup>x</sup>, e<sup>x+1</sup></p>",
            "10^1.5, 10^1,5, e^x, e^(x+1)",
        ),
        (
            "<p><sup>a1</sup> b <sup>x</sup> c<sup>note2</sup> <em>e</em><sup>x</sup></p>",
            "a1 b x cnote2 e^x",
        ),
        ("<p>word<sup>1,2</sup>, x<sup>n</sup>, x<sup>(n+1)</sup></p>", "word¹,², xⁿ, x⁽ⁿ⁺¹⁾"),
        (
            (
                "<p>5<sup>th</sup> M<sup>me</sup> XX<sup>e</sup> n<sup>o</sup> A<sup>®</sup>"
                " b<sup>*</sup></p>"
            ),
            "5th Mme XXe no A® b*",
        ),
        ("", ""),
    ],
)
def test_a_text_part_has_the_structure_of_the_text(html: str, text: str) -> None:
    assert html_to_text.of(html) == text


@pytest.mark.parametrize("begin", ["<ol><li>a", "<blockquote><p>a</p>", "<ul><li><blockquote>a"])
def test_lists_in_lists_without_end_are_read(begin: str) -> None:
    text = html_to_text.of(begin * 60 + "end")
    assert text.endswith("end")
    assert text.count("a") == 60
