"""A reader's display name and e-mail settings."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from articles.models import Columnist
from comments.forms.writing import NAME_HELP
from comments.models import Commenter
from comments.threads import display_names

MAILS = ("wants_replies", "wants_decisions", "wants_own_columns")


class OwnForm(forms.ModelForm[Commenter]):
    name = forms.CharField(label="Your name here", help_text=NAME_HELP)

    class Meta:
        model = Commenter
        fields: ClassVar = ["name", *MAILS]
        labels: ClassVar = {
            "wants_replies": "Write to me when somebody replies to me",
            "wants_decisions": (
                "Write to me when a moderator approves, hides or restores my comment"
            ),
            "wants_own_columns": (
                "Write to me when readers comment on my columns, once an hour at most"
            ),
        }

    def __init__(
        self, *args: Any, commenter: Commenter, no_new_name: str = "", **kwargs: Any
    ) -> None:
        """Take `no_new_name`, the reason why the name cannot be changed now.

        The other settings still can.
        """
        super().__init__(*args, **{**kwargs, "instance": Commenter.objects.get(pk=commenter.pk)})
        self.label_suffix = ""
        self.no_new_name = no_new_name
        if not Columnist.objects.filter(user=commenter.user_id).exists():
            del self.fields["wants_own_columns"]

    def clean_name(self) -> str:
        if self.no_new_name and "name" in self.changed_data:
            raise ValidationError(self.no_new_name)
        return display_names.checked(str(self.cleaned_data["name"]), self.instance.user)

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # Django's own hook
        # Save the name here: if somebody else takes it meanwhile, the form can still show an error.
        if "name" in self.changed_data and not self.errors:
            try:
                display_names.rename(self.instance, self.cleaned_data["name"])
            except ValidationError as problem:
                self.add_error("name", problem)
