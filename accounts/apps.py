from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate


def make_cache_table(using: str, **kwargs: Any) -> None:
    """`migrate` alone gives a working site, the shared cache's table included (nothing happens with Redis)."""
    call_command("createcachetable", database=using, verbosity=0)


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Readers and staff"

    def ready(self) -> None:
        from accounts import (  # noqa: PLC0415 - models are ready only now
            cache_table,
            exporting,
            forgetting,
            mailboxes,
            receivers,  # noqa: F401
            sections,
            unproved,
        )

        post_migrate.connect(make_cache_table, sender=self)
        forgetting.register("Expired rows of the shared cache deleted", cache_table.delete_expired)
        forgetting.register("Mailboxes of closed accounts deleted", mailboxes.delete_old)
        forgetting.register("Accounts never confirmed deleted", unproved.delete_old)
        sections.register_exporter("profile", exporting.profile)
        sections.register_exporter("addresses", exporting.addresses)
        sections.register_exporter("sessions", exporting.sessions)
        sections.register_exporter("second_factors", exporting.second_factors)
