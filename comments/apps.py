from django.apps import AppConfig


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = "Comments"

    def ready(self) -> None:
        from comments import receivers, sections  # noqa: F401, PLC0415 - models are ready only now

        sections.register_all()
