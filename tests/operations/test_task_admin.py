"""The desk shows when background tasks ran, but not what they worked on."""

import pytest
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from subscriptions import tasks
from tests.cast import MakeReader


@pytest.mark.promise(
    "The desk shows no arguments, results or tracebacks of background tasks", section="accounts"
)
def test_arguments_results_and_tracebacks_are_hidden(
    make_reader: MakeReader, client: Client
) -> None:
    client.force_login(make_reader("chief", is_staff=True, is_superuser=True))
    tasks.process_event.enqueue(987654321)
    DBTaskResult.objects.update(
        return_value="secret-result",
        traceback="secret-traceback",
        exception_class_path="builtins.ValueError",
    )
    task = DBTaskResult.objects.get()
    page = client.get(reverse("admin:django_tasks_database_dbtaskresult_change", args=[task.pk]))
    text = page.content.decode()
    assert page.status_code == 200
    assert "builtins.ValueError" in text
    assert "subscriptions.tasks.process_event" in text
    assert "secret" not in text
    assert "987654321" not in text
    listed = client.get(reverse("admin:django_tasks_database_dbtaskresult_changelist"))
    assert "secret" not in listed.content.decode()
