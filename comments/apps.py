from django.apps import AppConfig


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = "What readers say"

    def ready(self) -> None:
        from articles.demo import steps  # noqa: PLC0415 - models are ready only now
        from comments import kept_letters, receivers, sections  # noqa: F401, PLC0415
        from comments.demo import content  # noqa: PLC0415

        sections.register_all()
        kept_letters.register_all()
        steps.register("comments", content.fill)
