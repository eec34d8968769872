from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Columns"

    def ready(self) -> None:
        from articles import receivers, wall_records
        from articles.readers import sections

        wall_records.watch()
        sections.register_all()
