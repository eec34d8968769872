"""HTML with words that its source marks as no part of the text, and what is printed of it, pasted or loaded."""

DOCS = '<b id="docs-internal-guid-1a2b" style="font-weight:normal">{}</b>'
WORD_COMMENTS = """<p class=MsoNormal>The <a style='mso-comment-reference:ED_1'>minister</a>\
<span class=MsoCommentReference><span style='font-size:8.0pt'><![if !supportAnnotations]><a
class=msocomanchor id="_anchor_1" onmouseover="msoCommentShow('_anchor_1','_com_1')" href="#_msocom_1"
language=JavaScript name="_msoanchor_1">[ED1]</a><![endif]><span
style='mso-special-character:comment'>&nbsp;</span></span></span> spoke.</p>
<div style='mso-element:comment-list'>
<![if !supportAnnotations]><hr class=msocomoff align=left size=1 width="33%"><![endif]>
<div style='mso-element:comment'><div id="_com_1" class=msocomtxt language=JavaScript onmouseover="x()"><span
style='mso-comment-author:"Editor"'><a name="_msocom_1"></a></span><p class=MsoCommentText><span
class=MsoCommentReference><span>&nbsp;<a href="#_msoanchor_1" class=msocomoff>[ED1]</a></span></span>Is this
right?</p></div></div></div>"""
DOCS_COMMENTS = """<p>He spoke<sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup> well.</p><div><p><a href="#cmnt_ref1"
id="cmnt1">[a]</a><span>Is this right?</span></p><p><span>Ask him.</span></p></div><p>End.</p>"""

SHEET = (
    "<style>.c5{color:red;text-decoration:line-through}\nspan.c6,#x{display:none}"
    "@media print{.c7{display:none}}</style>"
)

# Ways to hide a word by its style.
STYLES = (
    "position:absolute;left:-9999px",
    "position:absolute;top:-1000em",
    "text-indent:-9999px;display:block",
    "position:absolute;clip:rect(0,0,0,0)",
    "position:absolute;clip:rect(1px 1px 1px 1px)",
    "position:absolute;clip-path:inset(50%)",
    "transform:scale(0)",
    "color:transparent",
    "color:rgba(0, 0, 0, 0)",
    "color:rgb(0 0 0 / 0%)",
    "color:#0000",
    "max-height:0;overflow:hidden",
    "width:1px;height:1px;overflow:hidden;position:absolute",
    "font:0/0 a",
    "font-size:1px",
    "display:/**/none",
)
CLASSES = ("sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "u-sr-only", "element-invisible")

# (written, printed)
CASES = [
    *((f'<p>It <span style="{style}">(a name)</span> spoke.</p>', "<p>It spoke.</p>") for style in STYLES),
    *((f'<p>The source <b class="x {name}">(a name)</b> spoke.</p>', "<p>The source spoke.</p>") for name in CLASSES),
    ('<div style="color:transparent">gone<p style="color:#000">b</p></div>', "<p>b</p>"),
    ('<style>.c5{color:#0000}.c6{height:0;overflow:hidden}</style><p>a <i class="c5">x</i><i class="c6">y</i>b</p>',
     "<p>a b</p>"),
    ("<p>a <math><semantics><mi>x</mi><annotation>gone</annotation></semantics></math> b</p>", "<p>a b</p>"),
    ("<p>a <svg><title>gone</title><text>gone</text></svg> b</p>", "<p>a b</p>"),
    ("<p>He <del>lied</del><ins>was mistaken</ins>.</p>", "<p>He was mistaken.</p>"),
    ('<p>He <del cite="mailto:ed" datetime="2026-11-29"><span lang=EN-GB>lied</span></del><ins>erred</ins>.</p>',
     "<p>He erred.</p>"),
    ("<p>He <span class=msoDel>lied</span><span class=msoIns>erred</span>.</p>", "<p>He erred.</p>"),
    ("<p>a</p><del><p>gone</p></del><p>b</p>", "<p>a</p><p>b</p>"),
    ("<p>a</p><p class=MsoNormal><del><span lang=EN-GB>gone<o:p></o:p></span></del></p><p>b</p>", "<p>a</p><p>b</p>"),
    ("<ul><li><del>gone</del></li><li><p>b</p></li></ul>", "<ul><li><p>b</p></li></ul>"),
    ("<ul><li><p><s>gone</s></p></li></ul><p>b</p>", "<p>b</p>"),
    ('<p>He <s>lied</s> erred <span style="text-decoration:line-through">badly</span>.</p>', "<p>He erred.</p>"),
    ("<p>He <strike>lied</strike> erred.</p>", "<p>He erred.</p>"),
    ('<p>He erred <span style="text-decoration:underline line-through">badly</span>.</p>', "<p>He erred.</p>"),
    ('<p>He erred <b style="TEXT-DECORATION-LINE: line-through !important">badly</b>.</p>', "<p>He erred.</p>"),
    ('<p style="text-decoration:line-through">gone</p><p>b</p>', "<p>b</p>"),
    (DOCS.format('<p><span>He </span><span style="text-decoration:line-through">lied</span><span> erred.</span></p>'),
     "<p>He erred.</p>"),
    (DOCS.format("<p>He <s>lied</s> erred.</p>"), "<p>He erred.</p>"),
    ("<p class=MsoNormal>The source <span style='display:none;mso-hide:all'>(a name, a number)</span> spoke.</p>",
     "<p>The source spoke.</p>"),
    ("<p class=MsoNormal>The source <span style='mso-hide:all'>(a name)</span> spoke.</p>", "<p>The source spoke.</p>"),
    ('<p>The source <span style="visibility:hidden">(a name)</span> spoke.</p>', "<p>The source spoke.</p>"),
    ("<p>The source <span hidden>(a name)</span> spoke.</p>", "<p>The source spoke.</p>"),
    ("<p>The source <span style='font-size:0pt'>(a name)</span> spoke.</p>", "<p>The source spoke.</p>"),
    ("<p>The source <span style='opacity:0.0'>(a name)</span> spoke.</p>", "<p>The source spoke.</p>"),
    ("<p style='DISPLAY: NONE'>gone</p><p>b</p>", "<p>b</p>"),
    ("<p hidden>gone</p><h2 hidden>gone</h2><p>b</p>", "<p>b</p>"),
    ('<div style="display:none">gone</div><p>b</p>', "<p>b</p>"),
    ('<div style="visibility:hidden"><p>gone</p><p style="visibility:visible">b</p></div>', "<p>b</p>"),
    ('<div style="font-size:0"><p>gone</p><p style="font-size:12pt">b</p></div>', "<p>b</p>"),
    (SHEET + '<p>a <span class="c5 c1">gone</span><span class="c6">gone</span>'
     '<i id="x">gone</i><span class="c7">b</span></p>', "<p>a b</p>"),
    ("<p>a<template>gone</template></p><video>gone</video><dialog>gone</dialog>", "<p>a</p>"),
    (WORD_COMMENTS, "<p>The minister spoke.</p>"),
    (DOCS_COMMENTS, "<p>He spoke well.</p><p>End.</p>"),
    ("<table><tr><td><p>a</p></td><td>b<script>gone()</script></td></tr></table>",
     "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>"),
    ("<p>a<noembed>gone</noembed></p><noframes>gone</noframes>", "<p>a</p>"),
    ('<p data-pm-slice="0 0 []">He <s>lied</s> erred.</p>', "<p>He erred.</p>"),
]  # fmt: skip

# What looks like it and is printed: (written, printed).
PRINTED = [
    ("<p>He <ins>was</ins> right.</p>", "<p>He was right.</p>"),
    ('<p>He <span style="text-decoration:underline">was</span> right.</p>', "<p>He was right.</p>"),
    ('<p>He <span style="mso-hide:none;opacity:1;font-size:10pt;display:inline">was</span> right.</p>',
     "<p>He was right.</p>"),
    ('<p>He wrote &lt;del&gt; in <span class="hidden-gem">it</span>.</p>', "<p>He wrote &lt;del&gt; in it.</p>"),
    *((f'<p>He <span style="{style}">was</span> right.</p>', "<p>He was right.</p>") for style in (
        "text-indent:-18pt;margin-left:-36pt", "position:relative;top:-2pt", "overflow:hidden;height:12pt",
        "height:0pt", "padding-bottom:56.25%;height:0;overflow:hidden",
        "font-size:small", "font-size:inherit", "opacity:inherit", "font:medium serif",
        "color:rgb(0,0,0)", "color:#000", "color:#112233", "color:hsl(0,0%,0%)", "background-color:transparent",
        "color:transparent;-webkit-background-clip:text", "font:700 12px/1.5 serif", "clip-path:inset(5%)",
        "font-family:'a;display:none'", "background:url(data:x;opacity:0;y)", "font-size:10px", "font-size:1em",
    )),
    ('<p>He <span class="not-sr-only screen-readers">was</span> right.</p>', "<p>He was right.</p>"),
    ('<p>He <annotation id="a1">was</annotation> <text>right</text>.</p>', "<p>He was right.</p>"),
    ('<table><tr style="height:0pt"><td style="overflow:hidden">a</td><td>b</td></tr></table>',
     "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>"),
    ('<p>Word’s <span class="SpellE">mistaeks</span><span class="GramE"> stay</span>.</p>',
     "<p>Word’s mistaeks stay.</p>"),
]  # fmt: skip
