"""Withdrawals of a reader from a plan in the last twelve months, with any account of the mailbox.

A declaration without sign-in counts once it is confirmed. Before that it may be a stranger's: it
only makes the pages ask for the consent to begin at once.
"""

from datetime import datetime

from django.db.models import Q, QuerySet

from subscriptions.models import CancellationRequest, Subscription, Withdrawal
from subscriptions.models.plan_changes import FULL_REFUND_INTERVAL, WITHDRAWAL

Kind = CancellationRequest.Kind


def has_withdrawn(
    reader_number: int | None, plan_pk: int, *, besides: Subscription | None = None, at: datetime
) -> bool:
    """Return whether a withdrawal was declared after sign-in, or confirmed.

    `besides` is a contract to leave out.
    """
    if Withdrawal.objects.of_last_year(reader_number, [plan_pk], at=at).exists():
        return True
    contracts = _contracts(reader_number, plan_pk)
    if besides is not None:
        contracts = contracts.exclude(pk=besides.pk)
    return _declared(at).filter(subscription__in=contracts).exists()


def may_have_withdrawn(reader_number: int | None, plan_pk: int, *, at: datetime) -> bool:
    """Return whether the reader has withdrawn, or a pending declaration could end a contract."""
    if has_withdrawn(reader_number, plan_pk, at=at):
        return True
    # It may be confirmed weeks later: the reader must agree now to pay for the days used.
    unconfirmed = _declared(at).filter(confirmed_at=None, resolved_at=None)
    since = at - FULL_REFUND_INTERVAL - WITHDRAWAL
    recent = _contracts(reader_number, plan_pk).filter(started_at__gt=since, withdrawal=None)
    return any(_could_end(unconfirmed, contract) for contract in recent.select_related("user"))


def is_refunded_in_full(subscription: Subscription, *, declared_at: datetime) -> bool:
    """Return whether a withdrawal declared then refunds everything.

    It does without consent to begin at once. Otherwise only the first of the mailbox and plan in a
    year does: the first that was confirmed, or declared after sign-in.
    """
    # The EU's Consumer Rights Directive, article 14 (3) and (4): nothing may be retained without
    # the buyer's express consent to begin at once.
    if not subscription.pays_until_withdrawal:
        return True
    if subscription.price is None or subscription.reader_number is None:
        return True
    plan_pks = {subscription.price.plan_id}
    if subscription.purchase is not None and subscription.purchase.price is not None:
        plan_pks.add(subscription.purchase.price.plan_id)
    others = Withdrawal.objects.of_last_year(subscription.reader_number, plan_pks, at=declared_at)
    others = others.exclude(subscription=subscription)
    own = Withdrawal.objects.filter(subscription=subscription).first()
    if own is not None:
        # By the order in which they were stored, so that a repeated refund has the same result.
        others = others.filter(pk__lt=own.pk)
    return not others.exists()


def _contracts(reader_number: int | None, plan_pk: int) -> QuerySet[Subscription]:
    of_plan = Q(price__plan=plan_pk) | Q(purchase__price__plan=plan_pk)
    contracts = Subscription.objects.filter(of_plan, reader_number=reader_number)
    return contracts.exclude(end_reason=Subscription.EndReason.DUPLICATE)


def _declared(at: datetime) -> QuerySet[CancellationRequest]:
    """Select declarations without sign-in of the last twelve months, confirmed or not."""
    return CancellationRequest.objects.filter(
        kind=Kind.WITHDRAW, received_at__gt=at - FULL_REFUND_INTERVAL, received_at__lte=at
    )


def _could_end(requests: QuerySet[CancellationRequest], contract: Subscription) -> bool:
    if contract.user is None:
        return False
    addresses = {contract.user.email, *contract.user.verified_addresses()}
    in_time = requests.filter(
        received_at__gte=contract.started_at, received_at__lt=contract.started_at + WITHDRAWAL
    )
    return in_time.filter(email__in=addresses).exists()
