from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from articles.models import Edition
from newsletters.models import Mailing, Newsletter

SHOWN = (Newsletter, Mailing)


@receiver([post_save, post_delete])
def turn_edition(sender: type[Any], **kwargs: Any) -> None:
    """The newsletters that readers see have changed: pages that processes keep are stale from now on."""
    if sender in SHOWN:
        Edition.turn()
