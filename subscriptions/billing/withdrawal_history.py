"""Whether a reader has withdrawn from a plan in the last twelve months, with any account of the mailbox."""

from datetime import datetime

from django.db.models import Q, QuerySet

from subscriptions.models import CancellationRequest, Subscription, Withdrawal
from subscriptions.models.plan_changes import FULL_REFUND_INTERVAL, WITHDRAWAL

Kind = CancellationRequest.Kind


def has_withdrawn(
    reader_number: int | None, plan_pk: int, *, besides: Subscription | None = None, at: datetime
) -> bool:
    """Return whether a withdrawal was declared, carried out or not. `besides` is a contract to leave out."""
    if Withdrawal.objects.of_last_year(reader_number, plan_pk, at=at).exists():
        return True
    of_plan = Q(price__plan=plan_pk) | Q(purchase__price__plan=plan_pk)
    contracts = Subscription.objects.filter(of_plan, reader_number=reader_number)
    contracts = contracts.exclude(end_reason=Subscription.EndReason.DUPLICATE)
    return _has_declared(contracts.exclude(pk=besides.pk) if besides else contracts, at)


def _has_declared(contracts: QuerySet[Subscription], at: datetime) -> bool:
    """Return whether a withdrawal from one of the contracts was declared without sign-in, even if unconfirmed."""
    declared = CancellationRequest.objects.filter(
        kind=Kind.WITHDRAW, received_at__gt=at - FULL_REFUND_INTERVAL, received_at__lte=at
    )
    if declared.filter(subscription__in=contracts).exists():
        return True
    # A declaration can be confirmed weeks later: the reader must not get a second full refund by delaying it.
    unconfirmed = declared.filter(confirmed_at=None, resolved_at=None)
    recent = contracts.filter(started_at__gt=at - FULL_REFUND_INTERVAL - WITHDRAWAL, withdrawal=None).select_related(
        "user"
    )
    return any(_could_end(unconfirmed, contract) for contract in recent)


def _could_end(requests: QuerySet[CancellationRequest], contract: Subscription) -> bool:
    if contract.user is None:
        return False
    in_time = {"received_at__gte": contract.started_at, "received_at__lt": contract.started_at + WITHDRAWAL}
    return requests.filter(email__in={contract.user.email, *contract.user.verified_addresses()}, **in_time).exists()
