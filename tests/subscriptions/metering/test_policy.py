"""The cached meter policy is read from the database again after a few seconds."""

import pytest

from subscriptions.metering import policy
from subscriptions.models import MeterPolicy


def test_a_changed_policy_is_followed_after_its_seconds(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr("accounts.caching.process_cache.time.monotonic", lambda: now)
    MeterPolicy.objects.get_or_create(pk=MeterPolicy.SINGLETON_PK)
    policy.current.cache_clear()
    assert policy.current().anonymous == 3
    # As another process does: without the signals that clear the cache of this one.
    MeterPolicy.objects.update(anonymous=7)
    now += policy.CACHE_SECONDS - 0.5
    assert policy.current().anonymous == 3
    now += 0.5
    assert policy.current().anonymous == 7
    policy.current.cache_clear()
