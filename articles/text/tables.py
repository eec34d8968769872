"""Normalize tables in a text: real tables get one shape, layout tables become paragraphs."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
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
    html: str
    colspan: int = 1
    rowspan: int = 1


Row = list[Cell]


def normalize(body: LexborNode) -> None:
    """Rewrite each table in one shape: caption, header rows, rows of equal length, cells with lines
    of text.

    A layout table, or one that is too large to read, becomes paragraphs.
    """
    # Innermost first: the result for an inner table is then text in a cell, or a block of a layout
    # table.
    for table in reversed([each for each in body.css("table") if _depth(each) <= MAX_NESTING]):
        _unwrap_parents(table)
        html = (
            f"<p>{escape(text_of(table.html or ''))}</p>"
            if _depth(table) == MAX_NESTING
            else _normalized(table)
        )
        made = LexborHTMLParser(f"<div>{html}</div>").body
        if html and made is not None and made.child is not None:
            table.replace_with(made.child)
        else:
            table.decompose()
    for made_here in body.css("div"):  # the sanitizer lets none through
        made_here.unwrap()


def in_one_line(table: LexborNode) -> str:
    rows = [[text_of(cell.html or "") for cell in _cells(row)] for row in _rows(table)]
    return ROW_END.join(filter(None, [_caption(table), *(SEPARATOR.join(row) for row in rows)]))


def with_scroll_regions(html: str, *, of: str = "") -> str:
    """Wrap each table in a focusable region that scrolls sideways on narrow screens.

    `of` names the text in the labels of tables without a caption, if a page or e-mail has several
    texts.
    """
    if "<table>" not in html:
        return html
    numbers, whose = count(1), f" of “{of}”" if of else ""

    def wrapped(tag: re.Match[str]) -> str:
        if tag[0] == "</table>":
            return "</table></div>"
        if tag[0] != "<table>":
            return tag[0]
        caption = CAPTION.match(html, tag.end())
        label = unescape(caption[1]) if caption else f"Table {next(numbers)}{whose}"
        return format_html(REGION, label)

    return TAG.sub(wrapped, html)


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
    """Unwrap paragraphs, inline elements and figures around a table; a figure's caption becomes the
    table's.
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
    caption = _caption(table)
    cells = [list(_cells(row)) for row in _rows(table)]
    if _is_layout(table, cells):
        return "".join(
            [*_paragraph(escape(caption)), *(as_blocks(cell) for row in cells for cell in row)]
        )
    rows = _without_empty([[_cell(cell) for cell in row] for row in cells])
    width = 0 if _is_inside(table, NO_TABLE_INSIDE) or not _fits(rows) else _fill_grid(rows)
    if 0 < width <= MOST_COLUMNS:
        return _html(_without_empty(rows), caption)
    lines = (SEPARATOR.join(cell.html for cell in row if text_of(cell.html)) for row in rows)
    return "".join(part for line in (escape(caption), *lines) for part in _paragraph(line))


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
    """Return whether rows and columns mean nothing: one column without a heading, or blocks not
    allowed in cells.
    """
    if (
        table.attributes.get("role") in {"presentation", "none"}
        or table.css_first(NOT_IN_CELLS) is not None
    ):
        return True
    filled = [[cell for cell in row if text_of(cell.html or "")] for row in rows]
    has_heading = any(
        cell.tag == "th" or _is_inside(cell, {"thead"}) for row in filled for cell in row
    )
    return sum(map(len, filled)) <= 1 or (not has_heading and all(len(row) <= 1 for row in filled))


def as_blocks(node: LexborNode) -> str:
    """Return the content of an element as blocks; text between two blocks becomes a paragraph."""
    html = loose = ""
    for child in node.iter(include_text=True):
        if child.tag in {"-text", "br", *INLINE}:
            loose += child.html or ""
        else:
            html, loose = "".join([html, *_paragraph(loose), child.html or ""]), ""
    return "".join([html, *_paragraph(loose)])


def wrapped(html: str) -> str:
    """Return the HTML as blocks, as `as_blocks` does."""
    body = LexborHTMLParser(html).body
    return as_blocks(body) if body is not None else ""


def _paragraph(html: str) -> Iterator[str]:
    if html.strip():
        yield f"<p>{html.strip()}</p>"


def _cell(node: LexborNode) -> Cell:
    tag = "th" if node.tag == "th" or _is_inside(node, {"thead"}) else "td"
    return Cell(
        tag,
        in_lines(node.inner_html or ""),
        _span(node, "colspan", MOST_SPAN),
        _span(node, "rowspan", MOST_ROWS),
    )


def in_lines(html: str) -> str:
    """Return the HTML with blocks as lines, which end with <br>."""
    return _joined(map(_line, BREAKS.split(TAG.sub(_in_line, html))))


def _in_line(tag: re.Match[str]) -> str:
    """Return inline tags and line breaks unchanged; turn block tags, and rows of an inner table,
    into line breaks.
    """
    name = (tag["name"] or "").lower()
    if name in INLINE or name == "br" or tag["credit"]:
        return tag[0]
    return CELL_END if tag[0] in {"</td>", "</th>"} else "" if name in {"td", "th"} else BREAK


def _line(html: str) -> str:
    return SEPARATOR.join(part.strip() for part in html.split(CELL_END) if part.strip())


def _joined(lines: Iterable[str]) -> str:
    """Join lines with <br>, but only lines with words, because an inline element may start or end
    on an empty one.
    """
    html: list[str] = []
    has_words = False
    for line in lines:
        says = bool(text_of(line))
        html += ["<br>", line] if says and has_words else [line]
        has_words = has_words or says
    return "".join(html)


def _span(node: LexborNode, name: str, most: int) -> int:
    return min(max(parse_number(node.attributes.get(name) or "") or 1, 1), most)


def _without_empty(rows: list[Row]) -> list[Row]:
    """Remove empty rows and columns, unless the table has spans, which would then cover the wrong
    cells.
    """
    if any(cell.colspan > 1 or cell.rowspan > 1 for row in rows for cell in row):
        return rows
    rows = [row for row in rows if any(text_of(cell.html) for cell in row)]
    filled = {position for row in rows for position, cell in enumerate(row) if text_of(cell.html)}
    return [[cell for position, cell in enumerate(row) if position in filled] for row in rows]


def _fits(rows: list[Row]) -> bool:
    return len(rows) <= MOST_ROWS and all(len(row) <= MOST_COLUMNS for row in rows)


def _header_rows(rows: list[Row]) -> int:
    return next(
        (
            position
            for position, row in enumerate(rows)
            if not row or any(cell.tag == "td" for cell in row)
        ),
        0,
    )


def _fill_grid(rows: list[Row]) -> int:
    """Cut spans at the end of the table and fill up short rows, as the editor does; return the
    number of columns.
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
            room = (step for step in range(1, cell.colspan) if column + step in taken[position])
            cell.colspan = next(room, cell.colspan)
            cell.rowspan = min(
                cell.rowspan, (header if position < header else len(rows)) - position
            )
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
    head = "".join(_row_html(row, in_header=True) for row in rows[:header])
    return "".join(
        [
            "<table>",
            f"<caption>{escape(caption)}</caption>" if caption else "",
            f"<thead>{head}</thead>" if head else "",
            "<tbody>",
            *(_row_html(row, in_header=False) for row in rows[header:]),
            "</tbody></table>",
        ]
    )


def _row_html(row: Row, *, in_header: bool) -> str:
    return f"<tr>{''.join(_cell_html(cell, 'col' if in_header else 'row') for cell in row)}</tr>"


def _cell_html(cell: Cell, scope: str) -> str:
    attributes = f' scope="{scope}"' if cell.tag == "th" else ""
    attributes += f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    attributes += f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    return f"<{cell.tag}{attributes}>{cell.html}</{cell.tag}>"
