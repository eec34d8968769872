"""`migrate` alone gives the four groups; later migrations leave an operator's changes alone."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from desk import permissions
from desk.permissions import GROUPS

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.promise(
        "A new permission reaches existing groups; a removed one stays removed",
        section="desk",
    ),
]


@pytest.mark.promise("The staff groups exist after `migrate`", section="desk")
def test_the_groups_are_there_after_migrate() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == {
        "columnist",
        "editor",
        "moderator",
        "publisher",
    }
    assert all(group.permissions.exists() for group in Group.objects.all())


@pytest.mark.parametrize(
    ("group", "codename", "has_it"),
    [
        ("columnist", "change_column", True),
        ("columnist", "publish_column", False),
        ("columnist", "see_every_column", False),
        ("editor", "publish_column", True),
        ("editor", "change_meterpolicy", False),
        ("moderator", "view_column", True),
        ("moderator", "change_column", False),
        ("publisher", "change_meterpolicy", True),
        ("publisher", "change_column", False),
        ("publisher", "change_user", False),
    ],
)
def test_what_a_group_may(group: str, codename: str, has_it: bool) -> None:
    assert Group.objects.get(name=group).permissions.filter(codename=codename).exists() is has_it


def test_an_operators_change_outlives_the_next_migration() -> None:
    editors = Group.objects.get(name="editor")
    editors.permissions.remove(Permission.objects.get(codename="delete_column"))
    call_command("migrate", verbosity=0)
    assert not editors.permissions.filter(codename="delete_column").exists()


def test_a_group_that_was_deleted_comes_back_whole() -> None:
    Group.objects.get(name="columnist").delete()
    call_command("migrate", verbosity=0)
    granted = sum(len(acts) for acts in GROUPS["columnist"].values())
    assert Group.objects.get(name="columnist").permissions.count() == granted


def test_a_permission_that_a_migration_brings_reaches_the_groups_meant_to_have_it() -> None:
    """A site from before it: neither the permission nor the grant is there."""
    Permission.objects.get(codename="explain_entitlement").delete()
    Group.objects.get(name="moderator").permissions.remove(
        Permission.objects.get(codename="view_topic")
    )
    call_command("migrate", verbosity=0)
    having = Group.objects.filter(permissions__codename="explain_entitlement").values_list(
        "name", flat=True
    )
    assert sorted(having) == ["moderator", "publisher"]
    taken = Group.objects.get(name="moderator").permissions.filter(codename="view_topic")
    assert not taken.exists(), "What an operator took away stays away."


def test_a_permission_that_a_migration_renames_is_not_granted_again() -> None:
    editors = Group.objects.get(name="editor")
    permission = Permission.objects.get(codename="delete_column")
    editors.permissions.remove(permission)
    Permission.objects.filter(pk=permission.pk).update(codename="delete_piece")
    before = permissions.existing_permissions(using="default", apps=apps)
    Permission.objects.filter(pk=permission.pk).update(codename="delete_column")
    permissions.grant_new(before, using="default", apps=apps)
    assert not editors.permissions.filter(codename="delete_column").exists()
