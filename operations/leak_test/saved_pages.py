"""Saved lists, history and feed URLs that test visitors still have from before they lost access."""

from datetime import datetime

from django.urls import reverse

from accounts.models import User
from articles.models import PersonalFeed
from articles.readers import history, personal_feeds, saved_columns
from operations.leak_test.planted import PlantedData
from operations.leak_test.urls import Address
from subscriptions.links import gift
from subscriptions.models import GiftLink

FEED = "articles:personal-feed"


def save_all(user: User, planted: PlantedData, at: datetime) -> User:
    """Save all columns and mark them as read, as if before some became drafts again."""
    history.turn_on(user, at=at)
    for each in planted.columns:
        saved_columns.save(user, each.column.pk, at=at)
        history.record(user, each.column.pk, at=at)
    return user


def secret_urls(link: GiftLink) -> list[Address]:
    names = ("articles:gift-link", "articles:gift-link-arrived")
    return [Address(name, reverse(name, kwargs={"token": gift.token_of(link)})) for name in names]


def feed_of(user: User, at: datetime) -> Address:
    personal_feeds.make(user, at=at)
    secret = personal_feeds.signed(PersonalFeed.objects.get(user=user))
    return Address(FEED, reverse(FEED, kwargs={"secret": secret}))


def old_feed_of(user: User, at: datetime) -> Address:
    old = feed_of(user, at)
    personal_feeds.change_address(user, salt=PersonalFeed.objects.get(user=user).salt, at=at)
    return old
