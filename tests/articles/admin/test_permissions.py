"""Tests of staff permissions for one column."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser, Permission

from accounts.models import User
from articles import permissions
from articles.models import Column, Columnist
from tests.cast import NOON, MakeColumn, Person

State = Column.State
BEFORE, AFTER = (State.DRAFT, State.IN_REVIEW), (State.APPROVED, State.PUBLISHED, State.WITHDRAWN)


@pytest.fixture
def in_state(columnist: Person, make_column: MakeColumn) -> Callable[..., Column]:
    """Return a function in_state(state, own=True) that makes a column of the columnist or of
    somebody else.
    """

    def make(state: str, own: bool = True) -> Column:
        by = (Columnist.objects.get(user=columnist.user),) if own else ()
        printed = state in {State.PUBLISHED, State.WITHDRAWN}
        return make_column(state=state, columnists=by, published_at=NOON if printed else None)

    return make


def allow(user: User, *names: str) -> User:
    """Return the account with exactly these permissions, without Django's permission cache."""
    user.user_permissions.set(
        Permission.objects.filter(content_type__app_label="articles", codename__in=names)
    )
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("state", State.values)
def test_a_columnist_writes_own_columns_until_they_are_approved(
    state: str, columnist: Person, in_state: Callable[..., Column]
) -> None:
    own, other = in_state(state), in_state(state, own=False)
    assert permissions.may_change(columnist.user, own) is (state in BEFORE)
    assert permissions.has_lost_edit_permission(columnist.user, own) is (state in AFTER)
    assert not permissions.may_change(columnist.user, other)
    assert not permissions.has_lost_edit_permission(columnist.user, other)


@pytest.mark.parametrize("state", State.values)
def test_to_have_written_takes_the_permission_to_write(
    state: str,
    registered: Person,
    moderator: Person,
    editor: Person,
    in_state: Callable[..., Column],
) -> None:
    column = in_state(state, own=False)
    Columnist.objects.create(name="Once", slug="once", user=registered.user)
    column.bylines.create(columnist=registered.user.columnist)
    for user in (registered.user, moderator.user, editor.user):
        assert not permissions.has_lost_edit_permission(user, column)
    assert not permissions.may_change(registered.user, column)
    assert not permissions.may_change(moderator.user, column)
    assert permissions.may_change(editor.user, column)


@pytest.mark.parametrize("state", State.values)
def test_only_what_never_appeared_is_deleted(
    state: str, columnist: Person, registered: Person, in_state: Callable[..., Column]
) -> None:
    own, other = in_state(state), in_state(state, own=False)
    writer = allow(columnist.user, "delete_column")
    assert permissions.may_delete(writer, own) is (state in BEFORE)
    assert not permissions.may_delete(writer, other)
    everything = allow(
        registered.user, "delete_column", "change_column", "publish_column", "see_every_column"
    )
    never_printed = state not in {State.PUBLISHED, State.WITHDRAWN}
    assert permissions.may_delete(everything, other) is never_printed
    other.published_at = NOON
    assert not permissions.may_delete(everything, other)
    other.published_at = None
    for missing in ("delete_column", "change_column"):
        left = {"delete_column", "change_column", "publish_column", "see_every_column"} - {missing}
        assert not permissions.may_delete(allow(registered.user, *left), other)


def test_whose_name_a_columnist_writes_under(columnist: Person, editor: Person) -> None:
    Columnist.objects.create(name="Nobody's account", slug="nobodys")
    assert permissions.columnist_of(columnist.user) == Columnist.objects.get(slug="columnist")
    assert permissions.columnist_of(editor.user) is None
    assert permissions.columnist_of(AnonymousUser()) is None
    assert permissions.columnist_of(User()) is None


def test_the_desk_shows_no_column_to_somebody_without_an_account(make_column: MakeColumn) -> None:
    first = Columnist.objects.create(
        name="First", slug="first", user=User.objects.create(pk=1, email="first@a.example")
    )
    column = make_column(state=State.DRAFT, columnists=(first,))
    assert list(permissions.columns_of(first.user or User())) == [column]
    assert not permissions.columns_of(AnonymousUser()).exists()
