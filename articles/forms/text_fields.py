"""Forms with one text field: a note for the desk, a correction for readers."""

from django import forms


class NoteForm(forms.Form):
    note = forms.CharField(
        label="A note",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=(
            "It is sent by e-mail: columnists’ notes to editors, notes from the desk to the"
            " column’s writers."
        ),
    )


class CorrectionForm(forms.Form):
    text = forms.CharField(
        label="What was wrong, and what is right",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=(
            "Readers see it under the text with today’s date, in the feeds, and in what search"
            " engines read. Those who may not read the column see it too: do not quote paywalled"
            " text."
        ),
    )
