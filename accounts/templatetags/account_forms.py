from typing import Any

from django import template
from django.forms import BaseForm

from accounts import browsers

register = template.Library()

LABELS = {
    "login": "E-mail address",
    "email": "E-mail address",
    "password": "Password",
    "password1": "Password",
    "oldpassword": "Your password now",
    "password2": "The new password once more",
    "code": "Code",
    "passwordless": "Let me sign in with this key alone",
}
HELP = {
    "password": "",
    "password1": "At least 10 characters, and not one that many people use.",
    "passwordless": "The key will ask for your fingerprint, face or PIN; you need no password then.",
}


@register.inclusion_tag("account/_fields.html")
def fields(form: BaseForm) -> dict[str, Any]:
    """A form's fields in the house's words; allauth's placeholders only repeat the labels."""
    form.label_suffix = ""
    for name, field in form.fields.items():
        field.label = LABELS.get(name, field.label)
        field.help_text = HELP.get(name, field.help_text)
        field.widget.attrs.pop("placeholder", None)
    if "password2" in form.fields:
        form.fields["password1"].label = "New password"
    return {"form": form}


@register.filter
def browser(signature: str) -> str:
    return browsers.in_words(signature)
