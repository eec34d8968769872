"""The staff groups and their initial permissions. Operators may change them in the admin."""

from typing import Any

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import DatabaseError

ALL = ("add", "change", "delete", "view")
LOOK = ("view",)
GROUPS: dict[str, dict[str, tuple[str, ...]]] = {
    "columnist": {
        "articles.column": ("add", "change", "view"),
        "articles.photo": ("add", "view"),
        "articles.topic": LOOK,
        "articles.series": LOOK,
    },
    "editor": {
        "articles.column": (*ALL, "see_every", "publish"),
        "articles.columnist": ALL,
        "articles.columnistlink": ALL,
        "articles.photo": ALL,
        "articles.topic": ALL,
        "articles.series": ALL,
        "articles.source": ALL,
        "articles.page": ALL,
        "articles.revision": LOOK,
        "comments.columnrule": ALL,
        "comments.comment": LOOK,
        "comments.commentpolicy": ("change", "view"),
        "comments.seriesrule": ALL,
        # Confidential submissions of readers: for editors only.
        "submissions.storyidea": ("change", "delete", "view"),
        "submissions.reply": ("view", "publish"),
        "subscriptions.paywallchange": LOOK,
        "newsletters.newsletter": ALL,
        "newsletters.issue": (*ALL, "send"),
        "newsletters.mailing": LOOK,
    },
    "moderator": {
        "articles.column": ("view", "see_every"),
        "articles.columnist": LOOK,
        "articles.topic": LOOK,
        "articles.series": LOOK,
        "articles.page": LOOK,
        "comments.appeal": LOOK,
        "comments.columnrule": ALL,
        "comments.comment": ("view", "moderate"),
        "comments.commenter": ("change", "view"),
        "comments.commentpolicy": ("change", "view"),
        "comments.legalnotice": LOOK,
        "comments.moderationact": LOOK,
        "comments.report": LOOK,
        "comments.seriesrule": LOOK,
        "comments.suspension": LOOK,
        "subscriptions.entitlement": ("explain",),
    },
    "publisher": {
        "articles.column": ("view", "see_every"),
        "articles.columnist": LOOK,
        "subscriptions.plan": ALL,
        "subscriptions.price": ALL,
        "subscriptions.pricechange": ALL,
        "subscriptions.meterpolicy": ("change", "view"),
        "subscriptions.entitlement": ("add", "change", "view", "explain"),
        "subscriptions.institution": ("add", "change", "view"),
        "subscriptions.institutionnetwork": ALL,
        "subscriptions.institutiondomain": ALL,
        "subscriptions.institutionseat": LOOK,
        "subscriptions.group": ("add", "change", "view"),
        "subscriptions.groupseat": LOOK,
        "subscriptions.metermonth": LOOK,
        "subscriptions.paywallchange": LOOK,
        "subscriptions.promotion": ALL,
        "subscriptions.subscription": ("change", "view"),
        "subscriptions.payment": ("change", "view"),
        "subscriptions.purchase": LOOK,
        "subscriptions.gift": ("change", "view"),
        "subscriptions.cancellationrequest": ("change", "view"),
        "subscriptions.donation": LOOK,
        "subscriptions.donationamount": ALL,
        "subscriptions.gatewayevent": ("change", "view"),
        "accounts.user": LOOK,
        "newsletters.newsletter": ALL,
        "newsletters.issue": (*ALL, "send"),
        "newsletters.mailing": LOOK,
        "newsletters.recipient": ("delete", "view"),
        "newsletters.suppression": ALL,
    },
}
APPS = ("accounts", "subscriptions", "articles", "newsletters", "comments", "submissions")

# By database alias, set by pre_migrate and used by post_migrate.
before_migration: dict[str, set[int] | None] = {}


def create_missing_groups(*, using: str, apps: Any) -> None:
    """Create missing groups with their permissions.

    `apps` is the migration's state, which may lack the auth tables.
    """
    try:
        group_model = apps.get_model("auth", "Group")
        permission_model = apps.get_model("auth", "Permission")
    except LookupError:
        return
    missing = set(GROUPS) - set(group_model.objects.using(using).values_list("name", flat=True))
    if missing:
        for label in APPS:
            create_permissions(installed.get_app_config(label), verbosity=0, using=using, apps=apps)
    for name in sorted(missing):
        requested = _codenames(name)
        permissions = permission_model.objects.using(using).select_related("content_type")
        granted = [each for each in permissions if _names(each) in requested]
        # In a partly migrated database some permissions are missing; create the group after the
        # last migration.
        if len(granted) == len(requested):
            group_model.objects.using(using).create(name=name).permissions.set(granted)


def existing_permissions(*, using: str, apps: Any) -> set[int] | None:
    """Return the keys of the existing permissions; None if the table does not exist yet.

    A migration that renames a permission, or moves it to another app, leaves its key.
    """
    try:
        permissions = apps.get_model("auth", "Permission").objects.using(using)
        return set(permissions.values_list("pk", flat=True))
    except (LookupError, DatabaseError):
        return None


def grant_new(before: set[int] | None, *, using: str, apps: Any) -> None:
    """Give permissions that this migration added to their groups.

    One that an operator removed is not given again.
    """
    if before is None:
        return
    for label in APPS:
        create_permissions(installed.get_app_config(label), verbosity=0, using=using, apps=apps)
    permissions = (
        apps.get_model("auth", "Permission").objects.using(using).select_related("content_type")
    )
    new = [each for each in permissions if each.pk not in before]
    if not new:
        return
    for group in apps.get_model("auth", "Group").objects.using(using).filter(name__in=GROUPS):
        requested = _codenames(group.name)
        group.permissions.add(*(each for each in new if _names(each) in requested))


def _codenames(name: str) -> set[tuple[str, str]]:
    codenames = set()
    for label, acts in GROUPS[name].items():
        app, model = label.split(".")
        codenames |= {(app, f"{act}_{model}") for act in acts}
    return codenames


def _names(permission: Any) -> tuple[str, str]:
    return permission.content_type.app_label, permission.codename
