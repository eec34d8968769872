"""Restore unsaved changes in admin forms, from the browser (static/js/browser-autosave.js)."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse

# POST field with the time of the autosave; its presence means "show, do not save"
RESTORED = "restored"
MOST_CHARACTERS = 60
RESTORED_MESSAGE = "These are your unsaved changes from {when}. Look them over, then save them."


class UnsavedDataForm(forms.ModelForm[Any]):
    """Add a validation error, so that the restored data is shown in the form and not saved."""

    def clean(self) -> dict[str, Any] | None:
        cleaned: dict[str, Any] | None = super().clean()
        self.add_error(None, ValidationError("These changes are not saved yet.", code=RESTORED))
        return cleaned


class UnsavedFormAdmin(admin.ModelAdmin[Any]):
    """Show autosaved data again if a POST contains RESTORED."""

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(
            request, obj, change=change, **kwargs
        )  # UserAdmin takes `change` as a keyword only
        if RESTORED not in request.POST:
            return form
        return type(form)(form.__name__, (UnsavedDataForm, form), {})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["autosaves"] = not context.get("is_popup")
        if RESTORED in request.POST:
            context[RESTORED] = True
            messages.info(
                request, RESTORED_MESSAGE.format(when=request.POST[RESTORED][:MOST_CHARACTERS])
            )
            form = context["adminform"].form
            if form.has_error(NON_FIELD_ERRORS, RESTORED) and len(context["errors"]) == 1:
                # The message above says it already, so hide the form's error list.
                context["errors"] = []
        return super().render_change_form(request, context, *args, **kwargs)
