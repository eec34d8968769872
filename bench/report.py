"""Format the results as a table."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """Results of one page. `ratio` is its rate divided by the control's rate in the same round."""

    name: str
    rate: float
    ratio: float
    statements: int | None = None
    compressed: int | None = None


def table(rows: list[Row], *, columns: int, engine: str) -> str:
    head = f"{'page':<34}{'req/s':>8}{'ratio':>8}{'statements':>12}{'KB gzip':>9}"
    lines = ["", f"{columns:,} columns, {engine}", "", head]
    for row in rows:
        statements = "" if row.statements is None else str(row.statements)
        size = "" if row.compressed is None else f"{row.compressed / 1024:.1f}"
        lines.append(f"{row.name:<34}{row.rate:>8.0f}{row.ratio:>8.2f}{statements:>12}{size:>9}")
    return "\n".join(lines)
