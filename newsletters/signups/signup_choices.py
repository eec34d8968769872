"""Names of newsletters and follows for forms and links, such as "topic:foreign-policy:weekly"."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from articles.models import Columnist, Series, Topic
from newsletters.models import Follow, Newsletter

FOLLOWED: dict[str, Any] = {"columnist": Columnist, "topic": Topic, "series": Series}
NEWSLETTER = "newsletter"


@dataclass(frozen=True)
class SignupChoice:
    """A newsletter, or a name to follow with its rhythm."""

    kind: str
    target: Any
    rhythm: str = ""

    @property
    def words(self) -> str:
        if self.kind == NEWSLETTER:
            return str(self.target.rhythm)
        return str(Follow.Rhythm(self.rhythm).label)


def name_of(kind: str, slug: str, rhythm: str = "") -> str:
    return ":".join(filter(None, (kind, slug, rhythm)))


def choices_from(names: Iterable[str]) -> list[SignupChoice]:
    """Return the choices that still exist. Newsletters must be open."""
    choices: list[SignupChoice] = []
    for name in names:
        kind, slug, rhythm = [*name.split(":"), "", ""][:3]
        target = None
        if kind == NEWSLETTER:
            target, rhythm = Newsletter.objects.filter(slug=slug, is_open=True).first(), ""
        elif kind in FOLLOWED and rhythm in Follow.Rhythm.values:
            target = FOLLOWED[kind].objects.filter(slug=slug).first()
        if target is not None:
            choices.append(SignupChoice(kind, target, rhythm))
    return choices
