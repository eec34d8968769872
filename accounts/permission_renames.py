"""Keep the permissions of staff when a migration renames models or moves them to another app."""

from typing import Any

from django.db import migrations

ACTIONS = ("add", "change", "delete", "view")


def rename_permissions(app_label: str, renames: dict[str, str]) -> migrations.RunPython:
    """Return the migration operation to put after RenameModel.

    `renames` maps old to new model names, in lower case. Django renames only the content type:
    without this operation, permissions that an operator gave to a group would stay under the old
    name, and have no effect.
    """

    def forwards(apps: Any, schema_editor: Any) -> None:
        _rename(apps, schema_editor.connection.alias, app_label, renames)

    def backwards(apps: Any, schema_editor: Any) -> None:
        former = {new: old for old, new in renames.items()}
        _rename(apps, schema_editor.connection.alias, app_label, former)

    return migrations.RunPython(forwards, backwards)


def move_permissions(old: str, new: str, models: tuple[str, ...]) -> migrations.RunPython:
    """Return the migration operation that moves content types from one app to another.

    All that refers to them moves too: permissions, and entries of the admin's log. `models` are in
    lower case.
    """

    def forwards(apps: Any, schema_editor: Any) -> None:
        _move(apps, schema_editor.connection.alias, old, new, models)

    def backwards(apps: Any, schema_editor: Any) -> None:
        _move(apps, schema_editor.connection.alias, new, old, models)

    return migrations.RunPython(forwards, backwards)


def _move(apps: Any, alias: str, old: str, new: str, models: tuple[str, ...]) -> None:
    types = apps.get_model("contenttypes", "ContentType").objects.using(alias)
    types.filter(app_label=old, model__in=models).update(app_label=new)


def _rename(apps: Any, alias: str, app_label: str, renames: dict[str, str]) -> None:
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    for old, new in renames.items():
        for action in ACTIONS:
            permissions.filter(
                content_type__app_label=app_label, codename=f"{action}_{old}"
            ).update(codename=f"{action}_{new}")
