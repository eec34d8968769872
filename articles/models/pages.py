from typing import ClassVar

from django.db import models
from django.urls import reverse


class Page(models.Model):
    """A static page of the site (about, privacy, guidelines ...), edited at the desk."""

    DONATE: ClassVar[str] = "donate"  # its text is shown above the form at /donate/
    NEWSLETTERS: ClassVar[str] = "newsletters"  # above the list at /newsletters/
    STORY_IDEAS: ClassVar[str] = "story-ideas"  # above the form at /story-ideas/
    ELSEWHERE: ClassVar[dict[str, str]] = {
        DONATE: "subscriptions:donate",
        NEWSLETTERS: "newsletters:all",
        STORY_IDEAS: "submissions:story-ideas",
    }

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=120)
    description = models.CharField(
        max_length=200, blank=True, help_text="One sentence for search engines."
    )
    body = models.TextField(blank=True)
    in_footer = models.BooleanField("linked in the footer", default=True)
    position = models.PositiveSmallIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["position", "title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        if self.slug in self.ELSEWHERE:
            return reverse(self.ELSEWHERE[self.slug])
        return reverse("articles:page", args=[self.slug])
