"""Upgrade a site of the first version, with a row in each table, to the present migrations.

tests/test_upgrade.py runs this module in a process of its own, with an empty database.
"""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import django
from django.apps import apps as installed
from django.core.management import call_command
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
# The last migration of each app in version 0.1.
FIRST = {
    "accounts": "0001_initial",
    "subscriptions": "0002_defaults",
    "articles": "0003_default_pages",
    "newsletters": "0001_initial",
    "comments": "0002_defaults",
}
SUBMISSIONS = ("IdeaAct", "IdeaFile", "Reply", "ReplyAct", "StoryIdea")
# Models that have another name by now.
RENAMED = {
    **{f"comments.{name}": f"submissions.{name}" for name in SUBMISSIONS},
    "articles.ColumnAct": "articles.ColumnActivity",
    "articles.ColumnDay": "articles.ColumnDailyStat",
    "articles.ColumnEdition": "articles.ColumnCacheVersion",
    "articles.Edition": "articles.CacheVersion",
    "articles.Filing": "articles.ColumnTopic",
    "articles.FormerRendition": "articles.RenditionRedirect",
    "articles.PhotoPlace": "articles.PhotoUse",
    "articles.SearchPlace": "articles.SearchEntry",
    "articles.WorkingCopy": "articles.Autosave",
    "subscriptions.DeskAct": "subscriptions.DeskLogEntry",
    "subscriptions.LeavingReason": "subscriptions.CancellationReason",
    "subscriptions.LetterLink": "subscriptions.EmailLink",
    "subscriptions.LetterLinkDevice": "subscriptions.EmailLinkDevice",
    "subscriptions.Notice": "accounts.OutboxEmail",
}
# Fields that have another name by now, by the model's old name.
RENAMED_FIELDS = {
    "articles.SearchPlace": {"place": "position"},
    "articles.WorkingCopy": {"typed": "form_data", "kept_at": "saved_at"},
    "articles.LinkCheck": {"trouble": "error"},
    "comments.Report": {"settled_at": "resolved_at"},
    "comments.ModerationAct": {"asked_at": "waiting_since"},
    "comments.IdeaFile": {"trouble": "error"},
    "comments.IdeaAct": {"told": "description", "mailed": "is_emailed"},
    "newsletters.Delivery": {"trouble": "error"},
    "subscriptions.CancellationRequest": {
        "is_mailed": "is_receipt_sent",
        "contract_found": "has_contract",
    },
    "subscriptions.GatewayEvent": {"trouble": "error"},
    "subscriptions.LeavingReason": {"given_at": "created_at"},
    "subscriptions.MeterMonth": {"columns_wanted": "columns_requested"},
    "subscriptions.Notice": {"taken_at": "claimed_at"},
    "subscriptions.Payment": {"what": "description"},
    "subscriptions.PlanChange": {"shown": "terms_text"},
    "subscriptions.PriceAnswer": {"told_at": "notified_at"},
    "subscriptions.PriceChange": {"may_keep": "may_keep_old_price"},
    "subscriptions.Purchase": {"shown": "terms_text", "shown_at": "terms_shown_at"},
    "subscriptions.Subscription": {"followed_at": "synced_at"},
}
# What the constraints of a table require, beyond one value for each required field.
VALUES: dict[str, dict[str, Any]] = {
    "articles.Column": {"slug": "harbours", "state": "published", "published_at": NOON},
    "articles.Edition": {"pk": 1},
    "articles.OldName": {"slug": "havens"},
    "comments.Commenter": {"name": "Ann", "name_key": "ann"},
    "comments.CommentPolicy": {"pk": 1},
    "subscriptions.InstitutionNetwork": {"first": "0" * 32, "last": "f" * 32},
    "subscriptions.MeterPolicy": {"pk": 1},
    "subscriptions.Promotion": {"percent_off": 10},
}
# The optional relation that a row of this table must have.
NEEDED = {
    "articles.PhotoPlace": "column",
    "newsletters.Follow": "topic",
    "newsletters.Mailing": "issue",
}
PERMISSIONS = {
    ("articles", "view_column"): ("articles", "view_column"),
    ("articles", "view_edition"): ("articles", "view_cacheversion"),
    ("comments", "view_storyidea"): ("submissions", "view_storyidea"),
    ("subscriptions", "change_deskact"): ("subscriptions", "change_desklogentry"),
    ("subscriptions", "view_notice"): ("accounts", "view_outboxemail"),
}


class FirstSite:
    """One row in each table of the first version."""

    def __init__(self, apps: Any) -> None:
        self.apps = apps
        self.rows: dict[str, Any] = {}

    def fill(self) -> None:
        for label in FIRST:
            for model in self.apps.get_app_config(label).get_models():
                self.row(model)

    def row(self, model: Any) -> Any:
        label = model._meta.label
        if label not in self.rows:
            self.rows[label] = self.create(model)
        return self.rows[label]

    def create(self, model: Any) -> Any:
        label = model._meta.label
        known = VALUES.get(label, {})
        # Migrations have inserted some rows.
        existing = model._base_manager.filter(pk=known.get("pk")).first()
        if existing is not None:
            return existing
        values = {
            field.name: self.value(field)
            for field in model._meta.concrete_fields
            if field.name == NEEDED.get(label) or is_required(field)
        }
        if label == "articles.RelatedColumn":
            values["other"] = self.create_other_column()
        return model._base_manager.create(**{**values, **known})

    def create_other_column(self) -> Any:
        return self.apps.get_model("articles", "Column")._base_manager.create(
            headline="Other", slug="other"
        )

    def value(self, field: Any) -> Any:
        if field.is_relation:
            return self.row(field.related_model)
        if field.choices:
            return field.choices[0][0]
        if field.name == "currency":
            return "USD"
        if isinstance(field, models.DateTimeField):
            late = field.name in {"ends_at", "expires_at", "until", "open_until"}
            return NOON + timedelta(days=1) if late else NOON
        if isinstance(field, models.DateField):
            return date(2026, 11, 18)
        if isinstance(field, models.JSONField):
            return {}
        if isinstance(field, models.UUIDField):
            return uuid.uuid4()
        if isinstance(field, models.BooleanField | models.IntegerField):
            return 1
        return field.name[: field.max_length]


def is_required(field: Any) -> bool:
    if field.primary_key and not field.is_relation:
        return False
    if field.blank and isinstance(field, models.CharField | models.TextField):
        return False
    return not (field.null or field.has_default() or getattr(field, "auto_now_add", False))


def missing_rows(rows: dict[str, Any], before: dict[str, dict[str, Any]]) -> list[str]:
    """Return what is no longer there, or has another value."""
    found = []
    for label, row in rows.items():
        model = installed.get_model(RENAMED.get(label, label))
        after = model._base_manager.filter(pk=row.pk).values().first()
        if after is None:
            found.append(f"{label} {row.pk}")
            continue
        names = RENAMED_FIELDS.get(label, {})
        for name, value in before[label].items():
            new_name = names.get(name, name)
            if new_name in after and after[new_name] != value:
                found.append(f"{label}.{name}: {value!r} became {after[new_name]!r}")
            if name in names and new_name not in after:
                found.append(f"{label}.{name}")
    return found


def upgrade() -> list[str]:
    from django.contrib.auth.models import Group, Permission
    from django.contrib.contenttypes.models import ContentType
    from django.test import Client

    for label, name in FIRST.items():
        call_command("migrate", label, name, verbosity=0)
    state = MigrationExecutor(connection).loader.project_state(list(FIRST.items()))
    site = FirstSite(state.apps)
    site.fill()
    before = {
        label: type(row)._base_manager.filter(pk=row.pk).values().get()
        for label, row in site.rows.items()
    }
    group = Group.objects.create(name="Own group")
    for app, codename in PERMISSIONS:
        permission = Permission.objects.get(content_type__app_label=app, codename=codename)
        group.permissions.add(permission)
    ContentType.objects.clear_cache()

    call_command("migrate", verbosity=0)

    problems = missing_rows(site.rows, before)
    names = set(group.permissions.values_list("content_type__app_label", "codename"))
    if names != set(PERMISSIONS.values()):
        problems.append(f"permissions: {sorted(names)}")
    stale = [each for each in ContentType.objects.all() if each.model_class() is None]
    problems += [f"content type: {each.app_label}.{each.model}" for each in stale]
    for path in ("/", "/columns/harbours/", "/accounts/login/"):
        status = Client().get(path).status_code
        if status != 200:
            problems.append(f"{path} answers {status}")
    return problems


if __name__ == "__main__":
    django.setup()
    for problem in upgrade():
        print(problem)
    print("upgraded")
