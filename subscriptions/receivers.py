from functools import partial
from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction
from django.db.models import Model, QuerySet
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts.extensions import closing
from accounts.models import User
from accounts.reader import cookies, mailboxes, user_key
from accounts.signals import account_closing
from accounts.staff import audit_actor
from subscriptions import entitlements, gift_entitlements, tasks
from subscriptions.account import closing as contract_closing
from subscriptions.account import gifts
from subscriptions.billing import cancellation_requests, customers
from subscriptions.dates import period_of
from subscriptions.groups import group_seats, invitations
from subscriptions.institutions import institution_seats, lookup
from subscriptions.links import gift
from subscriptions.metering import meter, policy
from subscriptions.models import (
    Entitlement,
    FreeRead,
    Group,
    GroupSeat,
    Institution,
    InstitutionNetwork,
    InstitutionSeat,
    MeterPolicy,
    Plan,
    Price,
    Refusal,
)
from subscriptions.paywall import audit, offer


@receiver(user_logged_in)
def copy_reads_to_account(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Count the visitor's reads for the account at sign-in."""
    visitor_id = cookies.VISITOR.read(request)
    if visitor_id:
        meter.copy_to_account(
            reader_number=user.reader_number,
            visitor_id=visitor_id,
            period=period_of(timezone.now()),
        )


@receiver(email_confirmed)
def copy_reads_once_verified(
    sender: Any, request: HttpRequest, email_address: EmailAddress, **kwargs: Any
) -> None:
    # Until its address is verified, an account has the visitor's meter.
    copy_reads_to_account(sender, request=request, user=email_address.user)


@receiver(user_logged_out)
def copy_reads_to_visitor(
    sender: Any, request: HttpRequest, user: User | None, **kwargs: Any
) -> None:
    """Count the account's reads for the visitor at sign-out, which must give no new free reads."""
    visitor_id = cookies.VISITOR.read(request)
    if visitor_id and user is not None:
        at = timezone.now()
        limit = policy.current().anonymous
        number = user.reader_number
        meter.copy_to_visitor(
            reader_number=number, visitor_id=visitor_id, period=period_of(at), limit=limit, at=at
        )


@receiver(account_closing)
def delete_reads(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Delete which columns a closed account has read, but not how many, so that the meter stays."""
    copy_reads_to_visitor(sender, request=request, user=user)
    # Another account of the mailbox shares the key and its reads.
    if not mailboxes.is_shared(user):
        key = user_key(user.reader_number)
        FreeRead.objects.filter(reader_key=key).update(column=None)
        Refusal.objects.filter(reader_key=key).delete()


@receiver([post_save, post_delete], sender=Institution)
@receiver([post_save, post_delete], sender=InstitutionNetwork)
@receiver([post_save, post_delete], sender=MeterPolicy)
@receiver([post_save, post_delete], sender=Plan)
@receiver([post_save, post_delete], sender=Price)
def clear_caches(**kwargs: Any) -> None:
    """Clear the caches of this process; those of others expire within seconds."""
    policy.current.cache_clear()
    offer.lowest.cache_clear()
    lookup.current.cache_clear()


@receiver(user_logged_in)
def claim_institution_seats(sender: Any, user: User, **kwargs: Any) -> None:
    # A seat may have become free since the last sign-in.
    institution_seats.sync_reader(user, at=timezone.now())


@receiver([post_save, post_delete], sender=EmailAddress)
def sync_institution_seats(
    sender: Any, instance: EmailAddress, raw: bool = False, **kwargs: Any
) -> None:
    """Claim or free seats at institutions when a verified address comes or goes."""
    if not raw and _is_about(EmailAddress, kwargs):
        institution_seats.sync_reader(instance.user, at=timezone.now())


@receiver(post_save, sender=User)
@receiver(post_save, sender=EmailAddress)
def sync_customers(
    sender: Any, instance: User | EmailAddress, raw: bool = False, **kwargs: Any
) -> None:
    """Queue a sync of the account's new address to the provider, once verified and committed."""
    fields = kwargs.get("update_fields")
    if not raw and (fields is None or {"email", "verified", "primary"} & set(fields)):
        user_pk = instance.pk if isinstance(instance, User) else instance.user_id
        transaction.on_commit(partial(_sync_customers, user_pk), robust=True)


def _sync_customers(user_pk: int) -> None:
    for pk in customers.outdated().filter(user=user_pk).values_list("pk", flat=True):
        tasks.sync_customer_email.enqueue(pk)


@receiver([post_save, post_delete], sender=Entitlement)
def adjust_dependents(sender: Any, instance: Entitlement, raw: bool = False, **kwargs: Any) -> None:
    """Adjust the owned group and waiting gifts in the transaction that changes the entitlement.

    `billing.sync` does it itself.
    """
    if raw or not _is_about(Entitlement, kwargs):
        return
    at = timezone.now()
    if instance.source == Entitlement.Source.SUBSCRIPTION:
        group_seats.sync_owned_group(instance.user, at=at)
    gift_entitlements.reschedule_waiting(instance.user, at=at)


@closing.before_closing
def end_agreements(user: User) -> None:
    contract_closing.end_agreements(user, at=timezone.now())


@receiver(account_closing)
def delete_buyer_data(sender: Any, user: User, **kwargs: Any) -> None:
    contract_closing.delete_personal_data(user)
    cancellation_requests.erase_closed(timezone.now())


@receiver(account_closing)
def delete_gift_data(sender: Any, user: User, **kwargs: Any) -> None:
    gifts.delete_personal_data(user)


def _is_about(model: type[Model], signal: dict[str, Any]) -> bool:
    """Return whether this row itself was saved or deleted, not by the deletion of its account."""
    # An account's deletion deletes its seats and groups without our help.
    origin = signal.get("origin")
    return (
        origin is None
        or isinstance(origin, model)
        or (isinstance(origin, QuerySet) and origin.model is model)
    )


@receiver(post_delete, sender=InstitutionSeat)
@receiver(post_delete, sender=GroupSeat)
def end_entitlement(sender: Any, instance: InstitutionSeat | GroupSeat, **kwargs: Any) -> None:
    """End the entitlement and the gift links of a deleted seat, whatever deleted it."""
    at = timezone.now()
    if instance.entitlement_id is not None:
        entitlements.end(Entitlement.objects.filter(pk=instance.entitlement_id), at=at)
    if isinstance(instance, GroupSeat):
        gift.revoke_of_seat(instance, at=at)
    else:
        gift.revoke_without_entitlement(instance.user, at=at)


@receiver(pre_delete, sender=User)
def revoke_gift_links(sender: Any, instance: User, **kwargs: Any) -> None:
    """Revoke the links of a deleted account; the rows still count towards the month's quota."""
    gift.revoke_all(instance, at=timezone.now())


@receiver(account_closing)
def notify_members(sender: Any, user: User, **kwargs: Any) -> None:
    """Mail the members of a group whose owner's account is closed, after the commit."""
    group = Group.objects.filter(owner=user).first()
    if group is None:
        return
    for seat in group.group_seats.joined().exclude(user=user).select_related("user"):
        if seat.user is not None:
            transaction.on_commit(
                partial(
                    invitations.send_closed_email, seat.user.email, invitations.group_name(group)
                )
            )


@receiver(pre_save)
def store_old_values(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    if sender in audit.WATCHED and not kwargs.get("raw"):
        vars(instance)["before_change"] = audit.stored_values(instance)


@receiver(post_save)
@receiver(post_delete)
def log_paywall_change(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """Log a change of the paywall, with the staff user of the current request."""
    if sender not in audit.WATCHED or kwargs.get("raw"):
        return
    deleted = kwargs.get("signal") is post_delete
    before = audit.values_of(instance) if deleted else vars(instance).pop("before_change", {})
    after = {} if deleted else audit.values_of(instance)
    audit.log_changes(
        what=audit.WATCHED[sender],
        subject=audit.subject_of(instance),
        pk=instance.pk,
        changes=audit.changes_between(before, after),
        by=audit_actor.current_staff(),
        at=timezone.now(),
    )
