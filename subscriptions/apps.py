from django.apps import AppConfig


class SubscriptionsConfig(AppConfig):
    name = "subscriptions"
    verbose_name = "Plans, access and the meter"

    def ready(self) -> None:
        # Imported here, because models can only be imported after all apps are loaded.
        from accounts.extensions import retention
        from subscriptions import receivers
        from subscriptions.account import sections
        from subscriptions.billing import cancellation_requests
        from subscriptions.links import gift

        sections.register_all()
        retention.register(
            "Old cancellations and withdrawals deleted", cancellation_requests.delete_old
        )
        retention.register(
            "Names in declarations of closed accounts erased", cancellation_requests.erase_closed
        )
        retention.register("Gift links of closed accounts deleted", gift.delete_old)
