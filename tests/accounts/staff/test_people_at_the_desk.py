import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.cast import MakeReader, Person, sign_in_recently

LIST, ADD = "/admin/accounts/user/", "/admin/accounts/user/add/"


@pytest.fixture
def chief(make_reader: MakeReader, client: Client) -> Client:
    client.force_login(make_reader("chief", is_staff=True, is_superuser=True))
    return sign_in_recently(client)


def change_page(user: User) -> str:
    return reverse("admin:accounts_user_change", args=[user.pk])


def user_form_data(user: User, **changes: str) -> dict[str, str]:
    inline = {"emailaddress_set-TOTAL_FORMS": "0", "emailaddress_set-INITIAL_FORMS": "0"}
    return {"email": user.email, "name": user.name, "is_active": "on", **inline, **changes}


def test_people_are_found_by_address_or_name(chief: Client, make_reader: MakeReader) -> None:
    make_reader("ann")
    for words in ("ann@reader", "Ann"):
        assert "ann@reader.example" in chief.get(LIST, {"q": words}).content.decode()


def test_a_new_colleague_has_no_password_and_is_known_by_a_lower_case_address(
    chief: Client,
) -> None:
    chief.post(ADD, {"email": "New.Editor@Reader.Example", "name": "New"})
    user = User.objects.get(email="new.editor@reader.example")
    assert not user.has_usable_password()


@pytest.mark.parametrize("email", ["ANN@reader.example", "ann@reader.example"])
def test_an_address_is_taken_in_any_case(
    chief: Client, make_reader: MakeReader, email: str
) -> None:
    make_reader("ann")
    assert (
        "This address is taken." in chief.post(ADD, {"email": email, "name": ""}).content.decode()
    )


def test_a_password_is_set_with_the_button_and_never_shown(
    chief: Client, make_reader: MakeReader
) -> None:
    user = make_reader("ann")
    page = chief.get(change_page(user)).content.decode()
    assert user.password not in page
    path = reverse("admin:auth_user_password_change", args=[user.pk])
    new = {
        "usable_password": "true",
        "password1": "another quiet room",
        "password2": "another quiet room",
    }
    assert chief.post(path, new).status_code == 302
    assert User.objects.get(pk=user.pk).check_password("another quiet room")


def test_addresses_are_seen_with_their_person(chief: Client, make_reader: MakeReader) -> None:
    page = chief.get(change_page(make_reader("ann", verified=False))).content.decode()
    assert "Addresses for signing in" in page or "addresses for signing in" in page
    assert 'alt="False"' in page


def test_a_changed_address_must_be_confirmed_anew(chief: Client, make_reader: MakeReader) -> None:
    user = make_reader("ann")
    chief.post(change_page(user), user_form_data(user, email="anna@reader.example"))
    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.verified, address.primary) == (
        "anna@reader.example",
        False,
        True,
    )
    assert not User.objects.get(pk=user.pk).is_verified


@pytest.mark.promise(
    "Changing a person's address ends earlier sessions, password and passkeys",
    section="accounts",
)
def test_a_changed_address_ends_all_earlier_access(chief: Client, make_reader: MakeReader) -> None:
    user, elsewhere = make_reader("ann"), Client()
    elsewhere.force_login(user)
    assert elsewhere.get("/account/").status_code == 200
    chief.post(change_page(user), user_form_data(user, email="anna@reader.example"))
    assert elsewhere.get("/account/").status_code == 302
    assert not User.objects.get(pk=user.pk).has_usable_password()


def test_other_changes_leave_addresses_alone(chief: Client, make_reader: MakeReader) -> None:
    user = make_reader("ann")
    chief.post(change_page(user), user_form_data(user, name="Ann Brook"))
    assert User.objects.get(pk=user.pk).name == "Ann Brook"
    assert EmailAddress.objects.get(user=user).verified


def test_publishers_cannot_change_accounts(publisher: Person, make_reader: MakeReader) -> None:
    user = make_reader("ann")
    assert publisher.client.get(change_page(user)).status_code == 200
    assert (
        publisher.client.post(
            change_page(user), user_form_data(user, email="x@y.example")
        ).status_code
        == 403
    )
    path = reverse("admin:auth_user_password_change", args=[user.pk])
    assert publisher.client.get(path).status_code == 403


def test_sessions_and_codes_are_no_business_of_the_desk(chief: Client) -> None:
    for path in ("/admin/usersessions/usersession/", "/admin/account/emailaddress/"):
        assert chief.get(path).status_code == 404


# Nobody may take over an account with more permissions than their own


NEW_PASSWORD = {
    "usable_password": "true",
    "password1": "another quiet room",
    "password2": "another quiet room",
}


@pytest.fixture
def support(make_reader: MakeReader) -> Client:
    """May change and delete people and second factors, and nothing else."""
    user = make_reader("support", is_staff=True)
    names = ("user", "group", "authenticator")
    acts = ("add", "change", "delete", "view")
    user.user_permissions.set(
        Permission.objects.filter(codename__in=[f"{act}_{name}" for act in acts for name in names])
    )
    client = Client()
    client.force_login(user)
    return sign_in_recently(client)


def colleague(make_reader: MakeReader, rank: str) -> User:
    user = make_reader("colleague", is_staff=rank != "dismissed", is_active=rank != "dismissed")
    if rank == "superuser":
        User.objects.filter(pk=user.pk).update(is_superuser=True)
    elif rank == "one permission":
        user.user_permissions.add(Permission.objects.get(codename="add_column"))
    elif rank != "equal":
        user.groups.add(Group.objects.get(name="columnist" if rank == "dismissed" else rank))
    return User.objects.get(pk=user.pk)


@pytest.mark.promise(
    "Nobody at the desk takes over an account with more permissions, or gives out permissions",
    section="desk",
)
@pytest.mark.parametrize(
    "rank",
    ["superuser", "publisher", "editor", "moderator", "columnist", "one permission", "dismissed"],
)
def test_nobody_takes_over_an_account_with_more_permissions(
    support: Client, make_reader: MakeReader, rank: str
) -> None:
    user = colleague(make_reader, rank)
    factor = Authenticator.objects.create(user=user, type="totp", data={"secret": "SECRET"})
    before = User.objects.filter(pk=user.pk).values().get()
    password = reverse("admin:auth_user_password_change", args=[user.pk])
    assert (
        support.get(password).status_code == support.post(password, NEW_PASSWORD).status_code == 403
    )
    assert (
        support.post(
            change_page(user), user_form_data(user, email="mine@reader.example")
        ).status_code
        == 403
    )
    for path in (
        reverse("admin:accounts_user_delete", args=[user.pk]),
        reverse("admin:mfa_authenticator_delete", args=[factor.pk]),
    ):
        assert support.post(path, {"post": "yes"}).status_code == 403
    for path, pk in ((LIST, user.pk), ("/admin/mfa/authenticator/", factor.pk)):
        support.post(path, {"action": "delete_selected", "_selected_action": [pk], "post": "yes"})
    assert User.objects.filter(pk=user.pk).values().get() == before
    assert Authenticator.objects.filter(pk=factor.pk).exists()


def test_readers_and_equals_are_helped(support: Client, make_reader: MakeReader) -> None:
    for user in (make_reader("ann"), colleague(make_reader, "equal")):
        password = reverse("admin:auth_user_password_change", args=[user.pk])
        assert support.post(password, NEW_PASSWORD).status_code == 302
        assert (
            support.post(change_page(user), user_form_data(user, name="Ann Brook")).status_code
            == 302
        )


@pytest.mark.promise(
    "Nobody at the desk takes over an account with more permissions, or gives out permissions",
    section="desk",
)
def test_only_superusers_grant_permissions(
    support: Client, chief: Client, make_reader: MakeReader
) -> None:
    """By no field of a person, by no group and by no second factor."""
    user, group = make_reader("ann"), Group.objects.get(name="publisher")
    support.post(
        change_page(user),
        user_form_data(user, is_staff="on", is_superuser="on", groups=str(group.pk)),
    )
    user.refresh_from_db()
    assert (user.is_staff, user.is_superuser, user.groups.exists()) == (False, False, False)
    change_group = reverse("admin:auth_group_change", args=[group.pk])
    assert support.post(change_group, {"name": "publisher"}).status_code == 403
    assert support.post(reverse("admin:auth_group_add"), {"name": "new"}).status_code == 403
    assert (
        support.post(
            reverse("admin:auth_group_delete", args=[group.pk]), {"post": "yes"}
        ).status_code
        == 403
    )
    assert support.get(reverse("admin:mfa_authenticator_add")).status_code == 403
    assert chief.post(change_group, {"name": "publishers"}).status_code == 302


@pytest.mark.promise(
    "The desk deletes lost second factors, and never shows or sets one",
    section="accounts",
)
def test_a_lost_second_factor_is_deleted_and_never_shown(
    chief: Client, make_reader: MakeReader
) -> None:
    factor = Authenticator.objects.create(
        user=make_reader("ann"), type="totp", data={"secret": "SECRET"}
    )
    assert (
        "SECRET"
        not in chief.get(
            reverse("admin:mfa_authenticator_change", args=[factor.pk])
        ).content.decode()
    )
    chief.post(reverse("admin:mfa_authenticator_delete", args=[factor.pk]), {"post": "yes"})
    assert not Authenticator.objects.exists()
