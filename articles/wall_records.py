"""Fields whose changes are recorded in the paywall audit log."""

from articles.models import Columnist, Series, Source
from subscriptions.models import PaywallChange
from subscriptions.paywall import audit

STEPS = {
    "then_wall": "Then",
    "then_after": "Then, after hours",
    "later_wall": "Later",
    "later_after": "Later, after hours",
}
OF_A_COLUMN = {"wall": "Wall", **STEPS, "may_wall": "May be metered"}
OF_A_DEFAULT = {"default_wall": "Wall of its columns", **STEPS}
OF_AN_AGENCY = {
    "may_wall": "Columns may be metered",
    "full_text_feed": "Full text may go into feeds",
}


def watch() -> None:
    for model in (Columnist, Series):
        audit.watch(model, PaywallChange.What.WALL, OF_A_DEFAULT)
    audit.watch(Source, PaywallChange.What.WALL, OF_AN_AGENCY)
