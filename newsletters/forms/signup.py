"""Forms for sign-ups and follows."""

from typing import Any

from django import forms

from accounts.email_fields import NOT_WHOLE, AddressFormField
from accounts.text.validators import refuse_invisible
from newsletters.models import Follow, Newsletter, Recipient
from newsletters.signups import signup_choices
from newsletters.signups.tokens import SignupRequest

Rhythm = Follow.Rhythm
NO_MORE = ("", "Not any more")


class AddressForm(forms.Form):
    """An e-mail address. `website` is a honeypot, hidden from people."""

    address = AddressFormField(
        label="Your e-mail address",
        error_messages={"required": "Please type your address.", "invalid": NOT_WHOLE},
    )
    website = forms.CharField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""

    def clean_address(self) -> str:
        address = str(self.cleaned_data["address"])
        refuse_invisible(address)
        return address

    @property
    def is_robot(self) -> bool:
        return bool(self.cleaned_data.get("website"))

    @property
    def names(self) -> list[str]:
        raise NotImplementedError

    @property
    def signup_request(self) -> SignupRequest:
        return SignupRequest(self.cleaned_data["address"], tuple(self.names))


class SignUpForm(AddressForm):
    """Sign up for one or more open newsletters."""

    what = forms.MultipleChoiceField(
        label="Newsletters",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "That newsletter can’t be signed up for any more."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["what"]
        open_lists = Newsletter.objects.filter(is_open=True)
        field.choices = [
            (signup_choices.name_of(signup_choices.NEWSLETTER, each.slug), each.name)
            for each in open_lists
        ]

    def clean_what(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["what"]
        if not chosen:
            raise forms.ValidationError("Please choose at least one.")
        return list(dict.fromkeys(chosen))  # a duplicate would be listed twice in the e-mail

    @property
    def names(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["what"]
        return chosen


class RhythmForm(forms.Form):
    """How often to send e-mails about a followed name."""

    rhythm = forms.ChoiceField(
        label="How often",
        choices=Rhythm.choices,
        initial=Rhythm.AT_ONCE,
        widget=forms.RadioSelect,
        error_messages={"required": "Please choose how often."},
    )


class FollowForm(RhythmForm, AddressForm):
    """Follow one name with an address only."""

    field_order = ("rhythm", "address")

    def __init__(self, *args: Any, kind: str, slug: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.slug = kind, slug

    @property
    def names(self) -> list[str]:
        return [signup_choices.name_of(self.kind, self.slug, self.cleaned_data["rhythm"])]


class OwnForm(forms.Form):
    """All newsletters that a recipient has or may choose, and each follow with its rhythm."""

    lists = forms.ModelMultipleChoiceField(
        Newsletter.objects.none(),
        label="Newsletters",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any, *, recipient: Recipient | None) -> None:
        own = (
            Newsletter.objects.filter(sign_ups__recipient=recipient)
            if recipient
            else Newsletter.objects.none()
        )
        super().__init__(data, initial={"lists": own})
        self.label_suffix = ""
        field: Any = self.fields["lists"]
        field.queryset = (own | Newsletter.objects.filter(is_open=True)).distinct()
        follows = recipient.follows.with_names() if recipient else []
        self.follows = list(follows)
        for each in self.follows:
            choices = [*Rhythm.choices, NO_MORE]
            self.fields[_field(each.pk)] = forms.ChoiceField(
                label=str(each.what), choices=choices, initial=each.rhythm, required=False
            )

    @property
    def follow_fields(self) -> list[Any]:
        return [self[_field(each.pk)] for each in self.follows]

    @property
    def rhythms(self) -> dict[int, str]:
        # A follow that was added after the page was opened has no field in it, and stays as it is.
        sent = [each for each in self.follows if _field(each.pk) in self.data]
        return {each.pk: self.cleaned_data[_field(each.pk)] for each in sent}


def _field(key: int) -> str:
    return f"follow-{key}"
