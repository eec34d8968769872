from importlib import import_module

from django.apps import AppConfig, apps


class NewslettersConfig(AppConfig):
    name = "newsletters"
    verbose_name = "Newsletters and alerts"

    def ready(self) -> None:
        from accounts import forgetting  # noqa: PLC0415 - as below
        from articles.demo import steps  # noqa: PLC0415 - models are ready only now
        from newsletters import demo, forgotten, receivers, sections, tasks  # noqa: PLC0415 - models are ready only now
        from subscriptions import upkeep  # noqa: PLC0415 - as above

        sections.register_all()
        if apps.is_installed("anymail"):
            import_module("anymail.signals").tracking.connect(receivers.hear_of_mail)
        forgetting.register("Names in old mailings forgotten", forgotten.names)
        forgetting.register("Recipients who have left forgotten", forgotten.recipients)
        forgetting.register("Ended links of mails forgotten", forgotten.links)
        steps.register("newsletters", demo.fill)
        upkeep.register("mailings begun or taken up again", tasks.rekindle)
