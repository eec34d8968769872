"""HTML that our editor extensions may write; settings pass these to django-prose-editor."""

from typing import Any

from django_prose_editor.config import add_allowed_classes, add_tags_and_attributes

BREAK_CLASS = "teaser-break"
PULLQUOTE_CLASS = "pullquote"
CREDIT_CLASS = "credit"
EMBED_CLASS = "embed"
FIGURE_SIZES = ("wide", "side")  # beside the plain one, as wide as the text

Config = dict[str, Any]


def pull_quote(config: Config, shared: Config) -> None:
    add_tags_and_attributes(shared, ["aside"], None)
    add_allowed_classes(shared, {"aside": [PULLQUOTE_CLASS]})


def teaser_break(config: Config, shared: Config) -> None:
    add_tags_and_attributes(shared, ["hr"], None)
    add_allowed_classes(shared, {"hr": [BREAK_CLASS]})


def table(config: Config, shared: Config) -> None:
    """Allow tables, with `role` to recognize layout tables.

    articles.text.tables normalizes them before saving.
    """
    tags = ["table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"]
    spans = ["colspan", "rowspan"]
    add_tags_and_attributes(shared, tags, {"table": ["role"], "th": spans, "td": spans})


def photo_figure(config: Config, shared: Config) -> None:
    picture = {"img": ["src", "alt", "width", "height", "data-photo"]}
    add_tags_and_attributes(shared, ["figure", "figcaption", "img", "span"], picture)
    add_allowed_classes(shared, {"span": [CREDIT_CLASS], "figure": FIGURE_SIZES})


def embed(config: Config, shared: Config) -> None:
    add_tags_and_attributes(shared, ["figure", "a"], {"a": ["href"]})
    add_allowed_classes(shared, {"figure": [EMBED_CLASS]})


def nothing(config: Config, shared: Config) -> None:
    """Allow nothing, for extensions that change only how the editor works."""
