from subscriptions.models.cancellation_requests import CancellationRequest
from subscriptions.models.desk_log import DeskLogEntry
from subscriptions.models.donations import Donation, DonationAmount
from subscriptions.models.email_links import EmailLink, EmailLinkDevice
from subscriptions.models.entitlements import Entitlement
from subscriptions.models.gift_links import GiftLink, GiftLinkDevice
from subscriptions.models.gifts import Gift
from subscriptions.models.groups import Group, GroupSeat
from subscriptions.models.institutions import (
    Institution,
    InstitutionDomain,
    InstitutionNetwork,
    InstitutionSeat,
)
from subscriptions.models.meter import FreeRead, MeterMonth, NetworkArrivals, Refusal
from subscriptions.models.payments import GatewayEvent, Payment
from subscriptions.models.paywall_changes import PaywallChange
from subscriptions.models.plan_changes import CancellationReason, PlanChange, Withdrawal
from subscriptions.models.plans import Plan, Price
from subscriptions.models.policy import MeterPolicy, Wall
from subscriptions.models.preview_links import PreviewLink
from subscriptions.models.price_changes import PriceAnswer, PriceChange
from subscriptions.models.purchases import Promotion, PromotionUse, Purchase
from subscriptions.models.sandbox import SandboxRecord
from subscriptions.models.subscriptions import Customer, Subscription

__all__ = [
    "CancellationReason",
    "CancellationRequest",
    "Customer",
    "DeskLogEntry",
    "Donation",
    "DonationAmount",
    "EmailLink",
    "EmailLinkDevice",
    "Entitlement",
    "FreeRead",
    "GatewayEvent",
    "Gift",
    "GiftLink",
    "GiftLinkDevice",
    "Group",
    "GroupSeat",
    "Institution",
    "InstitutionDomain",
    "InstitutionNetwork",
    "InstitutionSeat",
    "MeterMonth",
    "MeterPolicy",
    "NetworkArrivals",
    "Payment",
    "PaywallChange",
    "Plan",
    "PlanChange",
    "PreviewLink",
    "Price",
    "PriceAnswer",
    "PriceChange",
    "Promotion",
    "PromotionUse",
    "Purchase",
    "Refusal",
    "SandboxRecord",
    "Subscription",
    "Wall",
    "Withdrawal",
]
