"""Tests that the columnist form reveals no account to staff who may not see readers."""

import pytest
from django.contrib.auth.models import Permission

from accounts.models import User
from articles.models import Columnist
from tests.cast import MakeReader, Person

pytestmark = pytest.mark.promise("Editors cannot read the address of an account", section="desk")


def form_data(user: User) -> dict[str, str]:
    links = {"links-TOTAL_FORMS": "0", "links-INITIAL_FORMS": "0"}
    return {"name": "Ada", "slug": "ada", "default_wall": "metered", "user": str(user.pk), **links}


@pytest.fixture
def reader(make_reader: MakeReader) -> User:
    user = make_reader("secret")
    User.objects.filter(pk=user.pk).update(name="")
    return user


@pytest.mark.parametrize("name", ["Ada", ""])
def test_an_editor_links_no_account(editor: Person, reader: User, name: str) -> None:
    columnist = Columnist.objects.create(name="Ada", slug="ada")
    path = f"/admin/articles/columnist/{columnist.pk}/change/"
    for address in (path, "/admin/articles/columnist/add/"):
        answer = editor.client.post(
            address, {**form_data(reader), "name": name, "slug": f"ada{len(address)}"}
        )
        assert reader.email not in answer.content.decode()
    for address in (path, "/admin/articles/columnist/"):
        assert reader.email not in editor.client.get(address).content.decode()
    assert not Columnist.objects.filter(user=reader).exists()
    # The other fields are saved.
    assert Columnist.objects.exclude(slug="ada").count() == (2 if name else 0)


def test_an_editor_leaves_the_linked_account(
    editor: Person, columnist: Person, reader: User
) -> None:
    linked = Columnist.objects.get(user=columnist.user)
    editor.client.post(f"/admin/articles/columnist/{linked.pk}/change/", form_data(reader))
    linked.refresh_from_db()
    assert (linked.name, linked.user) == ("Ada", columnist.user)


def test_staff_who_may_see_readers_link_accounts(editor: Person, reader: User) -> None:
    editor.user.user_permissions.add(Permission.objects.get(codename="view_user"))
    columnist = Columnist.objects.create(name="Ada", slug="ada")
    editor.client.post(f"/admin/articles/columnist/{columnist.pk}/change/", form_data(reader))
    columnist.refresh_from_db()
    assert columnist.user == reader
