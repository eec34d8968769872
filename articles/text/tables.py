"""Normalize tables in a text: real tables get one shape, layout tables become paragraphs."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import count

from django.utils.html import escape, format_html
from selectolax.lexbor import LexborHTMLParser, LexborNode

from accounts.text.numbers import parse_number
from articles.text.plain_text import INLINE, TAG, text_of

MOST_ROWS = 300
MOST_COLUMNS = 24
MOST_SPAN = 100  # columns; a heading over all columns often spans more than the table has
MAX_NESTING = 20  # nested tables; the text of a deeper one becomes one paragraph
SEPARATOR = " – "  # between cells, where rows are paragraphs
ROW_END = " / "  # between rows, where the whole table is one line
NOT_IN_CELLS = "img, h2, h3, hr, blockquote"  # a table with one of these is a page layout
NO_TABLE_INSIDE = {"aside", "figcaption", "h2", "h3"}
BREAK, CELL_END = "\x00", "\x01"  # sanitized text contains no such characters
BREAKS = re.compile(rf"<br>|{BREAK}")
CAPTION = re.compile("<caption>([^<]*)</caption>")
REGION = '<div class="table-scroll" role="region" tabindex="0" aria-label="{}"><table>'


@dataclass
class Cell:
    tag: str  # td or th
    content: str
    colspan: int = 1
    rowspan: int = 1

    @classmethod
    def parse(cls, node: LexborNode) -> "Cell":
        tag = "th" if node.tag == "th" or _is_inside(node, {"thead"}) else "td"
        colspan = _span(node, "colspan", MOST_SPAN)
        rowspan = _span(node, "rowspan", MOST_ROWS)
        return cls(tag, in_lines(node.inner_html or ""), colspan, rowspan)

    def html(self, scope: str) -> str:
        attributes = f' scope="{scope}"' if self.tag == "th" else ""
        if self.colspan > 1:
            attributes += f' colspan="{self.colspan}"'
        if self.rowspan > 1:
            attributes += f' rowspan="{self.rowspan}"'
        return f"<{self.tag}{attributes}>{self.content}</{self.tag}>"


Row = list[Cell]


def normalize(body: LexborNode) -> None:
    """Rewrite each table in one shape: caption, header rows, rows of equal length, text lines.

    A layout table, or one that is too large to read, becomes paragraphs.
    """
    outer_tables = [table for table in body.css("table") if _depth(table) <= MAX_NESTING]
    # Innermost first: an inner table becomes text in a cell, or a block of a layout table.
    for table in reversed(outer_tables):
        _unwrap_parents(table)
        if _depth(table) == MAX_NESTING:
            html = f"<p>{escape(text_of(table.html or ''))}</p>"
        else:
            html = _normalized(table)
        made = LexborHTMLParser(f"<div>{html}</div>").body
        if html and made is not None and made.child is not None:
            table.replace_with(made.child)
        else:
            table.decompose()
    for made_here in body.css("div"):  # the sanitizer lets none through
        made_here.unwrap()


def in_one_line(table: LexborNode) -> str:
    rows = [[text_of(cell.html or "") for cell in _cells(row)] for row in _rows(table)]
    lines = [_caption(table), *(SEPARATOR.join(row) for row in rows)]
    return ROW_END.join(line for line in lines if line)


def with_scroll_regions(html: str, *, of: str = "") -> str:
    """Wrap each table in a focusable region that scrolls sideways on narrow screens.

    `of` names the text in the labels of tables without a caption, if a page or e-mail has several
    texts.
    """
    if "<table>" not in html:
        return html
    numbers = count(1)
    whose = f" of “{of}”" if of else ""

    def with_region(tag: re.Match[str]) -> str:
        if tag[0] == "</table>":
            return "</table></div>"
        if tag[0] != "<table>":
            return tag[0]
        caption = CAPTION.match(html, tag.end())
        label = unescape(caption[1]) if caption else f"Table {next(numbers)}{whose}"
        return format_html(REGION, label)

    return TAG.sub(with_region, html)


def _depth(node: LexborNode) -> int:
    depth, around = 0, node.parent
    while around is not None:
        depth += around.tag == "table"
        around = around.parent
    return depth


def _is_inside(node: LexborNode, tags: set[str]) -> bool:
    around = node.parent
    while around is not None and around.tag not in tags:
        around = around.parent
    return around is not None


def _unwrap_parents(table: LexborNode) -> None:
    """Unwrap paragraphs, inline elements and figures around a table.

    A figure's caption becomes the table's.
    """
    around = table.parent
    while around is not None and around.tag in {"p", "figure", *INLINE}:
        caption = around.css_first("figcaption") if around.tag == "figure" else None
        if caption is not None and table.css_first("caption, figcaption") is None:
            table.insert_child(caption)  # a copy
            caption.decompose()
        around.unwrap()
        around = table.parent


def _caption(table: LexborNode) -> str:
    captions = _children(table, {"caption", "figcaption"})  # browsers show each of several
    return SEPARATOR.join(filter(None, (text_of(each.html or "") for each in captions)))


def _normalized(table: LexborNode) -> str:
    caption = escape(_caption(table))
    cells = [list(_cells(row)) for row in _rows(table)]
    if _is_layout(table, cells):
        blocks = [as_blocks(cell) for row in cells for cell in row]
        return "".join([*_paragraph(caption), *blocks])
    rows = _without_empty([[Cell.parse(cell) for cell in row] for row in cells])
    fits = len(rows) <= MOST_ROWS and all(len(row) <= MOST_COLUMNS for row in rows)
    if fits and not _is_inside(table, NO_TABLE_INSIDE) and 0 < _fill_grid(rows) <= MOST_COLUMNS:
        return _html(_without_empty(rows), caption)
    filled = [[cell.content for cell in row if text_of(cell.content)] for row in rows]
    lines = [caption, *(SEPARATOR.join(row) for row in filled)]
    return "".join(paragraph for line in lines for paragraph in _paragraph(line))


def _rows(table: LexborNode) -> list[LexborNode]:
    """Return the table's own rows without those of inner tables, footer rows last."""
    groups = sorted(
        _children(table, {"thead", "tbody", "tfoot"}), key=lambda group: group.tag == "tfoot"
    )
    return [row for group in groups for row in _children(group, {"tr"})]


def _cells(row: LexborNode) -> Iterator[LexborNode]:
    return _children(row, {"td", "th"})


def _children(node: LexborNode, tags: set[str]) -> Iterator[LexborNode]:
    return (child for child in node.iter() if child.tag in tags)


def _is_layout(table: LexborNode, rows: list[list[LexborNode]]) -> bool:
    """Return whether rows and columns mean nothing.

    The table has one column without a heading, or blocks that are not allowed in cells.
    """
    if table.attributes.get("role") in {"presentation", "none"}:
        return True
    if table.css_first(NOT_IN_CELLS) is not None:
        return True
    filled = [[cell for cell in row if text_of(cell.html or "")] for row in rows]
    cells = [cell for row in filled for cell in row]
    if len(cells) <= 1:
        return True
    has_heading = any(cell.tag == "th" or _is_inside(cell, {"thead"}) for cell in cells)
    return not has_heading and all(len(row) <= 1 for row in filled)


def as_blocks(node: LexborNode) -> str:
    """Return the content of an element as blocks; text between two blocks becomes a paragraph."""
    blocks: list[str] = []
    loose = ""
    for child in node.iter(include_text=True):
        if child.tag in {"-text", "br", *INLINE}:
            loose += child.html or ""
        else:
            blocks += [*_paragraph(loose), child.html or ""]
            loose = ""
    return "".join([*blocks, *_paragraph(loose)])


def wrapped(html: str) -> str:
    """Return the HTML as blocks, as `as_blocks` does."""
    body = LexborHTMLParser(html).body
    return as_blocks(body) if body is not None else ""


def _paragraph(html: str) -> Iterator[str]:
    if html.strip():
        yield f"<p>{html.strip()}</p>"


def in_lines(html: str) -> str:
    """Return the HTML with blocks as lines, which end with <br>."""
    joined: list[str] = []
    has_words = False
    for raw_line in BREAKS.split(TAG.sub(_line_end, html)):
        cells = [cell.strip() for cell in raw_line.split(CELL_END)]
        line = SEPARATOR.join(cell for cell in cells if cell)
        # No <br> at a line without words, where an inline element may start or end.
        line_has_words = bool(text_of(line))
        if line_has_words and has_words:
            joined.append("<br>")
        joined.append(line)
        has_words = has_words or line_has_words
    return "".join(joined)


def _line_end(tag: re.Match[str]) -> str:
    """Return inline tags and line breaks unchanged.

    Turn block tags, and rows of an inner table, into line breaks.
    """
    name = (tag["name"] or "").lower()
    if name in INLINE or name == "br" or tag["credit"]:
        return tag[0]
    if tag[0] in {"</td>", "</th>"}:
        return CELL_END
    return "" if name in {"td", "th"} else BREAK


def _span(node: LexborNode, name: str, most: int) -> int:
    return min(max(parse_number(node.attributes.get(name) or "") or 1, 1), most)


def _without_empty(rows: list[Row]) -> list[Row]:
    """Remove empty rows and columns, unless the table has spans.

    These would then cover the wrong cells.
    """
    if any(cell.colspan > 1 or cell.rowspan > 1 for row in rows for cell in row):
        return rows
    rows = [row for row in rows if any(text_of(cell.content) for cell in row)]
    filled: set[int] = set()
    for row in rows:
        filled.update(number for number, cell in enumerate(row) if text_of(cell.content))
    return [[cell for number, cell in enumerate(row) if number in filled] for row in rows]


def _header_rows(rows: list[Row]) -> int:
    for position, row in enumerate(rows):
        if not row or any(cell.tag == "td" for cell in row):
            return position
    return 0


def _fill_grid(rows: list[Row]) -> int:
    """Cut spans at the end of the table and fill up short rows, as the editor does.

    Return the number of columns.
    """
    header = _header_rows(rows)
    taken: list[set[int]] = [set() for _ in rows]
    starts: dict[int, int] = {}  # of each cell, by identity
    for position, row in enumerate(rows):
        column = 0
        for cell in row:
            while column in taken[position]:
                column += 1
            starts[id(cell)] = column
            for step in range(1, cell.colspan):
                if column + step in taken[position]:
                    cell.colspan = step
                    break
            end = header if position < header else len(rows)
            cell.rowspan = min(cell.rowspan, end - position)
            for below in taken[position : position + cell.rowspan]:
                below.update(range(column, column + cell.colspan))
    columns = sorted(set(starts.values()))  # drop columns in which no cell starts
    for position, row in enumerate(rows):
        for cell in row:
            first = starts[id(cell)]
            cell.colspan = bisect_left(columns, first + cell.colspan) - bisect_left(columns, first)
        tag = "th" if position < header else "td"
        row.extend(Cell(tag, "") for column in columns if column not in taken[position])
    return len(columns)


def _html(rows: list[Row], caption: str) -> str:
    header = _header_rows(rows)
    head = "".join(_row_html(row, scope="col") for row in rows[:header])
    body = "".join(_row_html(row, scope="row") for row in rows[header:])
    caption_html = f"<caption>{caption}</caption>" if caption else ""
    head_html = f"<thead>{head}</thead>" if head else ""
    return f"<table>{caption_html}{head_html}<tbody>{body}</tbody></table>"


def _row_html(row: Row, *, scope: str) -> str:
    cells = "".join(cell.html(scope) for cell in row)
    return f"<tr>{cells}</tr>"
