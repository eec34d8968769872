import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.cast import MakeReader, Person

LIST, ADD = "/admin/accounts/user/", "/admin/accounts/user/add/"


@pytest.fixture
def chief(make_reader: MakeReader, client: Client) -> Client:
    client.force_login(make_reader("chief", is_staff=True, is_superuser=True))
    return client


def change_page(user: User) -> str:
    return reverse("admin:accounts_user_change", args=[user.pk])


def as_typed(user: User, **changes: str) -> dict[str, str]:
    inline = {"emailaddress_set-TOTAL_FORMS": "0", "emailaddress_set-INITIAL_FORMS": "0"}
    return {"email": user.email, "name": user.name, "is_active": "on", **inline, **changes}


def test_people_are_found_by_address_or_name(chief: Client, make_reader: MakeReader) -> None:
    make_reader("ann")
    for words in ("ann@reader", "Ann"):
        assert "ann@reader.example" in chief.get(LIST, {"q": words}).content.decode()


def test_a_new_colleague_has_no_password_and_is_known_by_a_lower_case_address(chief: Client) -> None:
    chief.post(ADD, {"email": "New.Editor@Reader.Example", "name": "New"})
    user = User.objects.get(email="new.editor@reader.example")
    assert not user.has_usable_password()


@pytest.mark.parametrize("email", ["ANN@reader.example", "ann@reader.example"])
def test_an_address_is_taken_in_any_case(chief: Client, make_reader: MakeReader, email: str) -> None:
    make_reader("ann")
    assert "This address is taken." in chief.post(ADD, {"email": email, "name": ""}).content.decode()


def test_a_password_is_set_with_the_button_and_never_shown(chief: Client, make_reader: MakeReader) -> None:
    user = make_reader("ann")
    page = chief.get(change_page(user)).content.decode()
    assert user.password not in page
    path = reverse("admin:auth_user_password_change", args=[user.pk])
    new = {"usable_password": "true", "password1": "another quiet room", "password2": "another quiet room"}
    assert chief.post(path, new).status_code == 302
    assert User.objects.get(pk=user.pk).check_password("another quiet room")


def test_addresses_are_seen_with_their_person(chief: Client, make_reader: MakeReader) -> None:
    page = chief.get(change_page(make_reader("ann", verified=False))).content.decode()
    assert "Addresses for signing in" in page or "addresses for signing in" in page
    assert 'alt="False"' in page


def test_a_changed_address_must_be_confirmed_anew(chief: Client, make_reader: MakeReader) -> None:
    user = make_reader("ann")
    chief.post(change_page(user), as_typed(user, email="anna@reader.example"))
    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.verified, address.primary) == ("anna@reader.example", False, True)
    assert not User.objects.get(pk=user.pk).is_verified


def test_a_changed_address_ends_all_earlier_access(chief: Client, make_reader: MakeReader) -> None:
    user, elsewhere = make_reader("ann"), Client()
    elsewhere.force_login(user)
    assert elsewhere.get("/account/").status_code == 200
    chief.post(change_page(user), as_typed(user, email="anna@reader.example"))
    assert elsewhere.get("/account/").status_code == 302
    assert not User.objects.get(pk=user.pk).has_usable_password()


def test_other_changes_leave_addresses_alone(chief: Client, make_reader: MakeReader) -> None:
    user = make_reader("ann")
    chief.post(change_page(user), as_typed(user, name="Ann Brook"))
    assert User.objects.get(pk=user.pk).name == "Ann Brook"
    assert EmailAddress.objects.get(user=user).verified


def test_the_publisher_only_looks(publisher: Person, make_reader: MakeReader) -> None:
    user = make_reader("ann")
    assert publisher.client.get(change_page(user)).status_code == 200
    assert publisher.client.post(change_page(user), as_typed(user, email="x@y.example")).status_code == 403
    path = reverse("admin:auth_user_password_change", args=[user.pk])
    assert publisher.client.get(path).status_code == 403


def test_sessions_and_codes_are_no_business_of_the_desk(chief: Client) -> None:
    for path in ("/admin/usersessions/usersession/", "/admin/account/emailaddress/"):
        assert chief.get(path).status_code == 404
