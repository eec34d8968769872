"""The form of a columnist, topic or series."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify

from accounts.text.folding import LATIN
from articles import slugs
from articles.models.names import SLUG_LENGTH


class NamedForm(forms.ModelForm[Any]):
    """Make the slug of a new name on the server.

    The form's script makes “c” of “C++” and ignores used slugs.
    """

    class Meta:
        fields: ClassVar = ["name"]  # the admin adds the others

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean_slug(self) -> str:
        entered, name = (
            str(self.cleaned_data.get("slug") or ""),
            str(self.cleaned_data.get("name") or ""),
        )
        by_script = (
            self.instance._state.adding and entered == slugify(name.translate(LATIN))[:SLUG_LENGTH]
        )
        if entered and not by_script:
            return entered
        if not name:
            raise ValidationError("The address is made from the name. Type a name.")
        model = type(self.instance)
        others = model._default_manager.exclude(pk=self.instance.pk)
        return slugs.free(slugs.slug_of_name(name, model._meta.model_name), others)
