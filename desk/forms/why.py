"""The form of the page that explains a paywall decision."""

import re
from datetime import UTC, datetime
from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from accounts.email_addresses import canonical_or_lower
from accounts.models import User
from accounts.reader.client_ip import address_of
from accounts.staff.local_time_fields import MomentField, MomentWidget
from articles.models import Column, OldSlug
from articles.models.querysets import ColumnQuerySet
from subscriptions.links import gift
from subscriptions.models import GiftLink

EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
MOST_OFFERED = 12
VISITOR = re.compile(r"[\w-]{10,48}", re.ASCII)
NOBODY = "Nobody has an account with this address."
NO_COLUMN = "No column has this address or these words in its headline."
WHICH = "Several columns fit: choose one of them below."
NO_LINK = "This is no gift link of ours, or it was copied incompletely."


class WhyForm(forms.Form):
    """Reader, column and time to explain. With only a column: a visitor without an account, now."""

    reader = forms.CharField(
        label="Reader’s e-mail address",
        required=False,
        max_length=254,
        help_text="Leave empty for someone without an account.",
    )
    visitor = forms.CharField(
        label="Visitor’s number",
        required=False,
        max_length=60,
        help_text=(
            "Without an account: the number at the foot of the reader’s own page “Your reading”."
        ),
    )
    address = forms.CharField(
        label="Internet address",
        required=False,
        max_length=60,
        help_text="As in 192.0.2.7, for institutions and for newcomers.",
    )
    gift_link = forms.CharField(
        label="Gift link", required=False, max_length=400, help_text="Its whole address."
    )
    column = forms.CharField(
        label="Column", max_length=400, help_text="Its address, or words of its headline."
    )
    at = MomentField(
        label="When",
        required=False,
        help_text="Leave empty for now.",
        widget=MomentWidget(seconds=True),
    )

    def __init__(
        self, *args: Any, columns: ColumnQuerySet, sees_accounts: bool, **kwargs: Any
    ) -> None:
        """Take the columns that the user may see, and whether they may see accounts."""
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.columns = columns
        if not sees_accounts:  # the result would reveal who has an account or gave a link
            del self.fields["reader"], self.fields["gift_link"]
        self.offered: list[Column] = []

    def clean_reader(self) -> User | None:
        source = str(self.cleaned_data["reader"]).strip()
        if not source:
            return None
        address = canonical_or_lower(source)
        other = EmailAddress.objects.filter(email=address).values("user")
        user = User.objects.filter(Q(email=address) | Q(pk__in=other)).first()
        if user is None:
            raise ValidationError(NOBODY)
        return user

    def clean_visitor(self) -> str | None:
        source = str(self.cleaned_data["visitor"]).strip()
        if source and not VISITOR.fullmatch(source):
            raise ValidationError("A visitor’s number has letters, digits, - and _ only.")
        return source or None

    def clean_address(self) -> str:
        source = str(self.cleaned_data["address"]).strip()
        if source and not address_of(source):
            raise ValidationError("This is no internet address.")
        return address_of(source)

    def clean_gift_link(self) -> GiftLink | None:
        source = str(self.cleaned_data["gift_link"]).strip().rstrip("/").rpartition("/")[2]
        if not source:
            return None
        link = gift.from_token(source)
        if link is None:
            raise ValidationError(NO_LINK)
        return link

    def clean_at(self) -> datetime | None:
        at: datetime | None = self.cleaned_data["at"]
        if at is not None and not EARLIEST <= at <= LATEST:
            raise ValidationError("Choose a moment between 2000 and 2100.")
        return at

    def clean_column(self) -> Column:
        """Find the column by current or old slug, by its URL, or by words of the headline."""
        source = str(self.cleaned_data["column"]).strip()
        slug = source.partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2]
        old = OldSlug.objects.filter(slug=slug).values("column")
        named = self.columns.filter(Q(slug=slug) | Q(pk__in=old)).first()
        if named is not None:
            return named
        self.offered = list(
            self.columns.filter(headline__icontains=source).order_by("-pk")[:MOST_OFFERED]
        )
        if len(self.offered) == 1:
            return self.offered[0]
        raise ValidationError(WHICH if self.offered else NO_COLUMN)
