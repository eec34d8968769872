from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client

from accounts.models import User
from articles.models import Column, Columnist
from comments.models import Comment
from comments.threads.posting import role_of
from subscriptions.models import Wall
from tests.cast import DAY, NOON, PASSWORD, MakeColumn, MakeReader, Person, sign_in_recently

pytestmark = pytest.mark.promise(
    "`STAFF_MFA=1` requires a second factor for the desk, also at its own sign-in page",
    section="accounts",
)


SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_now() -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(SECRET, counter)))


@pytest.fixture
def staff_mfa(settings: Any) -> None:
    settings.STAFF_MFA = True


def sign_in_to_desk(client: Client, user: User) -> str:
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0].startswith("/accounts/login/")
    answer = client.post(
        "/accounts/login/", {"login": user.email, "password": PASSWORD, "next": "/admin/"}
    )
    return str(answer.headers["Location"])


def test_the_desk_signs_in_where_readers_do(editor: Person) -> None:
    client = Client()
    assert sign_in_to_desk(client, editor.user) == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_the_desks_own_form_guesses_nothing(editor: Person) -> None:
    client = Client()
    answer = client.post("/admin/login/", {"username": editor.user.email, "password": PASSWORD})
    assert answer.status_code == 302
    assert client.get("/admin/").status_code == 302


def test_admin_sign_in_has_the_same_rate_limits(editor: Person) -> None:
    for _ in range(5):
        Client().post(
            "/accounts/login/", {"login": editor.user.email, "password": "wrong", "next": "/admin/"}
        )
    page = Client().post(
        "/accounts/login/", {"login": editor.user.email, "password": PASSWORD, "next": "/admin/"}
    )
    assert "Too many attempts." in page.content.decode()


def test_readers_cannot_enter_the_desk(registered: Person) -> None:
    assert registered.client.get("/admin/login/").status_code == 403


def test_without_the_setting_a_password_is_enough(editor: Person) -> None:
    assert editor.client.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/articles/column/add/", "/admin/accounts/user/", "/admin/login/"]
)
def test_with_it_staff_set_one_up_first(editor: Person, staff_mfa: None, path: str) -> None:
    answer = editor.client.get(path, follow=True)
    assert answer.redirect_chain == [("/accounts/2fa/", 302)]
    assert "The desk asks for a second factor." in answer.content.decode()


def test_with_it_readers_and_the_site_go_on_as_before(
    registered: Person, editor: Person, staff_mfa: None
) -> None:
    assert registered.client.get("/account/").status_code == 200
    assert editor.client.get("/account/").status_code == 200
    assert editor.client.post("/admin/logout/").headers["Location"] == "/"


def test_staff_with_a_second_factor_enter_with_it(editor: Person, staff_mfa: None) -> None:
    TOTP.activate(editor.user, SECRET)
    RecoveryCodes.activate(editor.user)
    assert Authenticator.objects.filter(user=editor.user).count() == 2
    client = Client()
    assert sign_in_to_desk(client, editor.user) == "/accounts/2fa/authenticate/"
    assert client.get("/admin/").status_code == 302

    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "That isn’t the code." in wrong.content.decode()
    response = client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert response.headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


@pytest.mark.promise("Recovery codes alone are no second factor", section="accounts")
@pytest.mark.parametrize("kind", ["totp", "webauthn"])
@pytest.mark.parametrize("way", ["page", "list"])
def test_a_factor_deleted_at_the_desk_takes_the_recovery_codes_along(
    editor: Person, make_reader: MakeReader, settings: Any, kind: str, way: str
) -> None:
    factor = Authenticator.objects.create(
        user=editor.user, type=kind, data={"secret": SECRET, "name": "Key"}
    )
    RecoveryCodes.activate(editor.user)
    chief = Client()
    chief.force_login(make_reader("chief", is_staff=True, is_superuser=True))
    sign_in_recently(chief)
    if way == "page":
        chief.post(f"/admin/mfa/authenticator/{factor.pk}/delete/", {"post": "yes"})
    else:
        marked = {"action": "delete_selected", "_selected_action": [factor.pk], "post": "yes"}
        chief.post("/admin/mfa/authenticator/", marked)
    assert not Authenticator.objects.filter(user=editor.user).exists()
    settings.STAFF_MFA = True
    assert editor.client.get("/admin/").headers["Location"] == "/accounts/2fa/"


def test_with_two_factors_the_recovery_codes_stay(editor: Person) -> None:
    TOTP.activate(editor.user, SECRET)
    RecoveryCodes.activate(editor.user)
    passkey = Authenticator.objects.create(user=editor.user, type="webauthn", data={})
    passkey.delete()
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"totp", "recovery_codes"}


@pytest.mark.promise("Recovery codes alone are no second factor", section="accounts")
def test_recovery_codes_alone_open_neither_desk_nor_drafts(
    editor: Person, make_column: MakeColumn, staff_mfa: None
) -> None:
    RecoveryCodes.activate(editor.user)
    assert editor.client.get("/admin/").headers["Location"] == "/accounts/2fa/"
    assert not editor.user.has_perm("articles.view_column")
    assert not seen(editor, make_column(state=Column.State.DRAFT, published_at=None))


def seen(person: Person, column: Column) -> bool:
    answer = person.reads(column)
    return answer.status_code == 200 and "word5x39" in answer.content.decode()


@pytest.mark.promise(
    "STAFF_MFA also protects drafts, walls, search and the desk's name in comments",
    section="accounts",
)
@pytest.mark.parametrize("role", ["editor", "columnist", "moderator", "publisher"])
@pytest.mark.parametrize(
    "fields",
    [
        {"state": Column.State.DRAFT, "published_at": None},
        {"published_at": NOON + DAY},
        {"wall": Wall.SUBSCRIBERS},
    ],
)
def test_without_one_nobody_reads_what_only_the_desk_may(
    request: Any, make_column: MakeColumn, settings: Any, role: str, fields: dict[str, Any]
) -> None:
    """At a column's own address too, not at /admin/ only."""
    person: Person = request.getfixturevalue(role)
    column = make_column(columnists=tuple(Columnist.objects.filter(user=person.user)), **fields)
    assert seen(person, column)
    settings.STAFF_MFA = True
    assert not seen(person, column)
    TOTP.activate(person.user, SECRET)
    assert seen(person, column)


def test_without_one_a_superuser_has_no_permission(
    make_reader: MakeReader, staff_mfa: None
) -> None:
    owner = make_reader("owner", is_staff=True, is_superuser=True)
    assert not owner.has_perm("articles.view_column")
    assert not owner.has_perms(["articles.view_column", "articles.change_column"])
    assert not owner.has_module_perms("articles")
    TOTP.activate(owner, SECRET)
    assert User.objects.get(pk=owner.pk).has_perm("articles.view_column")


def test_without_one_search_does_not_look_into_walled_texts(
    editor: Person, make_column: MakeColumn, staff_mfa: None
) -> None:
    column = make_column(Wall.SUBSCRIBERS)
    path = "/search/?q=word5x39"
    assert column.headline not in editor.client.get(path).content.decode()
    TOTP.activate(editor.user, SECRET)
    assert column.headline in editor.client.get(path).content.decode()


@pytest.mark.parametrize(
    ("name", "role"), [("editor", Comment.Role.DESK), ("columnist", Comment.Role.COLUMNIST)]
)
def test_without_one_nobody_comments_in_the_desks_name(
    request: Any, settings: Any, name: str, role: Comment.Role
) -> None:
    user = request.getfixturevalue(name).user
    assert role_of(user) == role
    settings.STAFF_MFA = True
    assert role_of(User.objects.get(pk=user.pk)) == Comment.Role.READER
    TOTP.activate(user, SECRET)
    assert role_of(User.objects.get(pk=user.pk)) == role
