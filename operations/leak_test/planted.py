"""Columns for the leak test: each hidden part of their text has a word that occurs nowhere else."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from articles.models import Column, Columnist, OldSlug, Series, Source, Topic
from articles.publishing.save import save_column
from operations.leak_test import planted_comments, planted_emails
from operations.leak_test.planted_emails import PlantedEmails
from subscriptions.models import Wall

HIDDEN_PARAGRAPHS = 5
KEY_OF_A_VIDEO = 11  # characters of a YouTube id
DAY = timedelta(days=1)
HIDDEN = {
    "draft": Column.State.DRAFT,
    "embargoed": Column.State.PUBLISHED,
    "withdrawn": Column.State.WITHDRAWN,
    "expired": Column.State.PUBLISHED,
}
NEVER_PUBLIC = ("draft", "embargoed")  # their headline is secret, too
Names = tuple[Columnist, Topic, Series]
OPENING = "<p>{words}</p>\n<p>{words}</p>"
REST = """<aside class="pullquote"><p>{pull_quote} was said</p></aside>
<figure><img src="/media/{alt}.jpg" alt="{alt}"><figcaption>{caption}</figcaption></figure>
<table><caption>{table_caption}</caption><tr><td>{cell}</td><td>{cell}</td></tr></table>
<figure class="embed"><a href="https://www.youtube.com/watch?v={video}">{video_title}</a></figure>
<h2>{heading}</h2>{paragraphs}<p>It ends with {last_word}</p>"""


@dataclass(frozen=True)
class Planted:
    """A column that test visitors may not read.

    `words` maps each unique word to its place in the column.
    """

    column: Column
    what: str
    words: dict[str, str]
    is_live: bool = True


@dataclass(frozen=True)
class PlantedData:
    """Everything that was planted, and slugs for URLs."""

    columns: list[Planted]
    slugs: list[str]
    emails: PlantedEmails = field(default_factory=PlantedEmails)

    def words_hidden_from(self, opened: tuple[Wall, ...]) -> dict[str, str]:
        """Return the words that must not be shown to a visitor who may pass these walls only."""
        hidden = (
            each for each in self.columns if not each.is_live or each.column.wall not in opened
        )
        messages = {
            word: f"{location} of {each.what}"
            for each in hidden
            for word, location in each.words.items()
        }
        return {**messages, **self.emails.words}


def plant(at: datetime) -> PlantedData:
    """Create a column behind each wall and one of each kind that is not live.

    Call it in a transaction and roll back.
    """
    mark = secrets.token_hex(4)
    name, slug = f"Planted {mark}", f"planted-{mark}"
    names = (
        Columnist.objects.create(name=name, slug=slug),
        Topic.objects.create(name=name, slug=slug),
        Series.objects.create(name=name, slug=slug),
    )
    walled = [_walled(wall, mark, names, at) for wall in Wall if wall != Wall.FREE]
    hidden = [_hidden(kind, mark, names, at) for kind in HIDDEN]
    old = OldSlug.objects.create(slug=f"old-{mark}", column=walled[-1].column)
    slugs = [each.column.slug for each in walled + hidden]
    emails = planted_emails.plant(walled[0].column, _word, at)
    return PlantedData(walled + hidden, [*slugs, old.slug, *(name.slug for name in names)], emails)


def _walled(wall: Wall, mark: str, names: Names, at: datetime) -> Planted:
    column = Column(wall=wall, headline=f"Planted {wall}", slug=f"planted-{wall}-{mark}")
    column.state, column.published_at = Column.State.PUBLISHED, at - DAY
    return Planted(column, f"a column behind the wall {wall.value!r}", _save(column, names, at))


def _hidden(kind: str, mark: str, names: Names, at: datetime) -> Planted:
    column = Column(wall=Wall.FREE, headline=f"Planted {kind}", slug=f"planted-{kind}-{mark}")
    column.state, column.published_at = HIDDEN[kind], at - DAY
    words = {}
    if kind == "expired":
        column.source = Source.objects.create(name=f"Planted {mark}", full_text_feed=True)
        column.expires_at, column.full_text_feed = at, True
    if kind in NEVER_PUBLIC:
        column.published_at = at + DAY
        column.headline, column.standfirst = _word(), _word()
        words = {column.headline: "the headline", column.standfirst: "the standfirst"}
    return Planted(
        column, f"a column that is {kind}", _save(column, names, at) | words, is_live=False
    )


def _save(column: Column, names: Names, at: datetime) -> dict[str, str]:
    columnist, topic, column.series = names
    body, words = _body()
    save_column(column, body=body, columnists=[columnist], topics=[topic], by=None, at=at)
    messages = planted_comments.conversation(column, (_word(), _word()), at)
    return {**words, **messages, planted_emails.printed_reply(column, _word(), at): "the reply"}


def _body() -> tuple[str, dict[str, str]]:
    """Return a body with a free opening.

    Behind the paywall each kind of element has a unique word.
    """
    names = (
        "pull_quote",
        "caption",
        "alt",
        "table_caption",
        "cell",
        "video_title",
        "heading",
        "last_word",
    )
    positions = {name: _word() for name in names}
    positions["video"] = _word()[:KEY_OF_A_VIDEO]
    hidden = {_word(): f"paragraph {number}" for number in range(1, HIDDEN_PARAGRAPHS + 1)}
    paragraphs = "\n".join(
        f"<p>{'And so on. ' * 12}{word} {'And so on. ' * 12}</p>" for word in hidden
    )
    opening = OPENING.format(words="As anyone may read. " * 8)
    body = f"{opening}\n{REST.format(paragraphs=paragraphs, **positions)}"
    return body, {
        **hidden,
        **{word: f"the {name.replace('_', ' ')}" for name, word in positions.items()},
    }


def _word() -> str:
    # Letters only, so that splitting, stemming and escaping do not change the word.
    digits = secrets.token_hex(8)
    return "zq" + digits.translate(str.maketrans("0123456789", "ghijklmnop")) + "x"
