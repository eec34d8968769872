"""The paywall's decision. Other modules may hold one; only paywall/rule.py makes one."""

from dataclasses import dataclass

from django.db import models

from subscriptions.links.redemption import PresentedLink
from subscriptions.metering.meter import MeterState


class Reason(models.TextChoices):
    """Why a reader was admitted or refused."""

    DESK = "desk", "The desk sees everything it may edit"
    NOT_LIVE = "not-live", "The column is not live"
    FREE = "free", "The column is free"
    ENTITLED = "entitled", "An entitlement is in force"
    INSTITUTION = "institution", "Reads from an address of an institution under contract"
    GIFT = "gift", "A gift link to this column"
    EMAIL_LINK = "letter", "A link in a mail to this reader"
    PREVIEW = "preview", "A preview link of the desk"
    REGISTERED = "registered", "Signed in, and an account is enough"
    METERED = "metered", "A free read"
    MUST_SUBSCRIBE = "must-subscribe", "For subscribers"
    MUST_REGISTER = "must-register", "An account is needed"
    METER_SPENT = "meter-spent", "All free reads are spent"
    NETWORK_SPENT = "network-spent", "The network's limit of new readers is reached"


@dataclass(frozen=True)
class Access:
    """The paywall's decision about one column. Only paywall/rule.py makes one."""

    column_pk: int
    granted: bool
    reason: Reason
    meter: MeterState | None = None
    new_visitor_id: str | None = None
    gift_link: PresentedLink | None = None

    def __bool__(self) -> bool:
        return self.granted

    def grants(self, column_pk: int) -> bool:
        """Return whether the text of this column may be returned."""
        if not self.granted or self.column_pk != column_pk:
            return False
        # A free read or an opening by a link must be recorded before the text is returned.
        if self.meter is not None and not self.meter.counted:
            return False
        if self.reason in {Reason.GIFT, Reason.EMAIL_LINK}:
            return self.gift_link is not None and self.gift_link.opened
        return True
