"""Messages of the meter and the wall to a reader, one at a time."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format

from subscriptions.links.redemption import LinkState
from subscriptions.metering import policy
from subscriptions.metering.meter import MeterState
from subscriptions.paywall.access import Access, Reason

FOR_SUBSCRIBERS = "This column is for subscribers."
NOTHING_FREE = "There are no free columns this month."
WITH_ACCOUNT = "This column is free to read with an account."
MANY_NEW_READERS = (
    "Many new readers have come from your network this month, or your browser keeps no cookies."
)
LAST_FREE_COLUMN = "This is your last free column this month."
GIFT_LINK_ENDED = {
    LinkState.FULL: (
        "The gift link that brought you here has been opened by as many readers as it was for."
    ),
    LinkState.EXPIRED: "The gift link that brought you here has ended.",
    LinkState.REVOKED: "The gift link that brought you here is no longer open.",
}


def account_line(number: int) -> str:
    """Return what a free account offers: `number` columns a month in all."""
    return f"A free account gives you {_a_month(number)}."


def verified_line(number: int) -> str:
    """Return the same for a reader whose address is not yet verified."""
    return f"Once your address is verified you have {_a_month(number)}."


def return_line(day: date) -> str:
    return f"Your free columns return on {date_format(day, 'j F')}."


def columns(number: int) -> str:
    return f"{number} free column" if number == 1 else f"{number} free columns"


def meter_line(access: Access) -> str:
    """Return the line above the text; "" if the column was not metered and came by no link."""
    state = access.meter
    if access.reason == Reason.GIFT and access.gift_link is not None:
        return gift_link_line(access.gift_link.expires_at)
    if access.reason == Reason.EMAIL_LINK and access.gift_link is not None:
        return email_link_line(access.gift_link.expires_at)
    if not access.granted or state is None:
        return ""
    return _after_a_gift_link(access, meter_status(state) if state.left else LAST_FREE_COLUMN)


def gift_link_line(until: datetime) -> str:
    return f"A subscriber gave you this column. It stays open to you until {format_time(until)}."


def email_link_line(until: datetime) -> str:
    return f"Our mail opened this column to you. It stays open here until {format_time(until)}."


def gift_email_line(until: datetime) -> str:
    return f"I can give you this column to read. The link is open until {format_time(until)}:"


def format_time(at: datetime) -> str:
    """Return date and time in the site's time zone: "2 December, 13:05"."""
    return date_format(timezone.localtime(at, timezone.get_default_timezone()), "j F, H:i")


def meter_status(state: MeterState) -> str:
    """Return the state of the meter, for pages without a column."""
    if state.left:
        return f"You have {columns(state.left)} left this month."
    return _spent_line(state) if state.read else NOTHING_FREE


def wall_line(access: Access) -> str:
    if access.reason == Reason.MUST_REGISTER:
        line = WITH_ACCOUNT
    elif access.reason == Reason.NETWORK_SPENT:
        line = f"{MANY_NEW_READERS} {account_line(policy.current().registered)}"
    elif access.meter:
        line = _spent_line(access.meter)
    else:
        line = FOR_SUBSCRIBERS
    return _after_a_gift_link(access, line)


def _after_a_gift_link(access: Access, line: str) -> str:
    """Put the reason why a gift link failed in front of the line, so that they are one message."""
    ended = GIFT_LINK_ENDED.get(access.gift_link.link_state) if access.gift_link else None
    return f"{ended} {line}" if ended else line


def _spent_line(state: MeterState) -> str:
    if state.read > state.limit:
        return f"You’ve read {columns(state.read)} this month."
    if not state.limit:
        return FOR_SUBSCRIBERS
    if state.limit == 1:
        return "You’ve read your 1 free column this month."
    return f"You’ve read all {state.limit} of your free columns this month."


def _a_month(number: int) -> str:
    return f"{number} column a month" if number == 1 else f"{number} columns a month"
