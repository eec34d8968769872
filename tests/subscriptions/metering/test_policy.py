"""The cached meter policy is read from the database again after a few seconds."""

import pytest

from subscriptions.metering import policy
from subscriptions.models import MeterPolicy


def test_a_changed_policy_is_followed_after_its_seconds(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr("subscriptions.metering.policy.time.monotonic", lambda: now)
    policy.forget()
    assert policy.current().anonymous == 3
    MeterPolicy.objects.update_or_create(pk=MeterPolicy.THE_ONE, defaults={"anonymous": 7})
    monkeypatch.setattr(policy, "_cached", (now, MeterPolicy()))
    now += policy.CACHE_SECONDS - 0.5
    assert policy.current().anonymous == 3
    now += 0.5
    assert policy.current().anonymous == 7
    policy.forget()
