"""Forms of the desk for institutions: each IP range and domain is checked."""

from typing import ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import DELETION_FIELD_NAME

from subscriptions.institutions import email_domains, ip_ranges, lookup
from subscriptions.institutions.ip_ranges import Range
from subscriptions.models import Institution, InstitutionDomain, InstitutionNetwork


class InstitutionForm(forms.ModelForm[Institution]):
    class Meta:
        model = Institution
        fields: ClassVar[list[str]] = ["name", "starts_at", "ends_at", "seats", "contact", "note"]

    def clean_seats(self) -> int | None:
        """Refuse fewer seats than are taken: the desk must choose whose seat is freed."""
        seats: int | None = self.cleaned_data["seats"]
        taken = self.instance.taken_seats.count() if self.instance.pk else 0
        if seats is not None and seats < taken:
            raise ValidationError(
                f"{taken} seats are taken. Free some below first, or leave it empty for no limit."
            )
        return seats


class NetworkForm(forms.ModelForm[InstitutionNetwork]):
    class Meta:
        model = InstitutionNetwork
        fields: ClassVar[list[str]] = ["text"]
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "text": forms.TextInput(
                attrs={
                    "size": 44,
                    "placeholder": "198.51.100.0/24",
                    "autocomplete": "off",
                    "spellcheck": "false",
                }
            )
        }

    ip_range: Range | None = None

    def clean_text(self) -> str:
        text = " ".join(str(self.cleaned_data["text"]).split())
        self.ip_range = ip_ranges.parse(text)
        self.instance.family = self.ip_range.family
        self.instance.first, self.instance.last = self.ip_range.digits()
        return text


class NetworkFormSet(forms.BaseInlineFormSet[InstitutionNetwork, Institution, NetworkForm]):
    """Refuse overlapping ranges, in one institution or in two."""

    def clean(self) -> None:
        super().clean()
        before: list[Range] = []
        for form in self._remaining_forms():
            if form.ip_range is None:
                continue
            whose = lookup.overlapping_range(form.ip_range, but=self.instance)
            if whose is not None:
                form.add_error(
                    "text",
                    f"{whose.institution} has {whose.text} already. One of the two is a mistake.",
                )
            elif any(form.ip_range.meets(other) for other in before):
                form.add_error("text", "This overlaps with a range above. Write each address once.")
            before.append(form.ip_range)

    def _remaining_forms(self) -> list[NetworkForm]:
        return [
            form
            for form in self.forms
            if not getattr(form, "cleaned_data", {}).get(DELETION_FIELD_NAME)
        ]


class DomainForm(forms.ModelForm[InstitutionDomain]):
    class Meta:
        model = InstitutionDomain
        fields: ClassVar[list[str]] = ["domain", "with_subdomains"]
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "domain": forms.TextInput(
                attrs={
                    "size": 32,
                    "placeholder": "uni.example",
                    "autocomplete": "off",
                    "spellcheck": "false",
                }
            )
        }

    def clean_domain(self) -> str:
        domain = email_domains.parse(str(self.cleaned_data["domain"]))
        others = InstitutionDomain.objects.filter(domain=domain).exclude(pk=self.instance.pk)
        taken = others.select_related("institution").first()
        if taken is not None:
            raise ValidationError(
                f"{taken.institution} has {domain} already. One of the two is a mistake."
            )
        return domain
