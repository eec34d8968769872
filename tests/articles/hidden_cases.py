"""HTML with text that its source marks as hidden or deleted, and what remains after pasting or
importing.
"""

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
    "font:italic 400 0/0 a",
    "font-size:.1em",
    "font-size:1%",
    "font-size:calc(0px)",
    "opacity:.01",
    "scale:0",
    "transform:scale3d(0,0,0)",
    "transform:scaleX(0)",
    "transform:scale(1, 0)",
    "transform:translateX(-9999px)",
    "transform:translate(0, -200vw) translate(-999em)",
    "translate:0 -9999px",
    "inset:auto auto auto -9999px;position:absolute",
    "position:absolute;left:9999px",
    "filter:blur(1px) opacity(0)",
    "zoom:0",
    "overflow-y:hidden;height:0;display:block",
    "overflow:auto;max-height:0",
    "height:0;padding:0 10px;overflow:hidden",
    "text-indent:100%;white-space:nowrap;overflow:hidden",
    "clip-path:ellipse(0 0)",
    "clip-path:inset(49.9%)",
    "-webkit-text-fill-color:transparent",
    "color:#000;color:transparent",
    "text-decoration:none;text-decoration:line-through red",
    "text-line-through:single",
    # A browser ignores a later declaration with a value that it does not know.
    "display:none;display:foo",
    "display:none;display:",
    "visibility:hidden;visibility:foo",
    "opacity:0;opacity:half",
    "font-size:0;font-size:foo",
    "color:transparent;color:foo",
    "color:#0000;color:#00",
    "text-decoration:line-through;text-decoration:bogus",
    "position:absolute;left:-9999px;left:middle",
    "overflow:hidden;overflow:foo;height:0;height:foo",
    "text-indent:-9999px;text-indent:none",
)
# Pages whose root is hidden, also by a style sheet; an animation shows it again.
ROOTS = (
    '<html style="display:none"><body><p>gone</p></body></html>',
    "<html hidden><p>gone</p>",
    '<body style="display:none"><p>gone</p></body>',
    "<body hidden><p>gone</p></body>",
    '<html style="visibility:hidden"><p>gone</p>',
    '<body style="color:transparent"><p>gone</p></body>',
    '<body class="hidden"><p>gone</p></body>',
    "<style>body{display:none}</style><p>gone</p>",
    "<style>html{display:none}</style><p>gone</p>",
    "<style>:root{display:none}</style><p>gone</p>",
    '<style>.x{display:none}</style><body class="x"><p>gone</p></body>',
)
CLASSES = (
    *(
        "sr-only",
        "visually-hidden",
        "visuallyhidden",
        "screen-reader-text",
        "u-sr-only",
        "element-invisible",
    ),
    *(
        "hidden",
        "d-none",
        "invisible",
        "is-hidden",
        "line-through",
        "strikethrough",
        "show-for-sr",
        "hidden sm:p-2",
    ),
    *(
        "fr-tracking-deleted",
        "ck-suggestion-marker-deletion",
        "ck-suggestion-marker ck-suggestion-marker-deletion",
    ),
    *("TrackChangeTextDeletion", "diff-deleted", "wiki_diff_deletion", "deleted"),
)
# Attributes and elements that mark a word as deleted, as a comment, or as hidden.
MARKED = (
    '<span role="deletion">{}</span>',
    '<span role="Comment">{}</span>',
    '<span role="suggestion"><span role="deletion">{}</span></span>',
    "<span popover>{}</span>",
    '<span popover="manual">{}</span>',
    '<span data-mce-bogus="all">{}</span>',
    "<w:del>{}</w:del>",
    "<text:deletion>{}</text:deletion>",
    (
        '<suggestion-start name="deletion:a:b"></suggestion-start>{}<suggestion-end'
        ' name="deletion:a:b"></suggestion-end>'
    ),
    '<iframe src="https://example.org/">{}</iframe>',
    "<noembed>{}</noembed>",
)

# Style sheets of the source: (rules, HTML, expected).
SHEETS = (
    (".a{display:none} .a{display:block}", '<p class="a">b</p>', "<p>b</p>"),
    (".a{display:block} .a{display:none}", '<p class="a">gone</p><p>b</p>', "<p>b</p>"),
    (".a{display:none}", '<p class="a" style="display:block">b</p>', "<p>b</p>"),
    (
        ".a{display:none!important}",
        '<p class="a" style="display:block">gone</p><p>b</p>',
        "<p>b</p>",
    ),
    (".a{color:red}", '<p class="a" style="display:none">gone</p><p>b</p>', "<p>b</p>"),
    ("p.a{display:none}", '<div class="a">b</div><p class="a">gone</p>', "<p>b</p>"),
    (
        "p{display:none} .a{display:block} #c{display:block}",
        '<p>gone</p><p class="a">b</p><p id="c">c</p>',
        "<p>b</p><p>c</p>",
    ),
    (
        "#a{display:block} p.a{display:none}",
        '<p class="a" id="a">b</p><p class="a">gone</p>',
        "<p>b</p>",
    ),
    (
        ".x .a{display:none}",
        '<div class="x"><p class="a">gone</p></div><p class="a">b</p>',
        "<p>b</p>",
    ),
    (
        ".x > .a{display:none}",
        '<div class="x"><p class="a">gone</p></div><p class="a">b</p>',
        "<p>b</p>",
    ),
    ("[data-note]{display:none}", '<p data-note="1">gone</p><p>b</p>', "<p>b</p>"),
    ("del,.z,.a{display:none}", '<p class="a">gone</p><p>b</p>', "<p>b</p>"),
    (".a:not(.open){display:none}", '<p class="a">gone</p><p>b</p>', "<p>b</p>"),
    (".a:not(.open){display:none}", '<p class="a open">b</p>', "<p>b</p>"),
    ("p:first-child{display:none}", "<div><p>gone</p><p>b</p></div>", "<p>b</p>"),
    (".a:hover{display:none}", '<p class="a">b</p>', "<p>b</p>"),
    (
        ".a{font-size:0}.b{font-size:16px}",
        '<div class="a">gone<p class="b">b</p></div>',
        "<p>b</p>",
    ),
    (
        ".a{font-size:0}.b{font-size:1em}.c{font-size:inherit}",
        '<div class="a"><p class="b">gone</p><p class="c">gone</p></div><p>b</p>',
        "<p>b</p>",
    ),
    (
        ".a{visibility:hidden}.b{visibility:visible}",
        '<div class="a">gone<p class="b">b</p></div>',
        "<p>b</p>",
    ),
    (
        ".a{visibility:hidden}",
        '<div class="a">gone<p style="visibility:visible">b</p></div>',
        "<p>b</p>",
    ),
    (".a{overflow:hidden}.b{height:0}", '<p class="a b">gone</p><p class="a">b</p>', "<p>b</p>"),
    (".hidden{color:red}", '<p class="hidden">b</p>', "<p>b</p>"),
    ("@media print{.a{display:none}}", '<p class="a">b</p>', "<p>b</p>"),
    ("@media (max-width:600px){.a{display:none}}", '<p class="a">b</p>', "<p>b</p>"),
    ("@media screen{.a{display:none}}", '<p class="a">gone</p><p>b</p>', "<p>b</p>"),
    (
        "@media only screen, print{.a{color:red}} .a{display:none}",
        '<p class="a">gone</p><p>b</p>',
        "<p>b</p>",
    ),
    ("@supports (display:grid){.a{display:none}}", '<p class="a">gone</p><p>b</p>', "<p>b</p>"),
    ("@import url(x.css);.a{display:none}", '<p class="a">gone</p><p>b</p>', "<p>b</p>"),
    ("}.a{display:none", '<p class="a">b</p>', "<p>b</p>"),
)

# (input, expected)
CASES = [
    *((root, "") for root in ROOTS),
    ('<body style="visibility:hidden"><p>gone</p><p style="visibility:visible">b</p></body>', "<p>b</p>"),
    ('<p>He <a href="https://example.org/#cmnt12">was</a> right<a href="#cmnt1">[a]</a>.</p>',
     '<p>He <a href="https://example.org/#cmnt12">was</a> right.</p>'),
    ('<p>He was right<a href="https://docs.google.com/document/d/1/edit#cmnt1">[a]</a>.</p>', "<p>He was right.</p>"),
    *((f"<p>He was <span {hidden}>not</span> right.</p>", "<p>He was right.</p>") for hidden in (
        'style="-webkit-text-decoration:line-through"', 'style="-webkit-text-decoration-line:line-through"',
        'class="strike"')),
    *((f'<p>It <span style="{style}">(a name)</span> spoke.</p>', "<p>It spoke.</p>") for style in STYLES),
    *((f'<p>The source <b class="x {name}">(a name)</b> spoke.</p>', "<p>The source spoke.</p>") for name in CLASSES),
    *((f"<p>The source {mark.format('(a name)')} spoke.</p>", "<p>The source spoke.</p>") for mark in MARKED),
    *((f"<style>{rules}</style>{html}", printed) for rules, html, printed in SHEETS if "gone" in html),
    ('<p data-suggestion-start-before="deletion:1:u">gone</p>'
     '<p data-suggestion-end-after="deletion:1:u">gone</p><p>b</p>', "<p>b</p>"),
    ('<p>a <suggestion-start name="deletion:1"></suggestion-start>gone</p><p>gone<suggestion-end name="deletion:1">'
     '</suggestion-end> b</p>', "<p>a</p><p>b</p>"),
    ('<p>He <span role="deletion">lied</span><span role="insertion">erred</span>.</p>', "<p>He erred.</p>"),
    ('<p>One <del>gone</del> two</p><table><tr><td><iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe></td>'
     "<td></td></tr></table>", '<p>One two</p><figure class="embed"><a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ">'
     "https://www.youtube.com/watch?v=dQw4w9WgXcQ</a></figure>"),
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

# Similar HTML that is not hidden: (input, expected).
PRINTED = [
    ("<style>body{visibility:hidden;animation:show 8s}</style><p>b</p>", "<p>b</p>"),
    ('<p>He <a href="https://example.org/#cmnt_ref1">was</a> right.</p>',
     '<p>He <a href="https://example.org/#cmnt_ref1">was</a> right.</p>'),
    *((f"{start}<noscript>{inner}</noscript><p>He was right.</p>", "<p>He was right.</p>") for inner in (
        "<p>Please enable JavaScript</p>", "Please enable JavaScript", '<div>a</div><img src="https://x.example/p">')
        for start in ("", "<meta charset='utf-8'>", "<html><head>", "<!--StartFragment-->")),
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
        "font-size:0;font-size:12px", "visibility:hidden;visibility:visible",
        "text-decoration:line-through;text-decoration:none", "scale:0.5", "transform:scale(.9)", "zoom:1",
        "transform:translate(-50%,-50%)", "translate:-50%", "filter:opacity(1)", "position:static;left:-9999px",
        "margin-left:-9999px;padding-left:9999px", "overflow:hidden;height:0;min-height:2em",
        "opacity:.5", "inset:0", "-webkit-text-fill-color:red;color:transparent", "display:none;display:inline",
        "display:none;display:inline flow", "display:none;display:-webkit-inline-box", "display:none;display:initial",
        "opacity:0;opacity:var(--x)", "color:transparent;color:rebeccapurple", "font-size:0;font-size:1.2rem",
        "font-family:'a;display:none'", "background:url(data:x;opacity:0;y)", "font-size:10px", "font-size:1em",
    )),
    *((f'<p>He <span class="{name}">was</span> right.</p>', "<p>He was right.</p>") for name in (
        "hidden md:inline", "d-none d-lg-inline-block", "sr-only sm:not-sr-only", "not-deleted", "overflow-hidden",
        "hover:line-through", "d-print-none", "print:hidden", "hidden-gem", "deletions", "has-deletion", "no-deletion",
    )),
    *((f"<style>{rules}</style>{html}", printed) for rules, html, printed in SHEETS if "gone" not in html),
    ('<style media="print">.a{display:none}</style><p class="a">b</p>', "<p>b</p>"),
    ("<style media='screen and (max-width: 9em)'>.a{display:none}</style><p class=\"a\">b</p>", "<p>b</p>"),
    ('<p>He <span role="insertion">was</span> <span role="suggestion">right</span>.</p>', "<p>He was right.</p>"),
    ('<p>He <span aria-hidden="true">was</span> right.</p>', "<p>He was right.</p>"),
    ('<p hidden style="display:block">a</p><dialog open>b</dialog>', "<p>a</p><p>b</p>"),
    ('<p>a <suggestion-start name="insertion:1"></suggestion-start>b<suggestion-end name="insertion:1">'
     "</suggestion-end> c</p>", "<p>a b c</p>"),
    ('<p>He <span class="not-sr-only screen-readers">was</span> right.</p>', "<p>He was right.</p>"),
    ('<p>He <annotation id="a1">was</annotation> <text>right</text>.</p>', "<p>He was right.</p>"),
    ('<table><tr style="height:0pt"><td style="overflow:hidden">a</td><td>b</td></tr></table>',
     "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>"),
    ('<p>Word’s <span class="SpellE">mistaeks</span><span class="GramE"> stay</span>.</p>',
     "<p>Word’s mistaeks stay.</p>"),
]  # fmt: skip
