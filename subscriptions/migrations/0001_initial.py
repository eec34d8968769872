import uuid

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import subscriptions.models.subscriptions


class Migration(migrations.Migration):
    # Sites of version 0.1, whose migrations these are, need nothing but the record.
    replaces = [
        ("subscriptions", "0003_subscribing"),
        ("subscriptions", "0005_previews_and_changes"),
        ("subscriptions", "0006_letter_links"),
        ("subscriptions", "0007_canonical_addresses"),
        ("subscriptions", "0007_single_payments_both_ways"),
        ("subscriptions", "0008_reader_numbers"),
        ("subscriptions", "0009_once_a_mailbox"),
        ("subscriptions", "0010_amounts_in_minor_units"),
        ("subscriptions", "0011_begins_at_once"),
        ("subscriptions", "0012_cancellation_requests"),
        ("subscriptions", "0013_customer_email"),
    ]

    initial = True

    dependencies = [
        ("articles", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Plan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True)),
                ("description", models.CharField(blank=True, max_length=300)),
                (
                    "seats",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="How many people read with it, the subscriber included: 1, or 4 for a household.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                    ),
                ),
                (
                    "listed",
                    models.BooleanField(
                        default=True, help_text="Shown on the offer page and at the wall."
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SandboxRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("record_id", models.CharField(max_length=64, unique=True)),
                ("kind", models.CharField(max_length=16)),
                ("data", models.JSONField(default=dict)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="DonationAmount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "amount",
                    models.PositiveIntegerField(
                        help_text="In minor units.",
                        validators=[django.core.validators.MinValueValidator(1)],
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        default="USD", help_text="Three letters, as in USD.", max_length=3
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "verbose_name": "suggested donation",
                "ordering": ["position", "amount"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("amount", "currency"), name="an_amount_suggested_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                        name="donated_in_three_letters",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Entitlement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("subscription", "Subscription"),
                            ("gift", "Gift"),
                            ("complimentary", "Complimentary"),
                            ("institution", "Institution"),
                            ("group", "Group"),
                        ],
                        default="complimentary",
                        max_length=16,
                    ),
                ),
                (
                    "starts_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="starts"),
                ),
                (
                    "ends_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Leave empty for a right without an end.",
                        null=True,
                        verbose_name="ends",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, help_text="Why; for the desk only.", max_length=200
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entitlements",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-starts_at"],
                "permissions": [
                    ("explain_entitlement", "Can see why a reader was let in or refused")
                ],
            },
        ),
        migrations.CreateModel(
            name="FreeRead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reader_key", models.CharField(max_length=64)),
                ("period", models.DateField()),
                ("slot", models.PositiveSmallIntegerField()),
                ("read_at", models.DateTimeField()),
                (
                    "column",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="articles.column",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="GatewayEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("gateway", models.CharField(max_length=16)),
                ("event_id", models.CharField(max_length=255)),
                ("kind", models.CharField(max_length=100)),
                (
                    "subject",
                    models.CharField(
                        blank=True,
                        help_text="What it is about; empty: nothing of ours.",
                        max_length=16,
                    ),
                ),
                ("subject_id", models.CharField(blank=True, max_length=255)),
                ("received_at", models.DateTimeField()),
                ("times", models.PositiveIntegerField(default=1, help_text="How often it came.")),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("trouble", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["-received_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at", None)),
                        fields=["received_at"],
                        name="event_left_undone",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("gateway", "event_id"), name="an_event_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="GiftLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("period", models.DateField()),
                ("slot", models.PositiveSmallIntegerField()),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("devices_allowed", models.PositiveSmallIntegerField()),
                (
                    "column",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.column",
                    ),
                ),
                (
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="gift_links",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="GiftLinkDevice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slot", models.PositiveSmallIntegerField()),
                ("device", models.CharField(max_length=43)),
                ("opened_at", models.DateTimeField()),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="devices",
                        to="subscriptions.giftlink",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Group",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        blank=True, help_text="Leave empty for the owner’s name.", max_length=80
                    ),
                ),
                (
                    "seats",
                    models.PositiveSmallIntegerField(
                        help_text="With the owner’s own.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                    ),
                ),
                (
                    "ends_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Leave empty to follow the owner’s subscription.",
                        null=True,
                        verbose_name="ends",
                    ),
                ),
                (
                    "owner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="owned_group",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "group of readers",
                "verbose_name_plural": "groups of readers",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="GroupSeat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slot", models.PositiveSmallIntegerField()),
                ("email", models.EmailField(max_length=254, verbose_name="invited address")),
                ("invited_at", models.DateTimeField(verbose_name="invited")),
                ("accepted_at", models.DateTimeField(blank=True, null=True, verbose_name="joined")),
                ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="removed")),
                (
                    "entitlement",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="group_seat",
                        to="subscriptions.entitlement",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="places",
                        to="subscriptions.group",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="group_seats",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "seat",
                "ordering": ["slot"],
            },
        ),
        migrations.CreateModel(
            name="Institution",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="As readers see it: “You read with …”.",
                        max_length=120,
                        unique=True,
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="contract starts")),
                ("ends_at", models.DateTimeField(verbose_name="contract ends")),
                (
                    "seats",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="For readers with an address at its domains. Leave empty for as many as come.",
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                    ),
                ),
                (
                    "contact",
                    models.CharField(
                        blank=True,
                        help_text="Whom its readers may ask for a seat: a desk, an address. They see it.",
                        max_length=200,
                    ),
                ),
                (
                    "note",
                    models.CharField(blank=True, help_text="For the desk only.", max_length=500),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="contract_ends_after_start",
                        violation_error_message="The contract cannot end before it starts.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="InstitutionDomain",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "domain",
                    models.CharField(
                        error_messages={"unique": "This domain is taken."},
                        max_length=253,
                        unique=True,
                    ),
                ),
                (
                    "with_subdomains",
                    models.BooleanField(default=False, verbose_name="subdomains too"),
                ),
                (
                    "institution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="domains",
                        to="subscriptions.institution",
                    ),
                ),
            ],
            options={
                "verbose_name": "e-mail domain",
                "ordering": ["domain"],
            },
        ),
        migrations.CreateModel(
            name="InstitutionNetwork",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=100, verbose_name="addresses")),
                (
                    "family",
                    models.PositiveSmallIntegerField(
                        choices=[(4, "IPv4"), (6, "IPv6")], editable=False
                    ),
                ),
                ("first", models.CharField(editable=False, max_length=32)),
                ("last", models.CharField(editable=False, max_length=32)),
                (
                    "institution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="networks",
                        to="subscriptions.institution",
                    ),
                ),
            ],
            options={
                "verbose_name": "range of addresses",
                "verbose_name_plural": "ranges of addresses",
                "ordering": ["family", "first"],
            },
        ),
        migrations.CreateModel(
            name="InstitutionSeat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slot", models.PositiveIntegerField()),
                ("claimed_at", models.DateTimeField()),
                ("reader_number", models.PositiveBigIntegerField(editable=False, null=True)),
                (
                    "entitlement",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="institution_seat",
                        to="subscriptions.entitlement",
                    ),
                ),
                (
                    "institution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="taken_seats",
                        to="subscriptions.institution",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="institution_seats",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "seat",
                "ordering": ["slot"],
            },
        ),
        migrations.CreateModel(
            name="LetterLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "holder",
                    models.CharField(
                        help_text="Whom it was mailed to, in the words of who mailed it.",
                        max_length=40,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("devices_allowed", models.PositiveSmallIntegerField()),
                (
                    "column",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.column",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="LetterLinkDevice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slot", models.PositiveSmallIntegerField()),
                ("device", models.CharField(max_length=43)),
                ("opened_at", models.DateTimeField()),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="devices",
                        to="subscriptions.letterlink",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MeterMonth",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("period", models.DateField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("anonymous", "Without an account"),
                            ("registered", "With an account"),
                        ],
                        max_length=12,
                    ),
                ),
                ("columns_wanted", models.PositiveIntegerField()),
                ("readers", models.PositiveIntegerField()),
            ],
            options={
                "ordering": ["-period", "kind", "columns_wanted"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("period", "kind", "columns_wanted"), name="a_histogram_bar_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MeterPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "anonymous",
                    models.PositiveSmallIntegerField(
                        default=3,
                        help_text="In a calendar month.",
                        validators=[django.core.validators.MaxValueValidator(10000)],
                        verbose_name="free columns without an account",
                    ),
                ),
                (
                    "registered",
                    models.PositiveSmallIntegerField(
                        default=5,
                        help_text="In a calendar month, in all: what was read before signing up counts.",
                        validators=[django.core.validators.MaxValueValidator(10000)],
                        verbose_name="free columns with a free account",
                    ),
                ),
                (
                    "network_burst",
                    models.PositiveIntegerField(
                        default=30,
                        help_text="At the start of a month. Beyond it, newcomers without a cookie are asked to sign up.",
                        validators=[django.core.validators.MaxValueValidator(1000000)],
                        verbose_name="new readers from one network at once",
                    ),
                ),
                (
                    "network_per_day",
                    models.PositiveIntegerField(
                        default=10,
                        validators=[django.core.validators.MaxValueValidator(1000000)],
                        verbose_name="new readers from one network a day",
                    ),
                ),
            ],
            options={
                "verbose_name": "meter policy",
                "verbose_name_plural": "meter policy",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="one_meter_policy")
                ],
            },
        ),
        migrations.CreateModel(
            name="NetworkArrivals",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("period", models.DateField()),
                ("network", models.CharField(max_length=64)),
                ("newcomers", models.PositiveIntegerField()),
            ],
            options={
                "verbose_name_plural": "network arrivals",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("period", "network"), name="a_network_once_a_period"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PaywallChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "what",
                    models.CharField(
                        choices=[("wall", "Wall"), ("price", "Price"), ("policy", "Meter")],
                        max_length=10,
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        help_text="The column's headline, the plan's name.", max_length=200
                    ),
                ),
                (
                    "subject_pk",
                    models.PositiveBigIntegerField(
                        help_text="The key of what was changed.", null=True
                    ),
                ),
                ("field", models.CharField(max_length=60)),
                ("before", models.CharField(blank=True, max_length=200)),
                ("after", models.CharField(blank=True, max_length=200)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "change at the wall",
                "verbose_name_plural": "changes at the wall",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="PreviewLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("note", models.CharField(max_length=120, verbose_name="for whom")),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("opened", models.PositiveIntegerField(default=0)),
                (
                    "column",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.column",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Price",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "amount",
                    models.PositiveIntegerField(
                        help_text="In minor units.",
                        validators=[django.core.validators.MinValueValidator(1)],
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        default="USD", help_text="Three letters, as in USD.", max_length=3
                    ),
                ),
                (
                    "interval",
                    models.CharField(
                        choices=[
                            ("day", "day"),
                            ("week", "week"),
                            ("month", "month"),
                            ("year", "year"),
                        ],
                        default="month",
                        max_length=8,
                    ),
                ),
                (
                    "interval_count",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="3 with “month” is a quarter.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(36),
                        ],
                        verbose_name="intervals",
                    ),
                ),
                (
                    "trial_days",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="Free days before the first payment.",
                        validators=[django.core.validators.MaxValueValidator(366)],
                    ),
                ),
                (
                    "intro_amount",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="For the first intervals; empty: no introductory price.",
                        null=True,
                        verbose_name="introductory amount",
                    ),
                ),
                (
                    "intro_intervals",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="How many intervals cost the introductory amount.",
                        validators=[django.core.validators.MaxValueValidator(36)],
                        verbose_name="introductory intervals",
                    ),
                ),
                (
                    "tax_note",
                    models.CharField(
                        blank=True,
                        help_text="As readers see it: “including VAT”, “plus tax”.",
                        max_length=80,
                    ),
                ),
                ("listed", models.BooleanField(default=True)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prices",
                        to="subscriptions.plan",
                    ),
                ),
            ],
            options={
                "ordering": ["amount"],
            },
        ),
        migrations.CreateModel(
            name="PriceChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "takes_effect_at",
                    models.DateTimeField(
                        help_text="At each reader’s first renewal after this moment.",
                        verbose_name="takes effect",
                    ),
                ),
                (
                    "may_keep",
                    models.BooleanField(
                        default=True, verbose_name="readers may keep the old price"
                    ),
                ),
                (
                    "silence",
                    models.CharField(
                        choices=[
                            ("keep", "keeps the old price"),
                            ("move", "moves to the new price"),
                            ("leave", "ends with the period paid for"),
                        ],
                        default="keep",
                        help_text="Ask your lawyer: in many countries silence is not a yes to a higher price.",
                        max_length=8,
                        verbose_name="who does not answer",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        help_text="As readers see it, in the mail and on the page.", max_length=300
                    ),
                ),
                ("announced_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "replaces_offer",
                    models.BooleanField(
                        default=False,
                        editable=False,
                        help_text="The old price was on sale till then.",
                    ),
                ),
                ("called_off_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "announced_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "new",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes_towards",
                        to="subscriptions.price",
                    ),
                ),
                (
                    "old",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes_away",
                        to="subscriptions.price",
                    ),
                ),
            ],
            options={
                "ordering": ["-takes_effect_at"],
            },
        ),
        migrations.CreateModel(
            name="Promotion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        help_text="Kept in capitals; readers may type it as they like.",
                        max_length=40,
                        unique=True,
                    ),
                ),
                (
                    "percent_off",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                    ),
                ),
                (
                    "amount_off",
                    models.PositiveIntegerField(
                        blank=True, help_text="In minor units; instead of a percentage.", null=True
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        blank=True,
                        help_text="Of the amount; a percentage needs none.",
                        max_length=3,
                    ),
                ),
                (
                    "intervals",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        default=1,
                        help_text="For how many intervals; empty: for as long as the subscription runs.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(36),
                        ],
                    ),
                ),
                (
                    "most_uses",
                    models.PositiveIntegerField(
                        blank=True, help_text="Empty: without a limit.", null=True
                    ),
                ),
                ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="starts")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="ends")),
                (
                    "note",
                    models.CharField(blank=True, help_text="For the desk only.", max_length=200),
                ),
                (
                    "plans",
                    models.ManyToManyField(
                        blank=True, help_text="None chosen: every plan.", to="subscriptions.plan"
                    ),
                ),
            ],
            options={
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Purchase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("subscription", "Subscription"),
                            ("gift", "Gift subscription"),
                            ("donation", "Donation"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("paid", "Paid"),
                            ("expired", "Given up"),
                            ("mismatch", "Paid something else"),
                        ],
                        default="open",
                        max_length=16,
                    ),
                ),
                ("email", models.EmailField(max_length=254)),
                (
                    "amount",
                    models.PositiveIntegerField(
                        help_text="What is due on the pay page, in minor units; 0 for a free trial."
                    ),
                ),
                (
                    "renewal_amount",
                    models.PositiveIntegerField(
                        default=0, help_text="What each later interval costs."
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                (
                    "interval",
                    models.CharField(blank=True, help_text="Empty: paid once.", max_length=8),
                ),
                ("interval_count", models.PositiveSmallIntegerField(default=1)),
                ("product", models.CharField(max_length=120)),
                (
                    "shown",
                    models.TextField(
                        help_text="The sentences about price, renewal and terms, as they stood on the page."
                    ),
                ),
                ("shown_at", models.DateTimeField()),
                (
                    "begins_at_once_agreed_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When the buyer agreed to pay for the days until a withdrawal; empty: a withdrawal gives all back.",
                        null=True,
                    ),
                ),
                ("next_path", models.CharField(blank=True, max_length=500)),
                ("gateway", models.CharField(max_length=16)),
                ("session_id", models.CharField(blank=True, db_index=True, max_length=255)),
                ("pay_url", models.TextField(blank=True)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("paid_at", models.DateTimeField(blank=True, null=True)),
                (
                    "gift_link",
                    models.ForeignKey(
                        blank=True,
                        help_text="The gift link that brought the buyer.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="purchases",
                        to="subscriptions.giftlink",
                    ),
                ),
                (
                    "price",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="purchases",
                        to="subscriptions.price",
                    ),
                ),
                (
                    "promotion",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="purchases",
                        to="subscriptions.promotion",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="purchases",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-shown_at"],
            },
        ),
        migrations.CreateModel(
            name="PromotionUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slot", models.PositiveIntegerField()),
                ("reader_number", models.PositiveBigIntegerField(editable=False, null=True)),
                (
                    "promotion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="uses",
                        to="subscriptions.promotion",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "purchase",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="promotion_use",
                        to="subscriptions.purchase",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Gift",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "interval",
                    models.CharField(
                        choices=[
                            ("day", "day"),
                            ("week", "week"),
                            ("month", "month"),
                            ("year", "year"),
                        ],
                        max_length=8,
                    ),
                ),
                ("interval_count", models.PositiveSmallIntegerField()),
                ("code_mac", models.CharField(editable=False, max_length=64, unique=True)),
                ("recipient_email", models.EmailField(blank=True, max_length=254)),
                ("recipient_name", models.CharField(blank=True, max_length=120)),
                ("from_name", models.CharField(blank=True, max_length=120)),
                ("message", models.TextField(blank=True, max_length=600)),
                ("deliver_on", models.DateField(blank=True, null=True)),
                ("deliver_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("delivery_taken_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("delivered_at", models.DateTimeField(blank=True, null=True)),
                ("redeemed_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_by_desk", models.BooleanField(default=False, editable=False)),
                (
                    "time_left",
                    models.DurationField(
                        blank=True,
                        editable=False,
                        help_text="Of the right, when it was revoked; empty: all of it.",
                        null=True,
                    ),
                ),
                (
                    "entitlement",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="gift",
                        to="subscriptions.entitlement",
                    ),
                ),
                (
                    "redeemed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="redeemed_gifts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "purchase",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="gift",
                        to="subscriptions.purchase",
                    ),
                ),
            ],
            options={
                "ordering": ["-purchase__shown_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Donation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=120)),
                ("message", models.TextField(blank=True, max_length=600)),
                ("monthly", models.BooleanField(default=False)),
                ("thanked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "purchase",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="donation",
                        to="subscriptions.purchase",
                    ),
                ),
            ],
            options={
                "ordering": ["-purchase__shown_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Refusal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reader_key", models.CharField(max_length=64)),
                ("period", models.DateField()),
                ("refused_at", models.DateTimeField()),
                (
                    "column",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.column",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reader_number",
                    models.PositiveBigIntegerField(db_index=True, editable=False, null=True),
                ),
                ("gateway", models.CharField(max_length=16)),
                ("gateway_id", models.CharField(max_length=255)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("incomplete", "Not paid yet"),
                            ("trialing", "Trial"),
                            ("active", "Active"),
                            ("past_due", "Payment late"),
                            ("unpaid", "Unpaid"),
                            ("paused", "Paused"),
                            ("canceled", "Ended"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "amount",
                    models.PositiveIntegerField(
                        help_text="What the next interval costs, in minor units."
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("interval", models.CharField(max_length=8)),
                ("interval_count", models.PositiveSmallIntegerField(default=1)),
                ("started_at", models.DateTimeField()),
                ("period_starts_at", models.DateTimeField()),
                ("period_ends_at", models.DateTimeField()),
                (
                    "paid_until",
                    models.DateTimeField(
                        blank=True, help_text="The end of the last span that was paid.", null=True
                    ),
                ),
                ("trial_ends_at", models.DateTimeField(blank=True, null=True)),
                ("past_due_since", models.DateTimeField(blank=True, null=True)),
                ("cancel_at_period_end", models.BooleanField(default=False)),
                ("canceled_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "end_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("voluntary", "Cancelled by the reader"),
                            ("payment", "Payment failed"),
                            ("withdrawn", "Withdrawn within 14 days"),
                            ("refunded", "Refunded"),
                            ("disputed", "Payment disputed"),
                            ("duplicate", "A second one, sent back"),
                            ("desk", "Cancelled at the desk"),
                            ("closed", "Account closed"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "right_cut_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="From here on it opens nothing, paid or not.",
                        null=True,
                    ),
                ),
                ("card_brand", models.CharField(blank=True, max_length=32)),
                ("card_last4", models.CharField(blank=True, max_length=4)),
                (
                    "card_expires",
                    models.CharField(blank=True, help_text="As in 04/2029.", max_length=7),
                ),
                (
                    "followed_at",
                    models.DateTimeField(help_text="When the provider was last asked.", null=True),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, help_text="Rises with every look at the provider."
                    ),
                ),
                (
                    "entitlement",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="subscription",
                        to="subscriptions.entitlement",
                    ),
                ),
                (
                    "price",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subscriptions",
                        to="subscriptions.price",
                    ),
                ),
                (
                    "purchase",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subscription",
                        to="subscriptions.purchase",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=subscriptions.models.subscriptions.stays_while_running,
                        related_name="subscriptions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-started_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="PriceAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("keep", "Keep the old price"),
                            ("move", "Accept the new price"),
                            ("leave", "Leave"),
                        ],
                        max_length=8,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="subscriptions.pricechange",
                    ),
                ),
                (
                    "subscription",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="price_answers",
                        to="subscriptions.subscription",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlanChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("old_terms", models.CharField(max_length=200)),
                ("new_terms", models.CharField(max_length=200)),
                ("shown", models.TextField(help_text="The sentence that was confirmed.")),
                ("takes_effect_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "from_version",
                    models.PositiveIntegerField(
                        help_text="The subscription's version that it changes: changed once."
                    ),
                ),
                (
                    "new",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="subscriptions.price",
                    ),
                ),
                (
                    "old",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="subscriptions.price",
                    ),
                ),
                (
                    "subscription",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="plan_changes",
                        to="subscriptions.subscription",
                    ),
                ),
            ],
            options={
                "ordering": ["-confirmed_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("gateway", models.CharField(max_length=16)),
                ("gateway_id", models.CharField(max_length=255)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("paid", "Paid"),
                            ("open", "Not paid yet"),
                            ("failed", "Failed"),
                            ("void", "Not due any more"),
                            ("refunded", "Refunded"),
                            ("disputed", "Disputed"),
                            ("lost", "Lost in a dispute"),
                        ],
                        max_length=16,
                    ),
                ),
                ("amount", models.PositiveIntegerField(help_text="In minor units.")),
                (
                    "refunded",
                    models.PositiveIntegerField(
                        default=0, help_text="How much of it went back, in minor units."
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("what", models.CharField(max_length=200)),
                ("billed_to", models.EmailField(blank=True, max_length=254)),
                ("made_at", models.DateTimeField()),
                ("paid_at", models.DateTimeField(blank=True, null=True)),
                ("refunded_at", models.DateTimeField(blank=True, null=True)),
                ("disputed_at", models.DateTimeField(blank=True, null=True)),
                ("period_starts_at", models.DateTimeField(blank=True, null=True)),
                ("period_ends_at", models.DateTimeField(blank=True, null=True)),
                ("number", models.CharField(blank=True, max_length=64)),
                (
                    "url",
                    models.TextField(
                        blank=True, help_text="The provider's own invoice or receipt."
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0,
                        editable=False,
                        help_text="Of a single payment: rises with each state that is written.",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="payments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "purchase",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="subscriptions.purchase",
                    ),
                ),
                (
                    "subscription",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="subscriptions.subscription",
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(help_text="The mail's name.", max_length=60)),
                (
                    "key",
                    models.CharField(help_text="What it is owed for: sent once.", max_length=160),
                ),
                ("subject", models.CharField(blank=True, max_length=200)),
                ("taken_at", models.DateTimeField(help_text="When somebody set out to send it.")),
                (
                    "until",
                    models.DateTimeField(
                        help_text="From here on it would come too late, and is not sent any more.",
                        null=True,
                    ),
                ),
                (
                    "unsent",
                    models.JSONField(
                        blank=True, default=dict, help_text="The mail itself, until it has gone."
                    ),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "subscription",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="subscriptions.subscription",
                    ),
                ),
            ],
            options={
                "ordering": ["-taken_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="LeavingReason",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("price", "It costs too much for me"),
                            ("time", "I don’t find the time to read"),
                            ("texts", "There isn’t enough that I want to read"),
                            ("trouble", "Something didn’t work"),
                            ("other", "Another reason"),
                        ],
                        max_length=8,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=500)),
                ("given_at", models.DateTimeField()),
                (
                    "subscription",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="leaving_reason",
                        to="subscriptions.subscription",
                    ),
                ),
            ],
            options={
                "ordering": ["-given_at"],
            },
        ),
        migrations.CreateModel(
            name="DeskAct",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("act", models.CharField(max_length=120)),
                ("why", models.CharField(max_length=300)),
                ("done_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="desk_acts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "subscription",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="desk_acts",
                        to="subscriptions.subscription",
                    ),
                ),
            ],
            options={
                "ordering": ["-done_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="CancellationRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("cancel", "Cancellation"), ("withdraw", "Withdrawal")],
                        max_length=8,
                    ),
                ),
                (
                    "contract",
                    models.CharField(
                        choices=[
                            ("subscription", "A subscription"),
                            ("gift", "A gift that I bought"),
                            ("donation", "A donation"),
                        ],
                        max_length=16,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("email", models.EmailField(max_length=254)),
                (
                    "details",
                    models.TextField(blank=True, help_text="What else identifies the contract."),
                ),
                (
                    "reason",
                    models.TextField(blank=True, help_text="Of a cancellation for good cause."),
                ),
                (
                    "ends_on",
                    models.DateField(
                        blank=True,
                        help_text="By when it should end; empty: as early as possible.",
                        null=True,
                    ),
                ),
                ("received_at", models.DateTimeField()),
                ("is_mailed", models.BooleanField(help_text="Whether the receipt was mailed.")),
                (
                    "contract_found",
                    models.BooleanField(
                        help_text="Whether a contract under this address could be ended then."
                    ),
                ),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "done_at",
                    models.DateTimeField(
                        blank=True, help_text="When it was carried out at the provider.", null=True
                    ),
                ),
                (
                    "resolution",
                    models.CharField(
                        blank=True,
                        help_text="What a person at the desk did about it.",
                        max_length=300,
                    ),
                ),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "resolved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "purchase",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cancellation_requests",
                        to="subscriptions.purchase",
                    ),
                ),
                (
                    "subscription",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cancellation_requests",
                        to="subscriptions.subscription",
                    ),
                ),
            ],
            options={
                "ordering": ["-received_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("email", models.EmailField(max_length=254)),
                ("contract", models.CharField(max_length=200)),
                ("received_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "subscription",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="withdrawal",
                        to="subscriptions.subscription",
                    ),
                ),
            ],
            options={
                "ordering": ["-received_at"],
            },
        ),
        migrations.CreateModel(
            name="Customer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("gateway", models.CharField(max_length=16)),
                ("customer_id", models.CharField(max_length=255)),
                (
                    "email",
                    models.EmailField(
                        blank=True,
                        help_text="The address that the provider was given last.",
                        max_length=254,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="customers",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "gateway"), name="a_customer_once_a_gateway"
                    ),
                    models.UniqueConstraint(
                        fields=("gateway", "customer_id"), name="a_customer_is_one_reader"
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="entitlement",
            index=models.Index(
                fields=["user", "starts_at", "ends_at"], name="entitlement_in_force"
            ),
        ),
        migrations.AddConstraint(
            model_name="entitlement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_at", None), ("ends_at__gte", models.F("starts_at")), _connector="OR"
                ),
                name="entitlement_ends_after_start",
                violation_error_message="The end cannot come before the start.",
            ),
        ),
        migrations.AddIndex(
            model_name="freeread",
            index=models.Index(fields=["period"], name="freeread_period"),
        ),
        migrations.AddConstraint(
            model_name="freeread",
            constraint=models.UniqueConstraint(
                fields=("reader_key", "period", "column"), name="a_column_counts_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="freeread",
            constraint=models.UniqueConstraint(
                fields=("reader_key", "period", "slot"), name="a_slot_is_spent_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="giftlink",
            constraint=models.UniqueConstraint(
                fields=("giver", "period", "slot"), name="a_gift_slot_is_spent_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="giftlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("made_at"))),
                name="gift_link_ends_after_it_is_made",
            ),
        ),
        migrations.AddConstraint(
            model_name="giftlinkdevice",
            constraint=models.UniqueConstraint(
                fields=("link", "slot"), name="a_device_slot_is_taken_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="giftlinkdevice",
            constraint=models.UniqueConstraint(
                fields=("link", "device"), name="a_device_counts_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="groupseat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None)),
                fields=("group", "slot"),
                name="a_groups_slot_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="groupseat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None)),
                fields=("group", "email"),
                name="an_address_once_in_a_group",
            ),
        ),
        migrations.AddConstraint(
            model_name="groupseat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None)),
                fields=("group", "user"),
                name="a_reader_once_in_a_group",
            ),
        ),
        migrations.AddConstraint(
            model_name="institutionnetwork",
            constraint=models.UniqueConstraint(
                fields=("family", "first"), name="a_range_begins_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="institutionnetwork",
            constraint=models.CheckConstraint(
                condition=models.Q(("last__gte", models.F("first"))), name="a_range_runs_forward"
            ),
        ),
        migrations.AddConstraint(
            model_name="institutionnetwork",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("first__regex", "^[0-9a-f]{32}$"), ("last__regex", "^[0-9a-f]{32}$")
                ),
                name="a_range_of_whole_addresses",
            ),
        ),
        migrations.AddConstraint(
            model_name="institutionseat",
            constraint=models.UniqueConstraint(
                fields=("institution", "slot"), name="an_institutions_slot_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="institutionseat",
            constraint=models.UniqueConstraint(
                fields=("institution", "user"), name="a_reader_one_seat"
            ),
        ),
        migrations.AddConstraint(
            model_name="institutionseat",
            constraint=models.UniqueConstraint(
                fields=("institution", "reader_number"), name="unique_institution_reader_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="letterlink",
            constraint=models.UniqueConstraint(
                fields=("holder", "column", "expires_at"), name="a_letter_link_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="letterlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("made_at"))),
                name="letter_link_ends_after_it_is_made",
            ),
        ),
        migrations.AddConstraint(
            model_name="letterlinkdevice",
            constraint=models.UniqueConstraint(
                fields=("link", "slot"), name="a_letter_device_slot_is_taken_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="letterlinkdevice",
            constraint=models.UniqueConstraint(
                fields=("link", "device"), name="a_letter_device_counts_once"
            ),
        ),
        migrations.AddIndex(
            model_name="paywallchange",
            index=models.Index(fields=["-at", "-id"], name="paywall_change_newest"),
        ),
        migrations.AddConstraint(
            model_name="previewlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("made_at"))),
                name="preview_link_ends_after_it_is_made",
            ),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=models.UniqueConstraint(
                fields=(
                    "plan",
                    "currency",
                    "interval",
                    "interval_count",
                    "amount",
                    "trial_days",
                    "intro_intervals",
                ),
                name="a_price_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=models.CheckConstraint(
                condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                name="currency_of_three_letters",
            ),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("intro_amount", None), ("intro_intervals", 0)),
                    models.Q(("intro_amount__lt", models.F("amount")), ("intro_intervals__gt", 0)),
                    _connector="OR",
                ),
                name="introductory_price_is_lower",
                violation_error_message="An introductory price is lower than the price, for at least one interval.",
            ),
        ),
        migrations.AddConstraint(
            model_name="promotion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("amount_off__gt", 0),
                        ("percent_off", None),
                        models.Q(("currency", ""), _negated=True),
                    ),
                    models.Q(
                        ("amount_off", None), ("percent_off__gt", 0), ("percent_off__lte", 100)
                    ),
                    _connector="OR",
                ),
                name="promotion_is_a_percentage_or_an_amount",
                violation_error_message="Give a percentage, or an amount with its currency.",
            ),
        ),
        migrations.AddConstraint(
            model_name="purchase",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "subscription"), ("state", "open")),
                fields=("user", "price"),
                name="one_open_purchase_a_reader_and_price",
            ),
        ),
        migrations.AddConstraint(
            model_name="promotionuse",
            constraint=models.UniqueConstraint(
                fields=("promotion", "slot"), name="a_use_is_given_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="promotionuse",
            constraint=models.UniqueConstraint(
                fields=("promotion", "user"), name="a_promotion_once_a_reader"
            ),
        ),
        migrations.AddConstraint(
            model_name="promotionuse",
            constraint=models.UniqueConstraint(
                fields=("promotion", "reader_number"), name="unique_promotion_reader_number"
            ),
        ),
        migrations.AddIndex(
            model_name="gift",
            index=models.Index(
                condition=models.Q(("delivered_at", None)),
                fields=["deliver_at"],
                name="gift_to_deliver",
            ),
        ),
        migrations.AddConstraint(
            model_name="gift",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("deliver_at", None), ("deliver_on", None), ("recipient_email", "")),
                    models.Q(
                        models.Q(("recipient_email", ""), _negated=True),
                        ("deliver_at__isnull", False),
                        ("deliver_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="a_mailed_gift_has_its_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="gift",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("redeemed_by", None), ("redeemed_at__isnull", False), _connector="OR"
                ),
                name="redeemed_by_somebody_at_some_time",
            ),
        ),
        migrations.AddIndex(
            model_name="refusal",
            index=models.Index(fields=["period"], name="refusal_period"),
        ),
        migrations.AddConstraint(
            model_name="refusal",
            constraint=models.UniqueConstraint(
                fields=("reader_key", "period", "column"), name="a_refusal_once"
            ),
        ),
        migrations.AddIndex(
            model_name="subscription",
            index=models.Index(fields=["status", "period_ends_at"], name="subscription_next"),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.UniqueConstraint(
                fields=("gateway", "gateway_id"), name="a_subscription_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="priceanswer",
            constraint=models.UniqueConstraint(
                fields=("change", "subscription"), name="a_price_change_once_a_subscription"
            ),
        ),
        migrations.AddConstraint(
            model_name="planchange",
            constraint=models.UniqueConstraint(
                fields=("subscription", "from_version"), name="a_version_is_changed_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                fields=("gateway", "gateway_id"), name="a_payment_once"
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("sent_at", None)),
                fields=["taken_at"],
                name="notice_left_unsent",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(fields=("name", "key"), name="a_notice_once"),
        ),
        migrations.AddIndex(
            model_name="cancellationrequest",
            index=models.Index(
                condition=models.Q(("done_at", None)),
                fields=["confirmed_at"],
                name="cancellation_request_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="cancellationrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at", None), ("purchase", None), ("subscription", None)),
                    models.Q(
                        ("confirmed_at__isnull", False),
                        ("purchase", None),
                        ("subscription__isnull", False),
                    ),
                    models.Q(
                        ("confirmed_at__isnull", False),
                        ("purchase__isnull", False),
                        ("subscription", None),
                    ),
                    _connector="OR",
                ),
                name="cancellation_confirmed_for_one_contract",
            ),
        ),
        migrations.AddConstraint(
            model_name="cancellationrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("done_at", None), ("confirmed_at__isnull", False), _connector="OR"
                ),
                name="cancellation_done_requires_confirmed",
            ),
        ),
    ]
