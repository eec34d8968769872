from django.apps import AppConfig, apps
from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.options import FORMFIELD_FOR_DBFIELD_DEFAULTS
from django.db import models
from django.db.models.signals import post_migrate, pre_migrate
from django.forms import formsets

from accounts.text.validators import refuse_direction_overrides

# With Django's default of 1,000, a forged TOTAL_FORMS makes one request build and render 2,000 rows
# of each inline formset, which takes longer than the worker's timeout.
MAX_ROWS = 100


class DeskConfig(AppConfig):
    name = "desk"
    verbose_name = "Desk"

    def ready(self) -> None:
        from desk import receivers

        formsets.DEFAULT_MAX_NUM = MAX_ROWS
        for field in (models.CharField, models.TextField):
            FORMFIELD_FOR_DBFIELD_DEFAULTS[field]["validators"] = [refuse_direction_overrides]

        # submissions is the last app to be migrated, so all permissions exist by then.
        last = apps.get_app_config("submissions")
        post_migrate.connect(receivers.create_groups, sender=last)
        pre_migrate.connect(receivers.remember_permissions, sender=last)


class DeskAdminConfig(AdminConfig):
    default_site = "desk.site.DeskSite"
