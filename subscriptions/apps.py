from django.apps import AppConfig


class SubscriptionsConfig(AppConfig):
    name = "subscriptions"
    verbose_name = "Plans, rights and the meter"

    def ready(self) -> None:
        from accounts import forgetting  # noqa: PLC0415 - as below
        from subscriptions import cancellation_requests, receivers, sections  # noqa: F401, PLC0415 - models are ready only now

        sections.register_all()
        forgetting.register("Old cancellations and withdrawals deleted", cancellation_requests.delete_old)
