"""The columns that a reader has read this month, for the reader only."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.reader import Reader
from subscriptions.metering import meter, policy
from subscriptions.metering.meter import MeterState
from subscriptions.models import FreeRead
from subscriptions.paywall import messages, rule
from subscriptions.periods import period_of

UNNAMED = {"column__headline": None, "column__slug": None}


@dataclass(frozen=True)
class Reading:
    """One counted column; without a name if it is not live, or was read in an account that has
    signed out since.
    """

    headline: str
    language: str
    address: str
    read_at: datetime


def reading_context(reader: Reader, *, at: datetime) -> dict[str, Any]:
    if rule.is_entitled(reader, at=at):
        return {"entitled": True, "institution": rule.reads_at(reader, at=at)}
    read = counted(reader, at=at)
    rules = policy.current()
    state = MeterState(meter.limit_for(reader, rules), len(read), False, period_of(at))
    return {
        "entitled": False,
        "signed_in": reader.user is not None,
        "readings": read,
        "sentence": messages.meter_status(state),
        "returns_on": state.returns_on if read and state.limit else None,
        "account_columns": meter.more_with_account(state, rules),
        "visitor_number": None
        if reader.is_registered
        else reader.visitor_id,  # no secret: the cookie is signed
    }


def counted(reader: Reader, *, at: datetime) -> list[Reading]:
    if reader.key is None:
        return []
    reads = FreeRead.objects.filter(reader_key=reader.key, period=period_of(at))
    return [_reading(read, at) for read in reads.select_related("column").order_by("slot")]


def _reading(read: FreeRead, at: datetime) -> Reading:
    if read.column is None or not read.column.is_live(at):
        return Reading("", "", "", read.read_at)
    column = read.column
    return Reading(column.headline, column.language, column.get_absolute_url(), read.read_at)


def named(rows: QuerySet[Any], *fields: str, at: datetime) -> list[dict[str, Any]]:
    return [
        {**_name(row.column, at), **{field: getattr(row, field) for field in fields}}
        for row in rows.select_related("column")
    ]


def _name(column: Any, at: datetime) -> dict[str, str | None]:
    # The name of an unpublished column is not disclosed.
    page = column is not None and column.is_live(at)
    return (
        {"column__headline": column.headline, "column__slug": column.slug}
        if page
        else dict(UNNAMED)
    )
