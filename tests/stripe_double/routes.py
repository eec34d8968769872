"""Which address does what, and which of the SDK's parameter types it takes."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from stripe import params as sdk

from tests.stripe_double import (
    catalog,
    checkout,
    customers,
    list_filters,
    portal,
    refunds,
    schedules,
    subscription_changes,
    subscription_start,
)
from tests.stripe_double.errors import StripeError
from tests.stripe_double.expansion import expanded
from tests.stripe_double.form_encoding import Params
from tests.stripe_double.pagination import page
from tests.stripe_double.shapes import StripeObject
from tests.stripe_double.store import Store

Act = Callable[..., StripeObject | list[StripeObject]]
EVERYWHERE = frozenset(("expand", "limit", "starting_after", "ending_before", "created"))


@dataclass(frozen=True)
class Route:
    """An address; `understood` are the parameters it acts upon, beyond which it says so instead of
    ignoring them.
    """

    method: str
    pattern: re.Pattern[str]
    kind: Any
    act: Act
    understood: frozenset[str]

    def answer(
        self, store: Store, path: str, params: Params, names: tuple[str, ...]
    ) -> StripeObject:
        beyond = set(params) - self.understood - EVERYWHERE
        if beyond:
            raise StripeError(
                f"The tests' Stripe does not act upon {', '.join(sorted(beyond))} yet.", status=501
            )
        done = self.act(store, params, *names)
        visible = page(done, params, path) if isinstance(done, list) else done
        return expanded(store, visible, params.get("expand", []))


def route(method: str, address: str, kind: Any, act: Act, understood: str = "") -> Route:
    pattern = re.compile("^/v1/" + address.replace("{}", "([^/]+)") + "$")
    return Route(method, pattern, kind, act, frozenset(understood.split()))


def retrieval(kind: str) -> Act:
    def retrieve(store: Store, params: Params, name: str) -> StripeObject:
        return store.get(kind, name)

    return retrieve


METADATA = "metadata active name description"
ROUTES = (
    route(
        "POST",
        "customers",
        sdk.CustomerCreateParams,
        customers.create_customer,
        customers.CREATED_WITH,
    ),
    route("GET", "customers", sdk.CustomerListParams, list_filters.customers, "email"),
    route("GET", "customers/{}", sdk.CustomerRetrieveParams, customers.retrieve_customer),
    route(
        "POST",
        "customers/{}",
        sdk.CustomerUpdateParams,
        customers.update_customer,
        customers.CREATED_WITH,
    ),
    route("DELETE", "customers/{}", sdk.CustomerDeleteParams, subscription_changes.delete_customer),
    route("POST", "products", sdk.ProductCreateParams, catalog.create_product, catalog.PRODUCT),
    route("GET", "products", sdk.ProductListParams, list_filters.products, "active ids"),
    route("GET", "products/{}", sdk.ProductRetrieveParams, retrieval("product")),
    route("POST", "products/{}", sdk.ProductUpdateParams, catalog.update_product, catalog.PRODUCT),
    route("POST", "prices", sdk.PriceCreateParams, catalog.create_price, catalog.PRICE),
    route(
        "GET",
        "prices",
        sdk.PriceListParams,
        list_filters.prices,
        "active product type currency lookup_keys",
    ),
    route("GET", "prices/{}", sdk.PriceRetrieveParams, retrieval("price")),
    route("POST", "prices/{}", sdk.PriceUpdateParams, catalog.update_price, catalog.PRICE),
    route("POST", "coupons", sdk.CouponCreateParams, catalog.create_coupon, catalog.COUPON),
    route("GET", "coupons", sdk.CouponListParams, list_filters.coupons),
    route("GET", "coupons/{}", sdk.CouponRetrieveParams, retrieval("coupon")),
    route("POST", "coupons/{}", sdk.CouponUpdateParams, catalog.update_coupon, "metadata name"),
    route("DELETE", "coupons/{}", sdk.CouponDeleteParams, catalog.delete_coupon),
    route(
        "POST",
        "promotion_codes",
        sdk.PromotionCodeCreateParams,
        catalog.create_promotion_code,
        catalog.CODE,
    ),
    route(
        "GET",
        "promotion_codes",
        sdk.PromotionCodeListParams,
        list_filters.promotion_codes,
        "active customer code coupon",
    ),
    route(
        "GET", "promotion_codes/{}", sdk.PromotionCodeRetrieveParams, retrieval("promotion_code")
    ),
    route(
        "POST",
        "promotion_codes/{}",
        sdk.PromotionCodeUpdateParams,
        catalog.update_promotion_code,
        METADATA,
    ),
    route(
        "POST",
        "checkout/sessions",
        sdk.checkout.SessionCreateParams,
        checkout.create_session,
        checkout.UNDERSTOOD,
    ),
    route(
        "GET",
        "checkout/sessions",
        sdk.checkout.SessionListParams,
        list_filters.sessions,
        list_filters.SESSIONS,
    ),
    route(
        "GET",
        "checkout/sessions/{}",
        sdk.checkout.SessionRetrieveParams,
        retrieval("checkout.session"),
    ),
    route(
        "POST",
        "checkout/sessions/{}",
        sdk.checkout.SessionUpdateParams,
        checkout.update_session,
        "metadata",
    ),
    route(
        "POST",
        "checkout/sessions/{}/expire",
        sdk.checkout.SessionExpireParams,
        checkout.expire_session,
    ),
    route(
        "GET",
        "checkout/sessions/{}/line_items",
        sdk.checkout.SessionListLineItemsParams,
        checkout.session_lines,
    ),
    route(
        "POST",
        "payment_methods/{}/attach",
        sdk.PaymentMethodAttachParams,
        subscription_start.attach,
        "customer",
    ),
    route(
        "POST",
        "subscriptions",
        sdk.SubscriptionCreateParams,
        subscription_start.create,
        subscription_start.UNDERSTOOD,
    ),
    route(
        "GET",
        "subscriptions",
        sdk.SubscriptionListParams,
        list_filters.subscriptions,
        "customer status price",
    ),
    route("GET", "subscriptions/{}", sdk.SubscriptionRetrieveParams, retrieval("subscription")),
    route(
        "POST",
        "subscriptions/{}",
        sdk.SubscriptionUpdateParams,
        subscription_changes.update,
        subscription_changes.UNDERSTOOD,
    ),
    route(
        "DELETE",
        "subscriptions/{}",
        sdk.SubscriptionCancelParams,
        subscription_changes.cancel,
        "cancellation_details",
    ),
    route(
        "POST",
        "subscription_schedules",
        sdk.SubscriptionScheduleCreateParams,
        schedules.create,
        "from_subscription",
    ),
    route(
        "GET",
        "subscription_schedules/{}",
        sdk.SubscriptionScheduleRetrieveParams,
        retrieval("subscription_schedule"),
    ),
    route(
        "POST",
        "subscription_schedules/{}",
        sdk.SubscriptionScheduleUpdateParams,
        schedules.update,
        schedules.UNDERSTOOD,
    ),
    route(
        "POST",
        "subscription_schedules/{}/release",
        sdk.SubscriptionScheduleReleaseParams,
        schedules.release,
    ),
    route(
        "GET",
        "invoices",
        sdk.InvoiceListParams,
        list_filters.invoices,
        "customer status subscription collection_method",
    ),
    route("GET", "invoices/{}", sdk.InvoiceRetrieveParams, retrieval("invoice")),
    route("POST", "invoices/{}/pay", sdk.InvoicePayParams, subscription_changes.pay_invoice),
    route(
        "GET",
        "invoice_payments",
        sdk.InvoicePaymentListParams,
        list_filters.invoice_payments,
        "invoice status payment",
    ),
    route(
        "GET", "invoice_payments/{}", sdk.InvoicePaymentRetrieveParams, retrieval("invoice_payment")
    ),
    route(
        "GET",
        "payment_intents",
        sdk.PaymentIntentListParams,
        list_filters.payment_intents,
        "customer",
    ),
    route(
        "GET",
        "payment_intents/{}",
        sdk.PaymentIntentRetrieveParams,
        retrieval("payment_intent"),
        "client_secret",
    ),
    route(
        "GET",
        "payment_methods",
        sdk.PaymentMethodListParams,
        list_filters.payment_methods,
        "customer type",
    ),
    route(
        "GET", "payment_methods/{}", sdk.PaymentMethodRetrieveParams, retrieval("payment_method")
    ),
    route("GET", "charges", sdk.ChargeListParams, list_filters.charges, "customer payment_intent"),
    route("GET", "charges/{}", sdk.ChargeRetrieveParams, retrieval("charge")),
    route(
        "POST",
        "refunds",
        sdk.RefundCreateParams,
        refunds.create,
        "charge payment_intent amount reason metadata",
    ),
    route("GET", "refunds", sdk.RefundListParams, list_filters.refunds, "charge payment_intent"),
    route("GET", "refunds/{}", sdk.RefundRetrieveParams, retrieval("refund")),
    route("GET", "disputes", sdk.DisputeListParams, list_filters.disputes, "charge payment_intent"),
    route("GET", "disputes/{}", sdk.DisputeRetrieveParams, retrieval("dispute")),
    route("POST", "disputes/{}/close", sdk.DisputeCloseParams, refunds.accept_dispute),
    route(
        "POST",
        "billing_portal/sessions",
        sdk.billing_portal.SessionCreateParams,
        portal.create,
        portal.UNDERSTOOD,
    ),
    route("GET", "events", sdk.EventListParams, list_filters.events, "type types"),
    route("GET", "events/{}", sdk.EventRetrieveParams, retrieval("event")),
)


def find(method: str, path: str) -> tuple[Route, tuple[str, ...]]:
    for one in ROUTES:
        match = one.pattern.match(path)
        if match and one.method == method:
            return one, match.groups()
    raise StripeError(f"Unrecognized request URL ({method}: {path}).", status=404)
