"""Read the styles of pasted HTML: `style` attributes and style sheets, in the cascade's order.

The editor does the same with pasted text (static/js/editor-styles.js).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from articles.text import css_values

CSS_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
DECLARATION = re.compile(r"(?:[^;\"'(]|\"[^\"]*\"|'[^']*'|\([^()]*\)|[\"'(])+")
IMPORTANT = re.compile(r"!\s*important$")
FONT_SIZE = re.compile(r"(?:^|\s)([\d.]+(?:[a-z]+|%)?)(?=\s*/|\s)")  # in a `font` declaration
SIDES = ("top", "right", "bottom", "left")
SHORTHANDS = {
    "inset": SIDES,
    "margin": tuple(f"margin-{side}" for side in SIDES),
    "padding": tuple(f"padding-{side}" for side in SIDES),
    "overflow": ("overflow-x", "overflow-y"),
}
# Elements, classes, ids and attributes. States like :hover do not matter here, and :nth-child takes
# quadratic time.
SELECTOR = re.compile(r"(?:[\w.#*>+\s-]|\[[^\[\]]*\]|:first-child|:last-child|:not\([\w.#-]+\))+")
NOT = re.compile(r":not\([^()]*\)")
NAME = re.compile(r"[.#][\w-]+")
ELEMENT = re.compile(r"(?:^|[\s>+])[a-z]", re.IGNORECASE)
MOST_NAMES = 8  # of a selector; each descendant step multiplies the work
MOST_SELECTORS = 300  # that can match, so that a style sheet takes linear time
ON_SCREEN = re.compile(r"\s*(?:(?:only\s+)?(?:screen|all)|not\s+print)?\s*", re.IGNORECASE)
# Blocks whose rules apply: @media for screens of any size, @supports for what browsers have,
# cascade layers.
APPLIES = re.compile(
    rf"@(?:media{ON_SCREEN.pattern}|supports\s*\((?!.*\bnot\b).*|layer\b.*)",
    re.IGNORECASE | re.DOTALL,
)

Style = dict[str, str]


@dataclass
class Declared:
    """The declarations for an element; important ones override the others."""

    normal: Style = field(default_factory=dict)
    important: Style = field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
    selector: str
    declared: Declared

    @property
    def names(self) -> list[str]:
        """Return the required classes and ids in lower case.

        Without a doctype their case is ignored.
        """
        return NAME.findall(NOT.sub("", self.selector.lower()))

    @property
    def specificity(self) -> tuple[int, int, int]:
        bare = re.sub(r"\[[^\[\]]*\]", ".a", self.selector)
        return bare.count("#"), bare.count("."), len(ELEMENT.findall(bare))


class Styles:
    """The declared style (from style sheets and attributes) of each element of a document."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self._declared: dict[int, Declared] = {}  # by style sheets; key: mem_id of the element
        self.class_names: set[str] = set()  # that occur in the style sheets
        sheets = [each for each in tree.css("style") if is_on_screen(each)]
        if sheets:
            self._apply(tree, "\n".join(sheet.text() for sheet in sheets))

    def of(self, node: LexborNode, default: Style | None = None) -> Style:
        """Return the declarations for the element in lower case; all others override `default`."""
        inline = declared(node.attributes.get("style") or "")
        sheet = self._declared.get(node.mem_id, Declared())
        return {
            **(default or {}),
            **sheet.normal,
            **inline.normal,
            **sheet.important,
            **inline.important,
        }

    def _apply(self, tree: LexborHTMLParser, css: str) -> None:
        found = list(rules(css))
        self.class_names = {name for rule in found for name in rule.names if name.startswith(".")}
        used_names: set[str] = set()
        for node in tree.css("[class], [id]"):
            classes = (node.attributes.get("class") or "").lower().split()
            used_names.update(f".{name}" for name in classes)
            used_names.add(f"#{node.attributes.get('id') or ''}".lower())
        fitting = (rule for rule in found if used_names.issuperset(rule.names))
        # Sorting is stable: of two equally specific rules the later one wins.
        for rule in sorted(islice(fitting, MOST_SELECTORS), key=lambda rule: rule.specificity):
            try:
                nodes = tree.css(rule.selector)
            except SelectolaxError:  # no browser understands it either
                continue
            for node in nodes:
                of_node = self._declared.setdefault(node.mem_id, Declared())
                of_node.normal.update(rule.declared.normal)
                of_node.important.update(rule.declared.important)


def declarations(css: str) -> Style:
    """Parse a `style` attribute, in lower case and with shorthands as single properties."""
    of_css = declared(css)
    return of_css.normal | of_css.important


def declared(css: str) -> Declared:
    """Parse like declarations(), with important ones separate."""
    made = Declared()
    for declaration in DECLARATION.findall(CSS_COMMENT.sub("", css.lower())):
        name, colon, text = declaration.partition(":")
        name = name.strip().replace("-webkit-text-decoration", "text-decoration")
        value = IMPORTANT.sub("", text.strip()).rstrip()
        if not colon or not css_values.is_valid(name, value):
            continue
        target = made.normal if value == text.strip() else made.important
        target.update(_longhands(name, value))
    return made


def _longhands(name: str, value: str) -> Style:
    if name == "font":
        sizes = FONT_SIZE.findall(value)  # the last one: a weight is a number too
        return {"font-size": sizes[-1]} if sizes else {}
    if name == "text-decoration":
        return {"text-decoration-line": value}
    if name not in SHORTHANDS:
        return {name: value}
    parts = value.split()[:4] or [""]
    # Of fewer than four values, the second one is also the fourth, and the first one the others.
    for position in range(len(parts), 4):
        is_second = len(parts) == 3 or (len(parts) == 2 and position == 3)
        parts.append(parts[1 if is_second else 0])
    return dict(zip(SHORTHANDS[name], parts, strict=False))


def is_on_screen(sheet: LexborNode) -> bool:
    queries = (sheet.attributes.get("media") or "").split(",")
    return any(ON_SCREEN.fullmatch(query) for query in queries)


def rules(css: str) -> Iterator[Rule]:
    """Yield the rules that apply on every screen, once for each selector.

    Rules for print or narrow screens are left out.
    """
    preludes: list[str] = []  # of the open blocks
    before = ""
    for part in re.split(r"([{}])", CSS_COMMENT.sub("", css)):
        if part == "{":
            preludes.append(before.rpartition(";")[2].strip())
        elif part == "}" and preludes:
            selectors = preludes.pop().replace(":root", "html").split(",")
            if all(APPLIES.fullmatch(prelude) for prelude in preludes):
                of_block = declared(before)
                for selector in map(str.strip, selectors):
                    if _is_supported(selector):
                        yield Rule(selector, of_block)
        before = part if part not in "{}" else ""


def _is_supported(selector: str) -> bool:
    names = re.findall(r"[\w-]+", selector)
    return SELECTOR.fullmatch(selector) is not None and len(names) <= MOST_NAMES
