"""Suspend a reader from commenting, and lift the suspension early."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from comments.models import Commenter, ModerationAct, Suspension
from comments.moderation.actions import ModerationError, refuse_own_case

Act = ModerationAct.Act


@transaction.atomic
def suspend(commenter: Commenter, *, days: int, words: str, by: User, at: datetime) -> Suspension:
    """Suspend a reader. Replaces an active suspension."""
    refuse_own_case(commenter, by)
    # Lock the reader, so that two moderators cannot both add a suspension.
    commenter = Commenter.objects.select_for_update().get(pk=commenter.pk)
    Suspension.objects.of_reader(commenter.user).in_force(at).update(lifted_at=at)
    ends_at = at + timedelta(days=days)
    suspension = Suspension.objects.create(
        commenter=commenter, starts_at=at, ends_at=ends_at, why=words, by=by
    )
    ModerationAct.objects.create(
        commenter=commenter, by=by, act=Act.SUSPEND, words=words, done_at=at
    )
    return suspension


@transaction.atomic
def lift(commenter: Commenter, *, words: str, by: User, at: datetime) -> None:
    refuse_own_case(commenter, by)
    if not Suspension.objects.of_reader(commenter.user).in_force(at).update(lifted_at=at):
        raise ModerationError("No suspension is in force.")
    ModerationAct.objects.create(commenter=commenter, by=by, act=Act.LIFT, words=words, done_at=at)
