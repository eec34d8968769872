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
        from accounts.caching import cache_table
        from accounts.extensions import account_page, export, retention
        from accounts.reader import mailboxes
        from accounts.sign_in import unverified_accounts

        post_migrate.connect(make_cache_table, sender=self)
        retention.register("Expired rows of the shared cache deleted", cache_table.delete_expired)
        retention.register("Mailboxes of closed accounts deleted", mailboxes.prune)
        retention.register("Accounts never confirmed deleted", unverified_accounts.delete_old)
        account_page.register_exporter("profile", export.profile)
        account_page.register_exporter("addresses", export.addresses)
        account_page.register_exporter("sessions", export.sessions)
        account_page.register_exporter("second_factors", export.second_factors)
