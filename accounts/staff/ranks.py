"""Which staff may manage which accounts."""

from django.contrib.auth.models import AnonymousUser, Permission
from django.db.models import Q, QuerySet

from accounts.models import User


def may_manage(staff: User | AnonymousUser, other: User) -> bool:
    """Return whether a staff user has every permission of the other account.

    Changing its address, password or second factor is enough to sign in to it.
    """
    if staff.is_superuser or other.is_superuser:
        return staff.is_superuser
    return not _granted(other).exclude(pk__in=_granted(staff)).exists()


def _granted(user: User | AnonymousUser) -> QuerySet[Permission]:
    # get_all_permissions() returns nothing for inactive accounts, which may become active again.
    return Permission.objects.filter(Q(user=user.pk) | Q(group__user=user.pk))
