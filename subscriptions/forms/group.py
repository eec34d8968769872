from typing import ClassVar

from django import forms
from django.core.exceptions import ValidationError

from accounts.email_fields import AddressFormField
from subscriptions.models import Group


class InvitationForm(forms.Form):
    """Invite one address."""

    email = AddressFormField(
        label="Invite by e-mail",
        widget=forms.EmailInput(
            attrs={"autocomplete": "off", "aria-describedby": "id_email_helptext"}
        ),
        help_text=(
            "They get a link that is good for two weeks. Whoever takes the seat reads every column."
        ),
        error_messages={"required": "Type the address of the person you invite."},
    )


class GroupForm(forms.ModelForm[Group]):
    class Meta:
        model = Group
        fields: ClassVar[list[str]] = ["owner", "name", "seats", "ends_at"]

    def clean_seats(self) -> int:
        """Refuse fewer seats than are taken: the desk must choose whose seat is freed."""
        seats = int(self.cleaned_data["seats"])
        taken = self.instance.group_seats.current().count() if self.instance.pk else 0
        if seats < taken:
            raise ValidationError(
                f"{taken} seats are taken, the owner’s among them. Free some below first."
            )
        return seats
