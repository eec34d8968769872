"""Admin of background tasks: when they ran and how they ended, never what they worked on."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django_tasks_db.admin import DBTaskResultAdmin
from django_tasks_db.models import DBTaskResult

# They may contain addresses, texts or tokens. The traceback is in the log too.
HIDDEN = {"args_kwargs", "return_value", "traceback", "formatted_traceback"}

admin.site.unregister(DBTaskResult)


@admin.register(DBTaskResult)
class TaskResultAdmin(DBTaskResultAdmin):
    def get_readonly_fields(
        self, request: HttpRequest, obj: DBTaskResult[Any, Any] | None = None
    ) -> list[str]:
        return [name for name in super().get_readonly_fields(request, obj) if name not in HIDDEN]
