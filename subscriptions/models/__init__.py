from subscriptions.models.ledger import FreeRead, MeterMonth, NetworkArrivals, Refusal
from subscriptions.models.plans import Plan, Price
from subscriptions.models.policy import MeterPolicy, Wall
from subscriptions.models.rights import Entitlement

__all__ = [
    "Entitlement",
    "FreeRead",
    "MeterMonth",
    "MeterPolicy",
    "NetworkArrivals",
    "Plan",
    "Price",
    "Refusal",
    "Wall",
]
