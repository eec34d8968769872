"""The meter: a table of numbered slots.

Spending inserts the next slot; constraints decide between parallel calls.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from accounts.reader import Reader, user_key, visitor_key
from subscriptions import raw_sql
from subscriptions.dates import next_period, period_of
from subscriptions.metering.reader_state import Facts
from subscriptions.models import FreeRead, MeterPolicy

# Raw SQL, because counting and inserting must be one statement: on a conflict it inserts nothing.
SPEND = """
INSERT INTO subscriptions_freeread (reader_key, period, slot, column_id, read_at)
SELECT %s, %s, state.next_slot, %s, %s
FROM (SELECT COUNT(*) AS spent, COALESCE(MAX(slot), 0) + 1 AS next_slot
      FROM subscriptions_freeread WHERE reader_key = %s AND period = %s) AS state
WHERE state.spent < %s
ON CONFLICT DO NOTHING
"""

SAVE_REFUSAL = """
INSERT INTO subscriptions_refusal (reader_key, period, column_id, refused_at)
VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True)
class MeterState:
    """A reader's meter in a period: `read` of `limit` columns.

    `counted` says whether this column is one of them.
    """

    limit: int
    read: int
    counted: bool
    period: date

    @property
    def left(self) -> int:
        return max(self.limit - self.read, 0)

    @property
    def returns_on(self) -> date:
        return next_period(self.period)


def limit_for(reader: Reader, policy: MeterPolicy) -> int:
    return policy.registered if reader.is_registered else policy.anonymous


def state_of(
    reader: Reader, known: Facts | None, policy: MeterPolicy, *, at: datetime
) -> MeterState:
    read, counted = (known.read, known.counted) if known else (0, False)
    return MeterState(limit_for(reader, policy), read, counted, period_of(at))


def more_with_account(state: MeterState, policy: MeterPolicy) -> int:
    """Return the columns a month with a verified account; 0 if that is not more."""
    return policy.registered if policy.registered > max(state.limit, state.read) else 0


def spend(key: str, column_pk: int, state: MeterState, *, at: datetime) -> MeterState:
    """Count the column if a slot is left; return the new state. Exact under parallel calls."""
    # A request that loses a slot reads the state again. Each loss fills a slot, so this ends.
    for _ in range(state.limit + 1):
        if state.counted or not state.left:
            break
        period = state.period
        inserted = raw_sql.execute(SPEND, [key, period, column_pk, at, key, period, state.limit])
        if inserted:
            return replace(state, read=state.read + 1, counted=True)
        reads = FreeRead.objects.filter(reader_key=key, period=state.period)
        columns = list(reads.values_list("column_id", flat=True))
        state = replace(state, read=len(columns), counted=column_pk in columns)
    return state


def save_refusal(key: str, column_pk: int, *, period: date, at: datetime) -> None:
    """Store the refusal once for each reader, period and column."""
    raw_sql.execute(SAVE_REFUSAL, [key, period, column_pk, at])


def copy_to_account(*, reader_number: int, visitor_id: str, period: date) -> None:
    """Copy the visitor's reads of the period to the account at sign-in; leave the visitor's rows.

    Rows without a column count too, so that closing and opening an account again does not reset the
    meter.
    """
    key, reads = user_key(reader_number), FreeRead.objects.filter(period=period)
    visitor_reads = list(reads.filter(reader_key=visitor_key(visitor_id)).order_by("slot"))
    for read in visitor_reads:
        if read.column_id is not None:
            _copy_read(read, key)
    own = set(reads.filter(reader_key=key).values_list("slot", flat=True))
    # Rows without a column come from another account's sign-out, or from deleted columns.
    free_slots = (slot for slot in range(1, len(visitor_reads) + len(own) + 1) if slot not in own)
    missing = [next(free_slots) for _ in range(len(visitor_reads) - len(own))]
    FreeRead.objects.bulk_create(
        [
            FreeRead(reader_key=key, period=period, slot=slot, read_at=visitor_reads[0].read_at)
            for slot in missing
        ],
        ignore_conflicts=True,
    )


def _copy_read(read: FreeRead, key: str) -> None:
    """Take the account's next slot, even beyond the limit; skip a column counted already."""
    own = FreeRead.objects.filter(reader_key=key, period=read.period)
    while not own.filter(column=read.column_id).exists():
        slot = max(own.values_list("slot", flat=True), default=0) + 1
        copy = FreeRead(
            reader_key=key,
            period=read.period,
            slot=slot,
            column_id=read.column_id,
            read_at=read.read_at,
        )
        FreeRead.objects.bulk_create([copy], ignore_conflicts=True)


def copy_to_visitor(
    *, reader_number: int, visitor_id: str, period: date, limit: int, at: datetime
) -> None:
    """Copy the number of the account's reads to the visitor at sign-out.

    Copy no more than a visitor's limit.
    """
    reads = FreeRead.objects.filter(period=period)
    # The new rows name no column: a shared computer must not reveal an account's reading.
    spent = min(reads.filter(reader_key=user_key(reader_number)).count(), limit)
    key = visitor_key(visitor_id)
    taken = set(reads.filter(reader_key=key).values_list("slot", flat=True))
    free_slots = [slot for slot in range(1, spent + 1) if slot not in taken]
    missing = max(spent - len(taken), 0)
    FreeRead.objects.bulk_create(
        [
            FreeRead(reader_key=key, period=period, slot=slot, read_at=at)
            for slot in free_slots[:missing]
        ],
        ignore_conflicts=True,
    )
