"""What the meter and the wall say to a reader: one sentence each, never two."""

from datetime import date

from django.utils.formats import date_format

from subscriptions import policy
from subscriptions.meter import MeterState
from subscriptions.paywall import Access, Reason

FOR_SUBSCRIBERS = "This column is for subscribers."
NOTHING_FREE = "There are no free columns this month."
WITH_ACCOUNT = "This column is free to read with an account."


def account_line(number: int) -> str:
    """What a free account gives: `number` columns in all."""
    return f"A free account gives you {_a_month(number)}."


def verified_line(number: int) -> str:
    """The same to someone whose account waits for its address to be verified."""
    return f"Once your address is verified you have {_a_month(number)}."


def return_line(day: date) -> str:
    return f"Your free columns return on {date_format(day, 'j F')}."


def columns(number: int) -> str:
    return f"{number} free column" if number == 1 else f"{number} free columns"


def meter_line(access: Access) -> str:
    """The slim line at the head of a metered text; empty where no read was counted."""
    state = access.meter
    if not access.granted or state is None:
        return ""
    return standing(state) if state.left else "This is your last free column this month."


def standing(state: MeterState) -> str:
    """Where a reader stands this month, told outside any column."""
    if state.left:
        return f"You have {columns(state.left)} left this month."
    return _spent_line(state) if state.read else NOTHING_FREE


def wall_line(access: Access) -> str:
    """What happened, at the wall."""
    if access.reason == Reason.MUST_REGISTER:
        return WITH_ACCOUNT
    if access.reason == Reason.NETWORK_SPENT:
        return _network_line()
    return _spent_line(access.meter) if access.meter else FOR_SUBSCRIBERS


def _spent_line(state: MeterState) -> str:
    if state.read > state.limit:
        return f"You’ve read {columns(state.read)} this month."
    if not state.limit:
        return FOR_SUBSCRIBERS
    if state.limit == 1:
        return "You’ve read your 1 free column this month."
    return f"You’ve read all {state.limit} of your free columns this month."


def _network_line() -> str:
    many = "Many new readers have come from your network this month, or your browser keeps no cookies."
    return f"{many} {account_line(policy.current().registered)}"


def _a_month(number: int) -> str:
    return f"{number} column a month" if number == 1 else f"{number} columns a month"
