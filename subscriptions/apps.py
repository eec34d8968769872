from django.apps import AppConfig


class SubscriptionsConfig(AppConfig):
    name = "subscriptions"
    verbose_name = "Plans, access and the meter"

    def ready(self) -> None:
        # Imported here, because models can only be imported after all apps are loaded.
        from subscriptions import receivers
        from subscriptions.account import sections

        sections.register_all()
