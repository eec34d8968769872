from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Columns"

    def ready(self) -> None:
        from articles import receivers  # noqa: F401, PLC0415 - Django's own way to connect receivers
