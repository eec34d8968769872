from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Columns"

    def ready(self) -> None:
        from accounts.extensions import retention
        from articles import receivers, wall_records
        from articles.publishing import autosave
        from articles.readers import history, sections, statistics

        wall_records.watch()
        retention.register("Days of readings forgotten", statistics.forget_old)
        sections.register_all()
        retention.register("Columns forgotten in reading histories", history.forget_old)
        retention.register("Unsaved work forgotten", autosave.forget_old)
