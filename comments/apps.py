from django.apps import AppConfig


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = "What readers say"

    def ready(self) -> None:
        from accounts import forgetting  # noqa: PLC0415 - as below
        from articles.demo import steps  # noqa: PLC0415 - models are ready only now
        from comments import forgotten, kept_letters, receivers, sections, tasks  # noqa: F401, PLC0415
        from comments.demo import content  # noqa: PLC0415
        from subscriptions import upkeep  # noqa: PLC0415

        sections.register_all()
        kept_letters.register_all()
        forgetting.register("Names in settled reports forgotten", forgotten.reporters)
        forgetting.register("Names in answered notices forgotten", forgotten.notifiers)
        upkeep.register("checks of story ideas’ files queued again", tasks.retry_lost_checks)
        steps.register("comments", content.fill)
