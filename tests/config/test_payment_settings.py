"""What the environment says about payments, and where our forms may therefore lead."""

import pytest
from django.test import Client, override_settings

from config import environment
from tests.config.test_environment import settings_with

pytestmark = pytest.mark.promise(
    "Forms may submit to Stripe only while it is enabled, and an invalid key stops the start",
    section="stripe",
)


KEYS = {"STRIPE_SECRET_KEY": "sk_test_x", "STRIPE_WEBHOOK_SECRET": "whsec_x"}
STRIPE_HOSTS = ["https://checkout.stripe.com", "https://billing.stripe.com"]


def form_action(settings: dict[str, object]) -> list[str]:
    policy = settings["CONTENT_SECURITY_POLICY"]
    assert isinstance(policy, dict)
    return list(policy["DIRECTIVES"]["form-action"])


def test_both_keys_switch_stripe_on(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_with(monkeypatch, **KEYS)
    assert settings["GATEWAY"] == "stripe"
    assert (settings["STRIPE_SECRET_KEY"], settings["STRIPE_WEBHOOK_SECRET"]) == (
        "sk_test_x",
        "whsec_x",
    )
    assert settings["STRIPE_API_URL"] == ""


def test_a_restricted_key_and_two_signing_secrets_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_with(
        monkeypatch, STRIPE_SECRET_KEY="rk_live_x", STRIPE_WEBHOOK_SECRET=" whsec_new , whsec_old,"
    )
    assert settings["GATEWAY"] == "stripe"
    assert settings["STRIPE_WEBHOOK_SECRET"] == "whsec_new,whsec_old"


def test_without_keys_nobody_takes_payments(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_with(monkeypatch)
    assert settings["GATEWAY"] == ""
    assert form_action(settings) == ["'self'"]


def test_the_sandbox_can_be_chosen_beside_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_with(
        monkeypatch, DEBUG="1", GATEWAY="sandbox", STRIPE_API_URL="http://127.0.0.1:9", **KEYS
    )
    assert settings["GATEWAY"] == "sandbox"
    assert form_action(settings) == ["'self'"]


@pytest.mark.parametrize(
    ("api_url", "more"), [("", []), ("http://127.0.0.1:12111/", ["http://127.0.0.1:12111"])]
)
def test_forms_may_lead_to_stripe_while_it_is_on(
    monkeypatch: pytest.MonkeyPatch, api_url: str, more: list[str]
) -> None:
    settings = settings_with(monkeypatch, STRIPE_API_URL=api_url, **KEYS)
    assert form_action(settings) == ["'self'", *STRIPE_HOSTS, *more]


@pytest.mark.django_db
@pytest.mark.parametrize(("gateway", "named"), [("stripe", True), ("sandbox", False), ("", False)])
def test_the_header_names_stripe_only_while_it_is_on(
    client: Client, gateway: str, named: bool
) -> None:
    origins = ["'self'", *environment.checkout_origins(gateway, "http://127.0.0.1:12111")]
    with override_settings(CONTENT_SECURITY_POLICY={"DIRECTIVES": {"form-action": origins}}):
        header = client.get("/accounts/login/").headers["Content-Security-Policy"]
    assert ("https://checkout.stripe.com" in header) is named
    assert ("http://127.0.0.1:12111" in header) is named
