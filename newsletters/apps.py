from importlib import import_module

from django.apps import AppConfig, apps


class NewslettersConfig(AppConfig):
    name = "newsletters"
    verbose_name = "Newsletters and alerts"

    def ready(self) -> None:
        from articles.demo import steps
        from newsletters import demo, receivers
        from newsletters.account import sections

        sections.register_all()
        if apps.is_installed("anymail"):
            import_module("anymail.signals").tracking.connect(receivers.handle_anymail_event)
        steps.register("newsletters", demo.fill)
