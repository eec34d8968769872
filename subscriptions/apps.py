from django.apps import AppConfig


class SubscriptionsConfig(AppConfig):
    name = "subscriptions"
    verbose_name = "Plans, rights and the meter"

    def ready(self) -> None:
        from subscriptions import receivers  # noqa: F401, PLC0415 - Django's own way to connect receivers
