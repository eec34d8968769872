"""Figures, asides, headings and lines as other programs write them, and what is stored."""

PHOTO = '<img src="/media/a.jpg" alt="A">'
OTHER = '<img src="/media/b.jpg" alt="B">'
FOREIGN = '<img src="https://example.org/c.jpg" alt="C">'
ADDRESS = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
PLAYER = '<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe>'


def video(title: str = ADDRESS) -> str:
    return f'<figure class="embed"><a href="{ADDRESS}">{title}</a></figure>'


# (input, stored, text part of an e-mail, words)
FIGURES = [
    (
        f'<figure><a href="https://example.org/">{PLAYER}</a><figcaption>Cap</figcaption></figure>',
        video("Cap"),
        f"Cap ({ADDRESS})",
        0,
    ),
    (f'<figure><a href="https://example.org/"><b>{PLAYER}</b></a></figure>', video(), ADDRESS, 0),
    (f'<a href="https://example.org/">{PLAYER}</a>', video(), ADDRESS, 0),
    (
        f'<figure class="wide"><i>x<figure class="embed">{ADDRESS}</figure></i></figure>',
        "<p>x</p>" + video(),
        f"x\n\n{ADDRESS}",
        1,
    ),
    (
        '<figure class="embed">Look <a href="https://example.org/">here</a> now</figure>',
        '<p>Look <a href="https://example.org/">here</a> now</p>',
        "Look here (https://example.org/) now",
        3,
    ),
    (
        (
            '<figure class="wp-block-pullquote"><blockquote><p>Quoted'
            " words.</p><cite>Ada</cite></blockquote></figure>"
        ),
        "<blockquote><p>Quoted words.</p>Ada</blockquote>",
        "> Quoted words.\n> Ada",
        3,
    ),
    (
        (
            "<figure><blockquote><p>Quoted"
            " words.</p></blockquote><figcaption>Ada</figcaption></figure>"
        ),
        "<blockquote><p>Quoted words.</p></blockquote><p>Ada</p>",
        "> Quoted words.\n\nAda",
        3,
    ),
    ("<figure><p>One</p><p>Two</p></figure>", "<p>One</p><p>Two</p>", "One\n\nTwo", 2),
    ("<figure><pre>One\nTwo</pre></figure>", "<p>One<br>Two</p>", "One\nTwo", 2),
    ("<figure>words <b>here</b></figure>", "<p>words <strong>here</strong></p>", "words here", 2),
    ("<figure><ul><li>item</li></ul></figure>", "<ul><li>item</li></ul>", "- item", 1),
    (
        f"<figure>{PLAYER}<figcaption>The speech</figcaption></figure>",
        video("The speech"),
        f"The speech ({ADDRESS})",
        0,
    ),
    (
        (
            f'<figure class="wp-block-embed"><div>\n{ADDRESS}\n</div><figcaption>The'
            " speech</figcaption></figure>"
        ),
        video("The speech"),
        f"The speech ({ADDRESS})",
        0,
    ),
    (f'<figure class="wp-block-embed"><div>\n{ADDRESS}\n</div></figure>', video(), ADDRESS, 0),
    (
        (
            f'<figure class="embed"><a href="{ADDRESS}">The speech</a><figcaption>In'
            " full</figcaption></figure>"
        ),
        video("The speech") + "<p>In full</p>",
        f"The speech ({ADDRESS})\n\nIn full",
        2,
    ),
    (
        (
            f"<figure>{PLAYER}<figcaption>In <a"
            ' href="https://example.org/">full</a></figcaption></figure>'
        ),
        video() + '<p>In <a href="https://example.org/">full</a></p>',
        f"{ADDRESS}\n\nIn full (https://example.org/)",
        2,
    ),
    (
        (
            f'<figure class="embed" data-player="x"><p class="embed-card"><a href="{ADDRESS}">The'
            " speech</a></p><figcaption>A video at YouTube</figcaption></figure>"
        ),
        video("The speech"),
        f"The speech ({ADDRESS})",
        0,
    ),
    (
        (
            f"<figure><figure>{PHOTO}<figcaption>One</figcaption></figure><figure>{OTHER}</figure>"
            "<figcaption>Both</figcaption></figure>"
        ),
        f"<figure>{PHOTO}<figcaption>One</figcaption></figure><figure>{OTHER}</figure><p>Both</p>",
        "[Picture: One]\n\n[Picture: B]\n\nBoth",
        1,
    ),
    (
        f'<figure class="wide">{PHOTO}{OTHER}<figcaption>Both</figcaption></figure>',
        (
            f'<figure class="wide">{PHOTO}</figure><figure'
            f' class="wide">{OTHER}<figcaption>Both</figcaption></figure>'
        ),
        "[Picture: A]\n\n[Picture: Both]",
        0,
    ),
    (
        f"<figure>{FOREIGN}{PHOTO}<figcaption>Both</figcaption></figure>",
        f"<figure>{PHOTO}<figcaption>Both</figcaption></figure>",
        "[Picture: Both]",
        0,
    ),
    (
        (
            "<figure><a"
            f' href="https://example.org/">{FOREIGN}</a><figcaption>Gone</figcaption></figure><p>a</p>'
        ),
        "<p>a</p>",
        "a",
        1,
    ),
    (
        f"<figure>{FOREIGN}<p>One two.</p><figcaption>Gone</figcaption></figure>",
        "<p>One two.</p>",
        "One two.",
        2,
    ),
    (
        f"<figure><p>{PHOTO}</p><p></p><p>&nbsp;</p><figcaption><p>One</p><p>Two</p></figcaption></figure>",
        f"<figure>{PHOTO}<figcaption>One<br>Two</figcaption></figure>",
        "[Picture: One\nTwo]",
        0,
    ),
    (
        (
            f"<figure>{PHOTO}<figcaption><p>One</p><p>Two <span"
            ' class="credit">Ada</span></p></figcaption></figure>'
        ),
        (
            f"<figure>{PHOTO}<figcaption>One<br>Two <span"
            ' class="credit">Ada</span></figcaption></figure>'
        ),
        "[Picture: One\nTwo Ada]",
        0,
    ),
    (
        f"<figure>{PHOTO}<p>Beside it.</p></figure>",
        f"<figure>{PHOTO}</figure><p>Beside it.</p>",
        None,
        2,
    ),
    (
        "<ul><li>a<figure><blockquote><p>b</p></blockquote></figure></li></ul>",
        "<ul><li>a<blockquote><p>b</p></blockquote></li></ul>",
        "- a\n  > b",
        2,
    ),
]
# (input, stored)
BOXES = [
    (
        (
            "<aside><p>One <a"
            ' href="https://example.org/">link</a>.</p><ul><li>Item</li></ul><p>Two.</p></aside>'
        ),
        '<p>One <a href="https://example.org/">link</a>.</p><ul><li>Item</li></ul><p>Two.</p>',
    ),
    (
        f"<aside><figure>{PHOTO}<figcaption>One</figcaption></figure>Two</aside>",
        f"<figure>{PHOTO}<figcaption>One</figcaption></figure><p>Two</p>",
    ),
    (
        "<aside><table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table></aside>",
        (
            '<table><thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>'
            "<tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
        ),
    ),
    (f"<aside>{ADDRESS}</aside>", video()),
    ("a<aside>b</aside>c", "<p>a</p><p>b</p><p>c</p>"),
    ("<aside>a<aside>b</aside></aside>", "<p>a</p><p>b</p>"),
    ("<blockquote><aside>a</aside></blockquote>", "<blockquote><p>a</p></blockquote>"),
    ('<aside class="pullquote"><p>a</p></aside>', '<aside class="pullquote"><p>a</p></aside>'),
    ('<aside class="x pullquote">a</aside>', '<aside class="pullquote">a</aside>'),
    ("<h2>a<p>b</p></h2>", "<h2>a<br>b</h2>"),
    ("<h2><p>a</p></h2>", "<h2>a</h2>"),
    ("<h1><div>a</div><div>b</div></h1>", "<h2>a<br>b</h2>"),
    ("<h3>a<ul><li>b</li></ul>c</h3>", "<h3>a</h3><ul><li>b</li></ul><h3>c</h3>"),
    ("<h2>a<blockquote>b</blockquote></h2>", "<h2>a</h2><blockquote>b</blockquote>"),
    ("<ul><li><h2>a<p>b</p></h2></li></ul>", "<ul><li><h2>a<br>b</h2></li></ul>"),
]
SPAN = '<span style="display:block">{}</span>'
LINES = [
    (
        "<ol><li>a</li><li value=9>b</li><li>c</li></ol>",
        '<ol><li>a</li></ol><ol start="9"><li>b</li><li>c</li></ol>',
    ),
    (
        "<ol reversed><li>a</li><li>b</li></ol>",
        '<ol start="2"><li>a</li></ol><ol><li>b</li></ol>',
    ),
    ("<ol><li value=5>a</li><li>b</li></ol>", '<ol start="5"><li>a</li><li>b</li></ol>'),
    ("<pre>one\ntwo</pre>", "<p>one<br>two</p>"),
    ("<pre>\none\r\n\r\ntwo\n</pre>", "<p>one<br><br>two</p>"),
    ("<pre><i>one</i>\n<b>two</b></pre>", "<p><em>one</em><br><strong>two</strong></p>"),
    ("a<pre>one\ntwo</pre>b", "<p>a</p><p>one<br>two</p><p>b</p>"),
    ('<p style="white-space:pre-wrap">one\ntwo</p>', "<p>one<br>two</p>"),
    ('<div style="white-space:pre-line">\n<p>one\ntwo</p>\n<p>three</p>\n</div>', "<p>one<br>two</p><p>three</p>"),
    ('<style>.v{white-space:pre}</style><p class="v">one\ntwo</p>', "<p>one<br>two</p>"),
    ('<p style="white-space:pre">one <span style="white-space:normal">two\nthree</span></p>', "<p>one two three</p>"),
    ('<pre style="white-space:normal">one\ntwo</pre>', "<p>one two</p>"),
    ("<p>one\ntwo</p>", "<p>one two</p>"),
    (f"<p>{SPAN.format('one')}{SPAN.format('two')}</p>", "<p>one<br>two</p>"),
    (f"<p>one{SPAN.format('two')} three</p>", "<p>one<br>two<br> three</p>"),
    (f"<h2>{SPAN.format('one')} {SPAN.format('two')}</h2>", "<h2>one <br>two</h2>"),
    (f"<p>{SPAN.format(SPAN.format('one'))}<b>two</b></p>", "<p>one<br><strong>two</strong></p>"),
    ('<style>a{display:block}</style><p><a href="/a">one</a><a href="/b">two</a></p>',
     '<p><a href="/a">one</a><br><a href="/b">two</a></p>'),
    ('<p><span style="display:table-cell">one</span><span style="display:table-cell">two</span></p>',
     "<p>one<br>two</p>"),
    ('<p><span style="float:left">O</span>nce</p>', "<p>Once</p>"),
    ('<p>one<b style="display:inline-block">two</b></p>', "<p>one<strong>two</strong></p>"),
    ('<ol><li value="4">a</li><li>b</li></ol>', '<ol start="4"><li>a</li><li>b</li></ol>'),
    ('<ol start="2"><li value="4">a</li></ol>', '<ol start="4"><li>a</li></ol>'),
    ("<p>He said <q>yes</q>.</p>", "<p>He said “yes”.</p>"),
    ("<p><q>He said <q>yes</q>.</q></p>", "<p>“He said ‘yes’.”</p>"),
    ('<div lang="de-AT"><p><q>Er sagte <q>ja</q>.</q></p></div>', '<p>„Er sagte ‚ja‘.“</p>'),
    ('<p lang="de"><q lang="fr">oui <b>oui</b></q></p>', '<p lang="de">«oui <strong>oui</strong>»</p>'),
    ("<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp>字<rt>ji</rt></ruby></p>", "<p>漢 (kan)字 (ji)</p>"),
    ("<p><ruby>漢<rt></rt></ruby></p>", "<p>漢</p>"),
    ("<p>a</p><xmp>one <b>&amp;\ntwo</xmp>b", "<p>a</p><p>one &lt;b&gt;&amp;amp;<br>two</p><p>b</p>"),
    ("<p>a</p><plaintext>one <b>", "<p>a</p><p>one &lt;b&gt;</p>"),
]  # fmt: skip
