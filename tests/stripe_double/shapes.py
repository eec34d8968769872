"""Objects as Stripe answers them: every field that the SDK's classes call optional is there, empty,
unless absent.
"""

from typing import Any, get_args

import stripe

StripeObject = dict[str, Any]

CLASSES: dict[str, Any] = {
    "billing_portal.session": stripe.billing_portal.Session,
    "charge": stripe.Charge,
    "checkout.session": stripe.checkout.Session,
    "coupon": stripe.Coupon,
    "customer": stripe.Customer,
    "discount": stripe.Discount,
    "dispute": stripe.Dispute,
    "event": stripe.Event,
    "invoice": stripe.Invoice,
    "invoice_payment": stripe.InvoicePayment,
    "item": stripe.LineItem,
    "line_item": stripe.InvoiceLineItem,
    "payment_intent": stripe.PaymentIntent,
    "payment_method": stripe.PaymentMethod,
    "plan": stripe.Plan,
    "price": stripe.Price,
    "product": stripe.Product,
    "promotion_code": stripe.PromotionCode,
    "refund": stripe.Refund,
    "subscription": stripe.Subscription,
    "subscription_item": stripe.SubscriptionItem,
    "subscription_schedule": stripe.SubscriptionSchedule,
}
# Left out where they do not apply, or shown only when asked for with `expand`.
ABSENT = {
    "billing_portal.session": "after_expiration",
    "charge": "authorization_code level3 presentment_details radar_options transfer refunds",
    "checkout.session": (
        """allowed_payment_method_types branding_settings excluded_payment_method_types line_items
        name_collection optional_items presentment_details redirect_on_completion return_url tax_id_collection"""
    ),
    "coupon": "applies_to currency_options",
    "customer": (
        """business_name cash_balance customer_account individual_name invoice_credit_balance sources
        subscriptions tax tax_ids"""
    ),
    "dispute": "intended_submission_method network_reason_code",
    "event": "account context",
    "invoice": (
        "amount_paid_off_stripe confirmation_secret payments status_details threshold_reason"
    ),
    "item": "discounts taxes",
    "payment_intent": (
        "allowed_payment_method_types hooks payment_details payment_record presentment_details"
    ),
    "payment_method": "radar_options",
    "plan": "tiers",
    "price": "currency_options tiers",
    "product": "tax_details",
    "refund": (
        """description failure_balance_transaction failure_reason instructions_email next_action
        pending_reason presentment_details"""
    ),
    "subscription": "presentment_details status_details",
    "subscription_item": "billed_until current_trial",
}
PAYMENT_METHOD = ("allow_redisplay", "customer", "customer_account", "metadata")
NO_ADDRESS = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))


def may_be_empty(hint: Any) -> bool:
    return type(None) in get_args(hint)


def blank(kind: str) -> StripeObject:
    """The object's optional fields, all None."""
    absent = {*ABSENT.get(kind, "").split(), "deleted", "OBJECT_NAME"}
    hints = CLASSES[kind].__annotations__
    names = [name for name, hint in hints.items() if name not in absent and may_be_empty(hint)]
    return dict.fromkeys(
        name for name in names if kind != "payment_method" or name in PAYMENT_METHOD
    )


def shaped(kind: str, **values: Any) -> StripeObject:
    given = {"object": kind, "livemode": False, **values}
    if "livemode" not in CLASSES[kind].__annotations__:
        del given["livemode"]
    return {**blank(kind), **given}


def listed(items: list[StripeObject], url: str) -> StripeObject:
    return {"object": "list", "data": items, "has_more": False, "url": url}
