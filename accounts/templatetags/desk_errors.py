from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import template
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm

register = template.Library()


@dataclass(frozen=True)
class ErrorLink:
    anchor: str
    label: str
    message: str


@register.simple_tag
def error_links(adminform: Any, inline_admin_formsets: Any) -> list[ErrorLink]:
    """List the errors of a change form with links to their fields.

    First come the form's own errors, then those of its inlines.
    """
    links = list(_of_form(adminform.form))
    for inline in inline_admin_formsets:
        formset, name = inline.formset, str(inline.opts.verbose_name_plural)
        group = f"{formset.prefix}-group"
        links += [ErrorLink(group, name, message) for message in formset.non_form_errors()]
        for number, form in enumerate(formset.forms, start=1):
            row = f"{name}, row {number}"
            links += [ErrorLink(group, row, message) for message in form.non_field_errors()]
            links += _of_form(form, before=f"{row}: ")
    return links


def _of_form(form: BaseForm, *, before: str = "") -> Iterator[ErrorLink]:
    for name, messages in form.errors.items():
        # The page shows non-field errors above the form.
        if name != NON_FIELD_ERRORS:
            field = form[name]
            # A field with several controls has no id, so link to its first control.
            anchor = field.id_for_label or f"{field.auto_id}_0"
            yield from (
                ErrorLink(anchor, f"{before}{field.label}", str(message)) for message in messages
            )
