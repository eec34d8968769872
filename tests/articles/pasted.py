"""HTML as Word and Google Docs put it on the clipboard."""

OFFICE = (
    'xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:w="urn:schemas-microsoft-com:office:word"'
)
MARKER = (
    "<![if !supportLists]><span lang=EN-GB"
    " style='font-family:Symbol;mso-fareast-font-family:Symbol'><span"
    " style='mso-list:Ignore'>{sign}<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp;"
    " </span></span></span><![endif]>"
)
HEAD = f"""<html {OFFICE}><head><meta charset="utf-8"><title>A draft</title>
<link rel=File-List href="file:///C:/Users/a/filelist.xml">
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal {{mso-style-parent:""; margin:0cm}} --></style></head>
<body lang=EN-GB style='tab-interval:36.0pt;word-wrap:break-word'><!--StartFragment-->"""
FOOT = "<!--EndFragment--></body></html>"


def _listed(sign: str, words: str, level: int = 1, css: str = "MsoListParagraphCxSpMiddle") -> str:
    style = f"margin-left:{18 * level}pt;text-indent:-18.0pt;mso-list:l0 level{level} lfo1"
    return (
        f"<p class={css} style='{style}'>{MARKER.format(sign=sign)}<span"
        f" lang=EN-GB>{words}<o:p></o:p></span></p>\n"
    )


WORD = (
    HEAD
    + """<h1><span lang=EN-GB>The harbour<o:p></o:p></span></h1>
<p class=MsoNormal style='margin-bottom:8pt'><b style='mso-bidi-font-weight:normal'><span lang=EN-GB>Bold</span></b>
<i>slanted</i> <span style='font-weight:bold'>also bold</span><a href="#_ftn1" name="_ftnref1">[1]</a><o:p></o:p></p>
<p class=MsoNormal><span lang=EN-GB><o:p>&nbsp;</o:p></span></p>
"""
    + _listed("·", "first", css="MsoListParagraphCxSpFirst")
    + _listed("o", "below the first", 2)
    + _listed("·", "second", css="MsoListParagraphCxSpLast")
    + "<p class=MsoNormal>Between.</p>\n"
    + _listed("1.", "one")
    + _listed("2.", "two")
    + "<p class=MsoNormal>Between them.</p>\n"
    + _listed("3.", "three")
    + _listed("(iv)", "below it", 2)
    + _listed("3.2.", "below it too", 3)
    + """<p class=MsoNormal><img width=10 height=10 src="file:///C:/Users/a/clip_image001.png"></p>
<p class=MsoNormal style='text-align:justify'>It <a href="https://example.org/tide"
style='color:blue'>ends</a>.</p>"""
    + FOOT
)
WORD_CLEAN = """<h2>The harbour</h2>
<p><strong>Bold</strong> <em>slanted</em> <strong>also bold</strong>[1]</p>
<ul><li><p>first</p><ul><li><p>below the first</p></li></ul></li><li><p>second</p></li></ul>
<p>Between.</p>
<ol><li><p>one</p></li><li><p>two</p></li></ol>
<p>Between them.</p>
<ol start="3"><li><p>three</p><ol><li><p>below it</p><ol start="2"><li><p>below it too</p></li></ol></li></ol></li></ol>
<p>It <a href="https://example.org/tide">ends</a>.</p>"""

GOOGLE = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1a2b">
<h2 dir="ltr" style="line-height:1.38"><span style="font-size:16pt;font-weight:400">The harbour</span></h2>
<p dir="ltr" style="line-height:1.38"><span style="font-weight:700;font-style:normal">Bold</span>
<span style="font-weight:400;font-style:italic">slanted</span> <span style="font-size:11pt">plain</span></p><br />
<ul style="margin-top:0"><li dir="ltr" style="list-style-type:disc" aria-level="1"><p dir="ltr" role="presentation">
<span style="font-size:11pt">first</span></p></li></ul><p dir="ltr"><span
style="font-weight:400">It <a href="https://example.org/tide" style="text-decoration:none"><span
style="text-decoration:underline">ends</span></a>.</span></p></b><br class="Apple-interchange-newline">"""
GOOGLE_CLEAN = """<h2>The harbour</h2>
<p><strong>Bold</strong> <em>slanted</em> plain</p>
<ul><li><p>first</p></li></ul>
<p>It <a href="https://example.org/tide">ends</a>.</p>"""


def long_word(size: int) -> str:
    """Return Word's HTML of about this many characters."""
    paragraph = (
        "<p class=MsoNormal style='margin-bottom:8.0pt;line-height:107%'><span lang=EN-GB"
        " style='font-size:11.0pt;font-family:\"Calibri\",sans-serif'>The harbour has been dredged"
        " <b>twice</b> in a hundred years.<o:p></o:p></span></p>\n"
    )
    return HEAD + paragraph * (size // len(paragraph)) + FOOT
