"""A site from before story ideas and replies were an app of their own."""

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django_tasks_db.models import DBTaskResult

from submissions.models import IdeaAct, IdeaFile, Reply, StoryIdea
from submissions.tasks import check_idea_file
from tests.cast import MakeColumn, Person
from tests.submissions.conftest import MakeIdea, MakeReply

BEFORE = [("submissions", None), ("comments", "0010_keys_without_modifier_letters")]
MODELS = ("ideaact", "ideafile", "reply", "replyact", "storyidea")


def migrate(targets: list[tuple[str, str | None]]) -> None:
    MigrationExecutor(connection).migrate(targets)
    ContentType.objects.clear_cache()


def permissions_of(group: str) -> set[tuple[str, str]]:
    permissions = Group.objects.get(name=group).permissions.values_list(
        "content_type__app_label", "codename"
    )
    return set(permissions)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.promise(
    "An upgrade keeps story ideas, replies, files and the permissions for them",
    section="submissions",
)
def test_rows_permissions_and_tasks_move_with_the_app(
    make_idea: MakeIdea, make_reply: MakeReply, make_column: MakeColumn
) -> None:
    idea = make_idea(with_file=True)
    reply = make_reply(make_column(), text="It was otherwise.", moves=("publish",))
    check_idea_file.enqueue(idea.files.get().pk)
    rows = [list(model.objects.values()) for model in (StoryIdea, IdeaFile, IdeaAct, Reply)]
    types = set(ContentType.objects.filter(model__in=MODELS).values_list("pk", "model"))
    editors = permissions_of("editor")
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()

    migrate(BEFORE)
    tables = connection.introspection.table_names()
    assert {"comments_storyidea", "comments_reply"} <= set(tables)
    assert "submissions_storyidea" not in tables
    assert ("comments", "view_storyidea") in permissions_of("editor")
    assert DBTaskResult.objects.filter(task_path="comments.tasks.check_idea_file").exists()

    migrate(leaves)
    assert rows == [list(model.objects.values()) for model in (StoryIdea, IdeaFile, IdeaAct, Reply)]
    assert Reply.objects.below(reply.column_id).get() == reply
    assert set(ContentType.objects.filter(model__in=MODELS).values_list("pk", "model")) == types
    assert permissions_of("editor") == editors
    assert ("submissions", "view_storyidea") in editors
    assert DBTaskResult.objects.filter(task_path=check_idea_file.module_path).exists()


def test_former_urls_of_the_desk_lead_to_the_new_ones(
    editor: Person, make_idea: MakeIdea, client: Client
) -> None:
    idea = make_idea()
    former = f"/admin/comments/storyidea/{idea.pk}/change/"
    assert editor.client.get(former)["Location"] == former.replace("comments", "submissions")
    lists = editor.client.get("/admin/comments/reply/?state__exact=received")
    assert lists["Location"] == "/admin/submissions/reply/?state__exact=received"
    assert client.get(former)["Location"].startswith("/admin/login/")
