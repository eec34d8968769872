from django.apps import AppConfig


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = "What readers say"

    def ready(self) -> None:
        from comments import kept_letters, receivers, sections  # noqa: F401, PLC0415 - models are ready only now

        sections.register_all()
        kept_letters.register_all()
