from django.apps import AppConfig


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = "What readers say"

    def ready(self) -> None:
        from articles.demo import steps
        from comments import receivers
        from comments.account import sections
        from comments.demo import content

        sections.register_all()
        steps.register("comments", content.fill)
