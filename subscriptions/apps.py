from django.apps import AppConfig


class SubscriptionsConfig(AppConfig):
    name = "subscriptions"
    verbose_name = "Plans, rights and the meter"

    def ready(self) -> None:
        from subscriptions import receivers, sections  # noqa: F401, PLC0415 - models are ready only now

        sections.register_all()
