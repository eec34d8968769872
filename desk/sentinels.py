"""Columns to catch a leak with: every hidden part of a text carries a word that stands nowhere else."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from articles import writing
from articles.models import Column, Columnist, OldSlug, Series, Source, Topic
from subscriptions.models import Wall

HIDDEN_PARAGRAPHS = 5
DAY = timedelta(days=1)
OPENING = "<p>{words}</p>\n<p>{words}</p>"
REST = """<aside class="pullquote"><p>{pull_quote} was said</p></aside>
<figure><img src="/media/{alt}.jpg" alt="{alt}"><figcaption>{caption}</figcaption></figure>
<h2>{heading}</h2>{paragraphs}<p>It ends with {last_word}</p>"""


@dataclass(frozen=True)
class Planted:
    """A column that strangers may not read, and the words that would betray it: word -> where it stands."""

    column: Column
    what: str
    words: dict[str, str]


@dataclass(frozen=True)
class Field:
    """All that was planted, and slugs and keys to fill addresses with."""

    columns: list[Planted]
    slugs: list[str]

    @property
    def words(self) -> dict[str, str]:
        return {word: f"{place} of {each.what}" for each in self.columns for word, place in each.words.items()}


def plant(at: datetime) -> Field:
    """A column behind every wall, and one of every kind that is not live; call it in a transaction to roll back."""
    mark = secrets.token_hex(4)
    names = _names(mark)
    walled = [_walled(wall, mark, names, at) for wall in Wall if wall != Wall.FREE]
    hidden = [_hidden(kind, mark, names, at) for kind in ("draft", "embargoed", "withdrawn", "expired")]
    old = OldSlug.objects.create(slug=f"old-{mark}", column=walled[-1].column)
    slugs = [each.column.slug for each in walled + hidden]
    return Field(walled + hidden, [*slugs, old.slug, *(name.slug for name in names)])


def _names(mark: str) -> tuple[Columnist, Topic, Series]:
    slug = f"planted-{mark}"
    return (
        Columnist.objects.create(name=f"Planted {mark}", slug=slug),
        Topic.objects.create(name=f"Planted {mark}", slug=slug),
        Series.objects.create(name=f"Planted {mark}", slug=slug),
    )


def _walled(wall: Wall, mark: str, names: tuple[Columnist, Topic, Series], at: datetime) -> Planted:
    return _save(
        Column(wall=wall, published_at=at - DAY, headline=f"Planted {wall}", slug=f"planted-{wall}-{mark}"),
        f"a column behind the wall {wall.value!r}",
        names,
        at,
    )


def _hidden(kind: str, mark: str, names: tuple[Columnist, Topic, Series], at: datetime) -> Planted:
    """What was never public may not even be named: its headline betrays it too."""
    column = Column(wall=Wall.FREE, slug=f"planted-{kind}-{mark}", headline=f"Planted {kind}", published_at=at - DAY)
    extra = {}
    if kind == "withdrawn":
        column.state = Column.State.WITHDRAWN
    elif kind == "expired":
        column.source = Source.objects.create(name=f"Planted {mark}", full_text_feed=True)
        column.expires_at, column.full_text_feed = at, True
    else:
        column.published_at = None if kind == "draft" else at + DAY
        column.state = Column.State.DRAFT if kind == "draft" else Column.State.PUBLISHED
        column.headline, column.standfirst = _word(), _word()
        extra = {column.headline: "the headline", column.standfirst: "the standfirst"}
    return _save(column, f"a column that is {kind}", names, at, extra)


def _save(
    column: Column,
    what: str,
    names: tuple[Columnist, Topic, Series],
    at: datetime,
    extra: dict[str, str] | None = None,
) -> Planted:
    columnist, topic, column.series = names
    column.state = column.state if extra or "withdrawn" in what else Column.State.PUBLISHED
    body, words = _body()
    writing.save(column, body=body, columnists=[columnist], topics=[topic], by=None, at=at)
    return Planted(column, what, {**words, **(extra or {})})


def _body() -> tuple[str, dict[str, str]]:
    """A free opening of plain words, then a word of its own in every part of the rest."""
    places = {name: _word() for name in ("pull_quote", "caption", "alt", "heading", "last_word")}
    hidden = {_word(): f"paragraph {number}" for number in range(1, HIDDEN_PARAGRAPHS + 1)}
    paragraphs = "\n".join(f"<p>{'And so on. ' * 12}{word} {'And so on. ' * 12}</p>" for word in hidden)
    body = f"{OPENING.format(words='As anyone may read. ' * 8)}\n{REST.format(paragraphs=paragraphs, **places)}"
    return body, {**hidden, **{word: f"the {name.replace('_', ' ')}" for name, word in places.items()}}


def _word() -> str:
    """Letters only: no way of splitting, stemming or escaping words changes it."""
    digits = secrets.token_hex(8)
    return "zq" + digits.translate(str.maketrans("0123456789", "ghijklmnop")) + "x"
