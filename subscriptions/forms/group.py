from django import forms


class InvitationForm(forms.Form):
    """One address; what is refused stays typed."""

    email = forms.EmailField(
        label="Invite by e-mail",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "aria-describedby": "id_email_helptext"}),
        help_text="They get a link that is good for two weeks. Whoever takes the seat reads every column.",
        error_messages={"required": "Type the address of the person you invite."},
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()
