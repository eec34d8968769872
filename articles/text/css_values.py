"""Tell whether a browser accepts a CSS value; it ignores a declaration with an invalid one.

In the editor the browser answers itself (static/js/editor-styles.js).
"""

import re

from PIL.ImageColor import colormap

GLOBAL = r"inherit|initial|unset|revert(?:-layer)?"
UNIT = r"px|r?cap|r?ch|r?em|r?ex|r?ic|r?lh|[cm]m|in|p[ct]|q|(?:[sld]?v|cq)(?:[whib]|min|max)|%"
NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?"
LENGTH = rf"{NUMBER}(?:{UNIT})?"  # old pages also have lengths without a unit
COLOR = (
    r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})|transparent|currentcolor|windowtext|canvas(?:text)?"
    rf"|{'|'.join(colormap)}"
)
DECORATION = (
    r"none|underline|overline|line-through|blink|(?:spelling|grammar)-error|solid|double|dotted"
    rf"|dashed|wavy|auto|from-font|{LENGTH}|{COLOR}"
)
SIZE = r"(?:min|max|fit)-content|stretch|auto|none|-webkit-fill-available"
# Values of the properties that can hide text. Those of all other properties count as valid.
VALUES = {
    "display": (
        r"none|contents|(?:(?:block|inline|run-in|flow|flow-root|flex|grid|table|ruby|math"
        r"|list-item)(?:\s+|$))+|inline-(?:block|flex|grid|table)|ruby-\w+"
        r"|table-(?:row|cell|column|caption|(?:row|header|footer|column)-group)"
        r"|-webkit-(?:inline-)?(?:box|flex)"
    ),
    "visibility": "visible|hidden|collapse",
    "content-visibility": "visible|hidden|auto",
    "opacity": rf"{NUMBER}%?",
    "zoom": rf"normal|reset|{NUMBER}%?",
    "font-size": rf"(?:xx?-|xxx-)?(?:small|large)|medium|smaller|larger|math|{LENGTH}",
    "color": COLOR,
    "-webkit-text-fill-color": COLOR,
    "text-decoration": rf"(?:(?:{DECORATION})(?:\s+|$))+",
    "text-decoration-line": r"(?:(?:none|underline|overline|line-through|blink)(?:\s+|$))+",
    "overflow": r"(?:(?:visible|hidden|clip|scroll|auto|overlay)(?:\s+|$)){1,2}",
    "overflow-x": "visible|hidden|clip|scroll|auto|overlay",
    "overflow-y": "visible|hidden|clip|scroll|auto|overlay",
    "position": "static|relative|absolute|fixed|(?:-webkit-)?sticky",
    "text-indent": rf"{LENGTH}(?:\s+(?:hanging|each-line))*",
    "clip": "auto",
    "clip-path": r"none|(?:border|padding|content|margin|fill|stroke|view)-box",
    "filter": "none",
    "transform": "none",
    "translate": rf"none|{LENGTH}(?:\s+{LENGTH}){{0,2}}",
    "scale": rf"none|{NUMBER}%?(?:\s+{NUMBER}%?){{0,2}}",
    "inset": rf"(?:(?:auto|{LENGTH})(?:\s+|$)){{1,4}}",
    "margin": rf"(?:(?:auto|{LENGTH})(?:\s+|$)){{1,4}}",
    "padding": rf"(?:{LENGTH}(?:\s+|$)){{1,4}}",
    **dict.fromkeys(("width", "height", "max-width", "max-height"), rf"{SIZE}|{LENGTH}"),
    **dict.fromkeys(
        ("left", "right", "top", "bottom", "margin-left", "margin-top"), rf"auto|{LENGTH}"
    ),
    **dict.fromkeys(("padding-top", "padding-bottom", "padding-left", "min-height"), LENGTH),
}
VALID = {name: re.compile(rf"(?:{values})") for name, values in VALUES.items()}
IS_GLOBAL = re.compile(GLOBAL)


def is_valid(name: str, value: str) -> bool:
    """Return whether the value, in lower case, is one of the property; functions are not read."""
    if not value:
        return False
    pattern = VALID.get(name)
    return (
        pattern is None
        or ("(" in value and ")" in value)
        or pattern.fullmatch(value) is not None
        or IS_GLOBAL.fullmatch(value) is not None
    )
