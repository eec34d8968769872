"""CSV files for spreadsheets (RFC 4180)."""

import csv
import io
from collections.abc import Iterable, Sequence

from desk.reports import revenue as reports
from desk.reports.revenue import Revenue, Subscribers
from subscriptions.models.money import format_number

# The byte order mark: without it Excel does not read UTF-8 and shows € wrongly.
MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
Cell = str | int

SUBSCRIBERS = (
    "month",
    "active_at_end",
    "trials_at_end",
    "new",
    "lost_voluntary",
    "lost_failed_payment",
    "lost_other",
)
REVENUE = ("month", "currency", "kind", "plan", "amount", "payments")


def to_csv(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow(head)
    lines.writerows([_safe(cell) for cell in row] for row in rows)
    return MARK + text.getvalue()


def _safe(cell: Cell) -> Cell:
    # CSV injection: spreadsheets run cells that begin like a formula. An apostrophe makes them
    # text.
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULAS) else cell


def subscribers(rows: Iterable[Subscribers]) -> str:
    return to_csv(SUBSCRIBERS, map(_month, rows))


def _month(row: Subscribers) -> Sequence[Cell]:
    lost = (row.lost_voluntary, row.lost_payment, row.lost_other)
    return (f"{row.month.first:%Y-%m}", row.active, row.trials, row.new, *lost)


def revenue(results: dict[str, list[Revenue]]) -> str:
    return to_csv(
        REVENUE, (line for rows in results.values() for row in rows for line in _lines(row))
    )


def _lines(row: Revenue) -> Iterable[Sequence[Cell]]:
    month = (f"{row.month.first:%Y-%m}", row.currency)
    for plan in reports.plans_of([row]):
        yield (*month, "revenue", plan, _amount(row, row.plans[plan]), "")
    for kind, amount, number in (
        ("revenue in all", row.total, row.payments),
        ("donations", row.donations, row.donors),
        ("sent back", row.refunded, ""),
        ("lost in disputes", row.disputed, ""),
    ):
        yield (*month, kind, "", _amount(row, amount), number)


def _amount(row: Revenue, amount: int) -> str:
    return format_number(amount, row.currency)
