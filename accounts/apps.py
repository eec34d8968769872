from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate


def make_cache_table(using: str, **kwargs: Any) -> None:
    """Create the table of the shared cache after `migrate`. Does nothing with Redis."""
    call_command("createcachetable", database=using, verbosity=0)


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Readers and staff"

    def ready(self) -> None:
        from accounts import receivers
        from accounts.extensions import account_page, export

        post_migrate.connect(make_cache_table, sender=self)
        account_page.register_exporter("profile", export.profile)
        account_page.register_exporter("addresses", export.addresses)
        account_page.register_exporter("sessions", export.sessions)
        account_page.register_exporter("second_factors", export.second_factors)
