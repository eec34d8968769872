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
    for row in rows:
        # CSV injection: spreadsheets run cells that begin like a formula. An apostrophe makes them
        # text.
        lines.writerow(
            f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULAS) else cell
            for cell in row
        )
    return MARK + text.getvalue()


def subscribers(rows: Iterable[Subscribers]) -> str:
    lines = [
        (
            f"{row.month.first:%Y-%m}",
            row.active,
            row.trials,
            row.new,
            row.lost_voluntary,
            row.lost_payment,
            row.lost_other,
        )
        for row in rows
    ]
    return to_csv(SUBSCRIBERS, lines)


def revenue(results: dict[str, list[Revenue]]) -> str:
    lines: list[Sequence[Cell]] = []
    for row in (row for rows in results.values() for row in rows):
        month = (f"{row.month.first:%Y-%m}", row.currency)
        lines += [
            (*month, "revenue", plan, _amount(row, row.plans[plan]), "")
            for plan in reports.plans_of([row])
        ]
        lines += [
            (*month, "revenue in all", "", _amount(row, row.total), row.payments),
            (*month, "donations", "", _amount(row, row.donations), row.donors),
            (*month, "sent back", "", _amount(row, row.refunded), ""),
            (*month, "lost in disputes", "", _amount(row, row.disputed), ""),
        ]
    return to_csv(REVENUE, lines)


def _amount(row: Revenue, amount: int) -> str:
    return format_number(amount, row.currency)
