from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    name = "submissions"
    verbose_name = "Story ideas and replies"

    def ready(self) -> None:
        from articles.pages import feed_extras
        from submissions import export, receivers
        from submissions.replies import feed

        export.register_all()
        feed_extras.register("replies", feed.extras_for)
