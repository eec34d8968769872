from typing import Any

from django import template
from django.forms import BaseForm

from accounts.reader import browsers

register = template.Library()

LABELS = {
    "login": "E-mail address",
    "email": "E-mail address",
    "password": "Password",
    "password1": "Password",
    "oldpassword": "Current password",
    "password2": "New password again",
    "code": "Code",
    "passwordless": "Let me sign in with this key alone",
}
HELP = {
    "password": "",
    "oldpassword": "",
    "password1": "At least 10 characters, and not one that many people use.",
    "passwordless": (
        "The key will ask for your fingerprint, face or PIN; you need no password then."
    ),
}


@register.inclusion_tag("account/_fields.html")
def fields(form: BaseForm, **labels: str) -> dict[str, Any]:
    """Render a form with this site's labels and help texts instead of allauth's.

    `labels` replaces some of them.
    """
    form.label_suffix = ""
    words = {
        **LABELS,
        **({"password1": "New password"} if "password2" in form.fields else {}),
        **labels,
    }
    for field in form:
        field.label = words.get(field.name, field.label)
        field.help_text = HELP.get(field.name, field.help_text)
        # allauth's placeholders only repeat the labels.
        field.field.widget.attrs.pop("placeholder", None)
    return {"form": form}


@register.filter
def browser(signature: str) -> str:
    return browsers.describe_browser(signature)
