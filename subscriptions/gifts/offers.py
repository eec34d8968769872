"""Gifts on offer: a listed plan for one reader, for a fixed time, paid once."""

from dataclasses import dataclass

from subscriptions.models import Price
from subscriptions.models.money import format_money
from subscriptions.models.plans import Interval, length

MONTHS = (1, 3, 6, 12)
A_YEAR = 12
ONCE = "You pay once. Nothing renews, and nobody is asked for a card when the time is over."
WITHDRAWING = (
    "Within 14 days you can withdraw and get your money back, as long as nobody has redeemed it"
    " (“Withdraw from contract here”, at the foot of every page)."
)
NO_EXPIRY_NOTE = "The code does not run out: the time begins when it is redeemed."


@dataclass(frozen=True)
class Length:
    """A price, `times` over: 6 months are six times the monthly price."""

    price: Price
    times: int

    @property
    def key(self) -> str:
        return f"{self.price.pk}x{self.times}"

    @property
    def interval_count(self) -> int:
        return self.price.interval_count * self.times

    @property
    def amount(self) -> int:
        return self.price.amount * self.times

    @property
    def money(self) -> str:
        return format_money(self.amount, self.price.currency)

    @property
    def words(self) -> str:
        return length(self.price.interval, self.interval_count)

    @property
    def note(self) -> str:
        return self.price.tax_note

    @property
    def lines(self) -> list[str]:
        tax = f" ({self.note})" if self.note else ""
        return [
            f"A gift: {self.price.plan.name} for {self.words}, {self.money}{tax}.",
            ONCE,
            NO_EXPIRY_NOTE,
            WITHDRAWING,
        ]


def lengths() -> list[Length]:
    """Return all gifts on offer, plan by plan, shortest first; without plans for several people."""
    prices = Price.objects.listed().filter(plan__seats=1).select_related("plan")
    ordered = list(prices.order_by("plan__position", "plan__pk", "amount", "pk"))
    yearly = {(price.plan_id, price.currency) for price in ordered if _is_a(Interval.YEAR, price)}
    offered = []
    for price in ordered:
        multiples = [1]
        if _is_a(Interval.MONTH, price):
            multiples = list(MONTHS)
            if (price.plan_id, price.currency) in yearly:
                # The plan's yearly price replaces twelve months.
                multiples.remove(A_YEAR)
        offered += [Length(price, times) for times in multiples]
    return offered


def _is_a(interval: str, price: Price) -> bool:
    return price.interval == interval and price.interval_count == 1
