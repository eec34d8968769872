"""Delete a columnist, topic, series or agency, with the consequences in words that editors know."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.text import capfirst

# Consequences by related model and deleted model; models of other apps by name, because articles
# must not import them.
CONSEQUENCES = {
    ("articles.columntopic", "topic"): "{columns} filed under it {stay}, without this topic.",
    ("articles.column", "series"): "{columns} of it {stay}, without a series.",
    ("articles.columnistlink", "columnist"): "The links on the columnist’s page are deleted too.",
    ("comments.seriesrule", "series"): "Its rule about comments is deleted too.",
    ("newsletters.follow", "topic"): "{readers} who {follow} it will get no more e-mails about it.",
    (
        "newsletters.follow",
        "series",
    ): "{readers} who {follow} it will get no more e-mails about it.",
    (
        "newsletters.follow",
        "columnist",
    ): "{readers} who {follow} this columnist will get no more e-mails about it.",
}
OBSTACLES = {
    (
        "articles.byline",
        "columnist",
    ): "{columns} {name} “{what}” as a columnist: change the bylines first.",
    (
        "articles.column",
        "source",
    ): "{columns} {come} from “{what}”: choose another agency there first.",
}


class NameDeletionAdmin(admin.ModelAdmin[Any]):
    delete_confirmation_template = "articles/desk/delete_name.html"

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        lines: list[Any] = []
        obstacles: list[str] = []
        for each in objs:
            lines.append(f"{capfirst(self.opts.verbose_name)} “{each}”")
            lines.append(list(_sentences(each, CONSEQUENCES)))
            obstacles += _sentences(each, OBSTACLES)
        names = self.opts.verbose_name_plural
        denied = (
            {names}
            if not all(self.has_delete_permission(request, each) for each in objs)
            else set()
        )
        return [line for line in lines if line], {names: len(objs)}, denied, obstacles


def _sentences(what: Model, words: dict[tuple[str, str], str]) -> Iterable[str]:
    for relation in what._meta.get_fields(include_hidden=True):
        model: Any = relation.related_model
        sentence = (
            words.get((model._meta.label_lower, str(what._meta.model_name))) if model else None
        )
        if sentence is None or not relation.one_to_many:
            continue
        number = model._default_manager.filter(**{relation.field.name: what}).count()  # type: ignore[union-attr]  # a relation to it
        if number:
            yield sentence.format(what=what, **_counted(number))


def _counted(number: int) -> dict[str, str]:
    is_one = number == 1
    verbs = {verb: f"{verb}s" if is_one else verb for verb in ("stay", "follow", "name", "come")}
    return {
        "columns": "1 column" if is_one else f"{number} columns",
        "readers": "1 reader" if is_one else f"{number} readers",
        **verbs,
    }
