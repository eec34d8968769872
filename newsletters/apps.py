from django.apps import AppConfig


class NewslettersConfig(AppConfig):
    name = "newsletters"
    verbose_name = "Newsletters and alerts"

    def ready(self) -> None:
        from newsletters import receivers, sections, tasks  # noqa: F401, PLC0415 - models are ready only now
        from subscriptions import upkeep  # noqa: PLC0415 - as above

        sections.register_all()
        upkeep.register("mailings begun or taken up again", tasks.rekindle)
