"""The columns that a reader has read this month, for the reader only."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.reader import Reader
from subscriptions.dates import period_of
from subscriptions.metering import meter, policy
from subscriptions.metering.meter import MeterState
from subscriptions.models import FreeRead
from subscriptions.paywall import messages, rule


@dataclass(frozen=True)
class Reading:
    """One counted column; unnamed if it is not live, or the account that read it has signed out."""

    headline: str
    language: str
    address: str
    read_at: datetime


def reading_context(reader: Reader, *, at: datetime) -> dict[str, Any]:
    if rule.is_entitled(reader, at=at):
        return {"entitled": True, "institution": rule.reads_at(reader, at=at)}
    read = counted_columns(reader, at=at)
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


def counted_columns(reader: Reader, *, at: datetime) -> list[Reading]:
    if reader.key is None:
        return []
    reads = FreeRead.objects.filter(reader_key=reader.key, period=period_of(at))
    readings = []
    for read in reads.select_related("column").order_by("slot"):
        column = read.column
        if column is None or not column.is_live(at):
            readings.append(Reading("", "", "", read.read_at))
        else:
            url = column.get_absolute_url()
            readings.append(Reading(column.headline, column.language, url, read.read_at))
    return readings


def with_column_names(rows: QuerySet[Any], *fields: str, at: datetime) -> list[dict[str, Any]]:
    """Export rows with the names of their columns; that of an unpublished one is not disclosed."""
    result = []
    for row in rows.select_related("column"):
        values = {"column__headline": None, "column__slug": None}
        if row.column is not None and row.column.is_live(at):
            values = {"column__headline": row.column.headline, "column__slug": row.column.slug}
        values |= {field: getattr(row, field) for field in fields}
        result.append(values)
    return result
