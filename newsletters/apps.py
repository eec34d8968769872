from django.apps import AppConfig


class NewslettersConfig(AppConfig):
    name = "newsletters"
    verbose_name = "Newsletters and alerts"

    def ready(self) -> None:
        from newsletters import receivers, tasks  # noqa: F401, PLC0415 - Django's own way to connect receivers
        from subscriptions import upkeep  # noqa: PLC0415 - models are ready only now

        upkeep.register("mailings begun or taken up again", tasks.rekindle)
