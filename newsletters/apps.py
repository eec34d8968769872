from importlib import import_module

from django.apps import AppConfig, apps


class NewslettersConfig(AppConfig):
    name = "newsletters"
    verbose_name = "Newsletters and alerts"

    def ready(self) -> None:
        from accounts.extensions import retention
        from articles.demo import steps
        from newsletters import demo, receivers, tasks
        from newsletters.account import retention as signup_retention
        from newsletters.account import sections
        from subscriptions import upkeep

        sections.register_all()
        if apps.is_installed("anymail"):
            import_module("anymail.signals").tracking.connect(receivers.hear_of_mail)
        retention.register("Names in old mailings deleted", signup_retention.names)
        retention.register("Unsubscribed recipients deleted", signup_retention.recipients)
        retention.register("Expired links of e-mails deleted", signup_retention.links)
        steps.register("newsletters", demo.fill)
        upkeep.register("mailings started or resumed", tasks.rekindle)
