from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Columns"

    def ready(self) -> None:
        from articles import receivers, wall_schedule
        from articles.readers import sections

        wall_schedule.register_audit()
        sections.register_all()
