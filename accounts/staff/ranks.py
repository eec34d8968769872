"""Which staff may manage which accounts."""

from django.contrib.auth.models import AnonymousUser, Permission
from django.db.models import Q, QuerySet

from accounts.models import User


def may_manage(staff: User | AnonymousUser, other: User) -> bool:
    """Return whether a staff user has every permission of the other account.

    Whoever can change its address, password or second factor can sign in to it.
    """
    if staff.is_superuser or other.is_superuser:
        return staff.is_superuser
    return not _granted(other).exclude(pk__in=_granted(staff)).exists()


def _granted(user: User | AnonymousUser) -> QuerySet[Permission]:
    # Unlike get_all_permissions, also those of inactive accounts: they can be made active again.
    return Permission.objects.filter(Q(user=user.pk) | Q(group__user=user.pk))
