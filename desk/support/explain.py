"""Explain a paywall decision at the desk: the result of each check, and the facts that it used.

"Rungs" are the checks of subscriptions.paywall.rule, in their order.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime

from accounts.reader import Reader
from articles import wall_schedule
from articles.models import Column
from articles.models.querysets import ColumnQuerySet
from subscriptions.dates import next_period, period_of
from subscriptions.institutions import lookup
from subscriptions.links import redemption
from subscriptions.links.redemption import Kind, LinkState
from subscriptions.metering import meter, newcomers, policy
from subscriptions.models import Entitlement, FreeRead, GiftLink, MeterPolicy, NetworkArrivals, Wall
from subscriptions.paywall import rule
from subscriptions.paywall.access import Access

MAX_ENTITLEMENTS = 20
LINK_STATES = {
    LinkState.OPENED: "This browser has one of its places.",
    LinkState.ROOM: "It has a place left for this browser.",
    LinkState.FULL: "All its places are taken.",
    LinkState.EXPIRED: "It is over.",
    LinkState.REVOKED: "It was revoked.",
}


@dataclass(frozen=True)
class Case:
    """A decision to explain.

    `known` are the columns whose headlines may be shown to the staff user (None: all).
    """

    column: Column
    reader: Reader
    at: datetime
    known: ColumnQuerySet | None = None


@dataclass(frozen=True)
class Step:
    """One check of the paywall for display.

    `access` is its decision, None if it decided nothing or was not reached.
    """

    name: str
    question: str
    facts: list[str]
    reached: bool
    access: Access | None

    @property
    def decided(self) -> bool:
        return self.access is not None

    @property
    def verdict(self) -> str:
        if self.access is None:
            return "No decision" if self.reached else "Not checked"
        decision = "Let in" if self.access.granted else "Refused"
        return f"{decision}: {self.access.reason.label}"


def steps(case: Case) -> list[Step]:
    """Return all checks in the rule's own order, with its own results."""
    # The rule itself decides; this module only adds the facts.
    results = {
        rung.name: rung.access for rung in rule.explain(case.column, case.reader, at=case.at)
    }
    return [
        Step(
            name,
            EXPLANATIONS[name][0],
            EXPLANATIONS[name][1](case),
            name in results,
            results.get(name),
        )
        for name in rule.RUNGS
    ]


def moment(at: datetime | None) -> str:
    return date_format(localtime(at), "j F Y, H:i:s") if at else "—"


def staff_facts(case: Case) -> list[str]:
    user = case.reader.user
    if user is None or not user.is_staff:
        return ["Not a staff user."]
    groups = ", ".join(user.groups.values_list("name", flat=True)) or "none"
    sees = "see" if case.column.staff_may_see(user) else "do not see"
    return [
        f"At the desk, in the groups: {groups}.",
        f"With these permissions they {sees} this column at the desk.",
    ]


def publication_facts(case: Case) -> list[str]:
    column = case.column
    facts = [f"State: {column.get_state_display()}."]
    if column.published_at:
        facts.append(f"Appears: {moment(column.published_at)}.")
    if column.expires_at:
        facts.append(f"May be shown until: {moment(column.expires_at)}.")
    return facts


def wall_facts(case: Case) -> list[str]:
    column = case.column
    facts = [f"Wall: {wall_schedule.describe(column)}."]
    if column.source:
        leave = (
            "may be metered"
            if column.may_wall
            else "may not be metered, so “Metered” is free for everyone"
        )
        facts.append(f"From {column.source}: this column {leave}.")
    return facts


def entitlement_facts(case: Case) -> list[str]:
    if case.reader.user is None:
        return ["Without an account there are no entitlements."]
    entitlements = Entitlement.objects.filter(user=case.reader.user).order_by("-starts_at", "-pk")
    facts = [_describe_entitlement(each, case.at) for each in entitlements[:MAX_ENTITLEMENTS]]
    return facts or ["No entitlement, now or before."]


def _describe_entitlement(entitlement: Entitlement, at: datetime) -> str:
    if entitlement.is_in_force(at):
        status = "in force"
    else:
        status = "not begun" if entitlement.starts_at > at else "over"
    until = f"until {moment(entitlement.ends_at)}" if entitlement.ends_at else "without an end"
    note = f" ({entitlement.note})" if entitlement.note else ""
    return (
        f"{entitlement.get_source_display()}, from {moment(entitlement.starts_at)} {until}:"
        f" {status}{note}."
    )


def institution_facts(case: Case) -> list[str]:
    if not case.reader.address:
        return ["No address was given to look up."]
    match = lookup.institution_at(case.reader.address, at=case.at)
    if match:
        return [f"{case.reader.address} belongs to {match}, under contract at that moment."]
    return [f"{case.reader.address} belongs to no institution under contract at that moment."]


def gift_link_facts(case: Case) -> list[str]:
    presented = redemption.find(case.column.pk, case.reader, at=case.at)
    if presented is None:
        return ["No gift link to this column was given to look up."]
    link = GiftLink.objects.select_related("giver").get(pk=presented.link_pk)
    giver = link.giver or "a closed account"
    return [
        f"A link of {giver}, until {moment(link.expires_at)}.",
        LINK_STATES[presented.link_state],
    ]


def email_link_facts(case: Case) -> list[str]:
    presented = redemption.find(case.column.pk, case.reader, at=case.at, kind=Kind.EMAIL)
    if presented is None:
        return ["No link from one of our mails was given to look up."]
    return [
        f"A link from a mail, until {moment(presented.expires_at)}.",
        LINK_STATES[presented.link_state],
    ]


def subscribers_only_facts(case: Case) -> list[str]:
    wall = case.column.wall_at(case.at)
    if wall == Wall.SUBSCRIBERS:
        return ["Only subscribers read it."]
    return ["It is not for subscribers only."]


def account_facts(case: Case) -> list[str]:
    wall = case.column.wall_at(case.at)
    query = "It does not ask for an account."
    if wall == Wall.REGISTERED:
        query = "An account is asked for, and enough."
    if case.reader.user is None:
        return [query, "Not signed in."]
    proved = "is verified" if case.reader.is_registered else "is not verified, so it counts as none"
    return [query, f"Signed in; the account’s address {proved}."]


def meter_facts(case: Case) -> list[str]:
    limit, period = meter.limit_for(case.reader, policy.current()), period_of(case.at)
    facts = [f"Free columns a month for this reader: {limit}."]
    if case.reader.key is None:
        return [*facts, "A newcomer without a cookie: nothing is counted yet."]
    reads = FreeRead.objects.filter(reader_key=case.reader.key, period=period)
    counted = []
    for read in reads.select_related("column").order_by("slot"):
        column = read.column
        if column and (case.known is None or case.known.filter(pk=column.pk).exists()):
            what = f"“{column.headline}”"
        else:
            what = "A column that is not named here"
        counted.append(f"{read.slot}. {what}, {moment(read.read_at)}.")
    month, start = date_format(period, "F Y"), date_format(next_period(period), "j F Y")
    left = max(limit - len(counted), 0)
    return [
        *facts,
        f"Counted in {month}: {len(counted)}; left: {left}.",
        *counted,
        f"The meter starts again on {start}.",
    ]


def network_facts(case: Case) -> list[str]:
    if case.reader.key is not None:
        return ["This reader is known, so the network is not asked."]
    if not case.reader.network:
        return ["No address was given; a network without newcomers is assumed."]
    rules: MeterPolicy = policy.current()
    hashed = newcomers.hashed(case.reader.network, case.at)
    arrivals = NetworkArrivals.objects.filter(period=period_of(case.at), network=hashed)
    came = arrivals.values_list("newcomers", flat=True).first() or 0
    return [
        f"New readers from {case.reader.network} this month: {came} of"
        f" {newcomers.allowance(rules, case.at)}."
    ]


EXPLANATIONS: dict[str, tuple[str, Callable[[Case], list[str]]]] = {
    "desk": ("Does the reader work on it at the desk?", staff_facts),
    "live": ("Is the column live?", publication_facts),
    "free": ("Is it free for everyone?", wall_facts),
    "entitlement": ("Is an entitlement in force?", entitlement_facts),
    "institution": ("Does the reader come from an institution’s address?", institution_facts),
    "letter-link": ("Was a link from a mail to this reader brought?", email_link_facts),
    "gift-link": ("Was a gift link brought?", gift_link_facts),
    "subscribers": ("Is it for subscribers only?", subscribers_only_facts),
    "account": ("Is an account asked for?", account_facts),
    "meter": ("What does the meter say?", meter_facts),
    "network": ("Has the network room for a newcomer?", network_facts),
}
