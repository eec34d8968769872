from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts import visitor
from accounts.models import User
from accounts.reader import user_key
from accounts.signals import account_closing
from subscriptions import meter, networks, offers, policy
from subscriptions.models import FreeRead, Institution, InstitutionNetwork, MeterPolicy, Plan, Price, Refusal
from subscriptions.periods import period_of


@receiver(user_logged_in)
def adopt_visitor_reads(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """One meter at sign-in: what was read before counts for the account."""
    visitor_id = visitor.read(request)
    if visitor_id:
        meter.adopt(user_pk=user.pk, visitor_id=visitor_id, period=period_of(timezone.now()))


@receiver(email_confirmed)
def adopt_once_verified(sender: Any, request: HttpRequest, email_address: EmailAddress, **kwargs: Any) -> None:
    """Until its address is verified a signed-in account reads as a visitor."""
    adopt_visitor_reads(sender, request=request, user=email_address.user)


@receiver(user_logged_out)
def hand_back_reads(sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    """One meter at sign-out: signing out gives nothing back."""
    visitor_id = visitor.read(request)
    if visitor_id and user is not None:
        at = timezone.now()
        limit = policy.current().anonymous
        meter.hand_back(user_pk=user.pk, visitor_id=visitor_id, period=period_of(at), limit=limit, at=at)


@receiver(account_closing)
def forget_reads(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Closing an account gives nothing back either."""
    hand_back_reads(sender, request=request, user=user)
    for rows in (FreeRead.objects, Refusal.objects):
        rows.filter(reader_key=user_key(user.pk)).delete()


@receiver([post_save, post_delete], sender=Institution)
@receiver([post_save, post_delete], sender=InstitutionNetwork)
@receiver([post_save, post_delete], sender=MeterPolicy)
@receiver([post_save, post_delete], sender=Plan)
@receiver([post_save, post_delete], sender=Price)
def look_again(**kwargs: Any) -> None:
    """This process follows at once; the others within seconds."""
    policy.forget()
    offers.forget()
    networks.forget()
