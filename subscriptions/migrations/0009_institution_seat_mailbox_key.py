"""Give each seat at an institution the key of the mailbox that justifies it."""

from typing import Any

from django.db import migrations, models

from accounts.email_addresses import domain_of, mailbox_key


def fill(apps: Any, schema_editor: Any) -> None:
    Seat = apps.get_model("subscriptions", "InstitutionSeat")
    Domain = apps.get_model("subscriptions", "InstitutionDomain")
    EmailAddress = apps.get_model("account", "EmailAddress")
    domains: dict[int, list[tuple[str, bool]]] = {}
    for institution, domain, below in Domain.objects.values_list(
        "institution_id", "domain", "with_subdomains"
    ):
        domains.setdefault(institution, []).append((domain, below))
    taken: set[tuple[int, str]] = set()
    for seat in Seat.objects.order_by("institution_id", "slot"):
        for email in EmailAddress.objects.filter(user=seat.user_id, verified=True).values_list(
            "email", flat=True
        ):
            key = (seat.institution_id, mailbox_key(email))
            if key not in taken and _belongs(
                domain_of(email), domains.get(seat.institution_id, [])
            ):
                taken.add(key)
                Seat.objects.filter(pk=seat.pk).update(mailbox_key=key[1])
                break
        # A second seat of one mailbox stays without a key, and is freed when its reader signs in the next time.


def _belongs(domain: str, known: list[tuple[str, bool]]) -> bool:
    return any(domain == each or (below and domain.endswith(f".{each}")) for each, below in known)


class Migration(migrations.Migration):
    dependencies = [
        ("account", "0001_initial"),
        ("subscriptions", "0008_plain_labels"),
    ]

    operations = [
        migrations.AddField(
            model_name="institutionseat",
            name="mailbox_key",
            field=models.CharField(editable=False, max_length=64, null=True),
        ),
        migrations.AddConstraint(
            model_name="institutionseat",
            constraint=models.UniqueConstraint(
                fields=("institution", "mailbox_key"), name="unique_institution_mailbox"
            ),
        ),
        # Last: PostgreSQL alters no table whose rows were changed in the same transaction.
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
