"""Follow links and the sign-up box, for pages of other apps."""

from django import template
from django.urls import reverse
from django.utils.html import format_html

from newsletters.models import Newsletter

register = template.Library()


@register.simple_tag
def follow_words(kind: str, slug: str, name: str) -> str:
    """Return a link such as "Follow Foreign policy"."""
    return format_html(
        '<a href="{}">Follow <bdi>{}</bdi></a>',
        reverse("newsletters:follow", args=[kind, slug]),
        name,
    )


@register.simple_tag
def follow_link(kind: str, slug: str, name: str) -> str:
    address = reverse("newsletters:follow", args=[kind, slug])
    return format_html(
        '<p class="follow"><a class="button-quiet" href="{}">Follow <bdi>{}</bdi></a></p>',
        address,
        name,
    )


@register.simple_tag
def first_newsletter(columnist_pk: int | None = None) -> Newsletter | None:
    """Return the newsletter that a page offers: the columnist's, or the site's first one."""
    return Newsletter.objects.filter(is_open=True, columnist=columnist_pk).first()
