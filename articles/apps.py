from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Columns"

    def ready(self) -> None:
        from accounts import forgetting  # noqa: PLC0415 - models must be ready
        from articles import (  # noqa: PLC0415
            counting,
            history,
            receivers,  # noqa: F401 - Django's own way to connect receivers
            sections,
            wall_records,
            working_copies,
        )

        wall_records.watch()
        forgetting.register("Days of readings forgotten", counting.forget_old)
        sections.register_all()
        forgetting.register("Columns forgotten in reading histories", history.forget_old)
        forgetting.register("Unsaved work forgotten", working_copies.forget_old)
