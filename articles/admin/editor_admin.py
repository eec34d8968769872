"""Base of admins with the rich-text editor: import map with a CSP nonce, style sheets, messages."""

from collections.abc import Callable
from typing import Any

from csp.constants import NONCE
from csp.decorators import csp_update
from django.contrib import admin, messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from js_asset import ImportMap, Media

from articles.admin.related_fields import RelatedFieldsAdmin
from articles.forms.body import BodyField

WITH_NONCE = {"script-src": [NONCE]}
OUR_MODULES = Media(
    importmap=ImportMap(
        {
            "desk/caret": "js/editor-caret.js",
            "desk/dialog": "js/editor-dialog.js",
            "desk/autosave": "js/desk-autosave.js",
            "desk/keys": "js/editor-keys.js",
            "desk/hidden": "js/editor-hidden.js",
            "desk/lines": "js/editor-lines.js",
            "desk/nesting": "js/editor-nesting.js",
            "desk/styles": "js/editor-styles.js",
            "desk/left-out": "js/editor-removed-content.js",
            "desk/length": "js/editor-length.js",
            "desk/photo-picker": "js/photo-picker.js",
        }
    )
)


class EditorAdmin(RelatedFieldsAdmin, admin.ModelAdmin[Any]):
    """Admin pages with a nonce, because the editor's import map is an inline script.

    Public pages never use one.
    """

    class Media:
        css = {"all": ["css/desk-editor.css", "css/desk-photos.css", "css/desk-column.css"]}

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        view: Callable[..., Any] = csp_update(WITH_NONCE)(super().changeform_view)
        response: HttpResponse = view(request, object_id, form_url, extra_context)
        return response

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        for field in form.fields.values():
            if isinstance(field, BodyField) and field.left_out:
                self.message_user(request, field.left_out, messages.WARNING)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        nonce = str(request.csp_nonce)  # type: ignore[attr-defined]  # set by django-csp's middleware
        context["media"] = (Media.from_media(context["media"]) + OUR_MODULES).with_nonce(nonce)
        return super().render_change_form(request, context, *args, **kwargs)

    def view_on_site(self, obj: Model) -> str:
        address: str = obj.get_absolute_url()  # type: ignore[attr-defined]  # columns and pages have one
        return address
