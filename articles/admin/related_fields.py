"""Admin fields for related objects: autocomplete, with a link to add one.

There are none to change or delete it.
"""

from typing import Any

from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.db.models import Field, ForeignKey
from django.http import HttpRequest


class AutocompleteWithEmptyLabel(AutocompleteSelect):
    def create_option(
        self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        # Django's empty option has no text, which HTML does not allow; the autocomplete widget
        # shows none anyway.
        option: dict[str, Any] = super().create_option(
            name, value, label or "None", *args, **kwargs
        )
        return option


class RelatedFieldsAdmin(BaseModelAdmin[Any]):
    def formfield_for_dbfield(
        self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        # Related objects may be added from this form, but not changed or deleted.
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_delete_related = (
                field.widget.can_view_related
            ) = False
        return field

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault(
                "widget",
                AutocompleteWithEmptyLabel(db_field, self.admin_site, using=kwargs.get("using")),
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
