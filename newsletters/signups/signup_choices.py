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
        return str(
            self.target.rhythm if self.kind == NEWSLETTER else Follow.Rhythm(self.rhythm).label
        )


def name_of(kind: str, slug: str, rhythm: str = "") -> str:
    return ":".join(filter(None, (kind, slug, rhythm)))


def choices_from(names: Iterable[str]) -> list[SignupChoice]:
    """Return the choices that still exist. Newsletters must be open."""
    result = (_one(*[*name.split(":"), "", ""][:3]) for name in names)
    return [each for each in result if each is not None]


def _one(kind: str, slug: str, rhythm: str) -> SignupChoice | None:
    if kind == NEWSLETTER:
        newsletter = Newsletter.objects.filter(slug=slug, is_open=True).first()
        return SignupChoice(kind, newsletter) if newsletter else None
    if kind not in FOLLOWED or rhythm not in Follow.Rhythm.values:
        return None
    target = FOLLOWED[kind].objects.filter(slug=slug).first()
    return SignupChoice(kind, target, rhythm) if target else None
