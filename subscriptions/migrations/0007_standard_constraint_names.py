from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0006_standard_constraint_names"),
        ("subscriptions", "0006_refund_failed_at"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="cancellationrequest",
            name="cancellation_confirmed_for_one_contract",
        ),
        migrations.RemoveConstraint(
            model_name="customer",
            name="a_customer_once_a_gateway",
        ),
        migrations.RemoveConstraint(
            model_name="customer",
            name="a_customer_is_one_reader",
        ),
        migrations.RemoveConstraint(
            model_name="donationamount",
            name="an_amount_suggested_once",
        ),
        migrations.RemoveConstraint(
            model_name="donationamount",
            name="donated_in_three_letters",
        ),
        migrations.RemoveConstraint(
            model_name="freeread",
            name="a_column_counts_once",
        ),
        migrations.RemoveConstraint(
            model_name="freeread",
            name="a_slot_is_spent_once",
        ),
        migrations.RemoveConstraint(
            model_name="gatewayevent",
            name="an_event_once",
        ),
        migrations.RemoveConstraint(
            model_name="gift",
            name="a_mailed_gift_has_its_day",
        ),
        migrations.RemoveConstraint(
            model_name="gift",
            name="redeemed_by_somebody_at_some_time",
        ),
        migrations.RemoveConstraint(
            model_name="giftlink",
            name="gift_link_ends_after_it_is_made",
        ),
        migrations.RemoveConstraint(
            model_name="giftlinkdevice",
            name="a_device_slot_is_taken_once",
        ),
        migrations.RemoveConstraint(
            model_name="giftlinkdevice",
            name="a_device_counts_once",
        ),
        migrations.RemoveConstraint(
            model_name="groupseat",
            name="a_groups_slot_once",
        ),
        migrations.RemoveConstraint(
            model_name="groupseat",
            name="an_address_once_in_a_group",
        ),
        migrations.RemoveConstraint(
            model_name="groupseat",
            name="a_reader_once_in_a_group",
        ),
        migrations.RemoveConstraint(
            model_name="institutionnetwork",
            name="a_range_begins_once",
        ),
        migrations.RemoveConstraint(
            model_name="institutionnetwork",
            name="a_range_runs_forward",
        ),
        migrations.RemoveConstraint(
            model_name="institutionnetwork",
            name="a_range_of_whole_addresses",
        ),
        migrations.RemoveConstraint(
            model_name="institutionseat",
            name="an_institutions_slot_once",
        ),
        migrations.RemoveConstraint(
            model_name="institutionseat",
            name="a_reader_one_seat",
        ),
        migrations.RemoveConstraint(
            model_name="letterlink",
            name="a_letter_link_once",
        ),
        migrations.RemoveConstraint(
            model_name="letterlink",
            name="letter_link_ends_after_it_is_made",
        ),
        migrations.RemoveConstraint(
            model_name="letterlinkdevice",
            name="a_letter_device_slot_is_taken_once",
        ),
        migrations.RemoveConstraint(
            model_name="letterlinkdevice",
            name="a_letter_device_counts_once",
        ),
        migrations.RemoveConstraint(
            model_name="metermonth",
            name="a_histogram_bar_once",
        ),
        migrations.RemoveConstraint(
            model_name="meterpolicy",
            name="one_meter_policy",
        ),
        migrations.RemoveConstraint(
            model_name="networkarrivals",
            name="a_network_once_a_period",
        ),
        migrations.RemoveConstraint(
            model_name="notice",
            name="a_notice_once",
        ),
        migrations.RemoveConstraint(
            model_name="payment",
            name="a_payment_once",
        ),
        migrations.RemoveConstraint(
            model_name="planchange",
            name="a_version_is_changed_once",
        ),
        migrations.RemoveConstraint(
            model_name="previewlink",
            name="preview_link_ends_after_it_is_made",
        ),
        migrations.RemoveConstraint(
            model_name="price",
            name="a_price_once",
        ),
        migrations.RemoveConstraint(
            model_name="price",
            name="currency_of_three_letters",
        ),
        migrations.RemoveConstraint(
            model_name="price",
            name="introductory_price_is_lower",
        ),
        migrations.RemoveConstraint(
            model_name="priceanswer",
            name="a_price_change_once_a_subscription",
        ),
        migrations.RemoveConstraint(
            model_name="promotion",
            name="promotion_is_a_percentage_or_an_amount",
        ),
        migrations.RemoveConstraint(
            model_name="promotionuse",
            name="a_use_is_given_once",
        ),
        migrations.RemoveConstraint(
            model_name="promotionuse",
            name="a_promotion_once_a_reader",
        ),
        migrations.RemoveConstraint(
            model_name="purchase",
            name="one_open_purchase_a_reader_and_price",
        ),
        migrations.RemoveConstraint(
            model_name="refusal",
            name="a_refusal_once",
        ),
        migrations.RemoveConstraint(
            model_name="subscription",
            name="a_subscription_once",
        ),
        migrations.RenameIndex(
            model_name="gatewayevent",
            new_name="gateway_event_pending",
            old_name="event_left_undone",
        ),
        migrations.RenameIndex(
            model_name="gift",
            new_name="gift_undelivered",
            old_name="gift_to_deliver",
        ),
        migrations.RenameIndex(
            model_name="notice",
            new_name="outbox_email_unsent",
            old_name="notice_left_unsent",
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
                name="cancellation_confirmed_requires_contract",
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.UniqueConstraint(
                fields=("user", "gateway"), name="unique_customer_user"
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.UniqueConstraint(
                fields=("gateway", "customer_id"), name="unique_customer_id"
            ),
        ),
        migrations.AddConstraint(
            model_name="donationamount",
            constraint=models.UniqueConstraint(
                fields=("amount", "currency"), name="unique_suggested_amount"
            ),
        ),
        migrations.AddConstraint(
            model_name="donationamount",
            constraint=models.CheckConstraint(
                condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                name="donation_currency_length",
            ),
        ),
        migrations.AddConstraint(
            model_name="freeread",
            constraint=models.UniqueConstraint(
                fields=("reader_key", "period", "column"), name="unique_free_read_column"
            ),
        ),
        migrations.AddConstraint(
            model_name="freeread",
            constraint=models.UniqueConstraint(
                fields=("reader_key", "period", "slot"), name="unique_free_read_slot"
            ),
        ),
        migrations.AddConstraint(
            model_name="gatewayevent",
            constraint=models.UniqueConstraint(
                fields=("gateway", "event_id"), name="unique_gateway_event"
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
                name="emailed_gift_requires_delivery_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="gift",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("redeemed_by", None), ("redeemed_at__isnull", False), _connector="OR"
                ),
                name="gift_redeemed_by_requires_redeemed_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="giftlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("made_at"))),
                name="gift_link_expires_after_created",
            ),
        ),
        migrations.AddConstraint(
            model_name="giftlinkdevice",
            constraint=models.UniqueConstraint(
                fields=("link", "slot"), name="unique_gift_link_device_slot"
            ),
        ),
        migrations.AddConstraint(
            model_name="giftlinkdevice",
            constraint=models.UniqueConstraint(
                fields=("link", "device"), name="unique_gift_link_device"
            ),
        ),
        migrations.AddConstraint(
            model_name="groupseat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None)),
                fields=("group", "slot"),
                name="unique_group_slot",
            ),
        ),
        migrations.AddConstraint(
            model_name="groupseat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None)),
                fields=("group", "email"),
                name="unique_group_email",
            ),
        ),
        migrations.AddConstraint(
            model_name="groupseat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None)),
                fields=("group", "user"),
                name="unique_group_member",
            ),
        ),
        migrations.AddConstraint(
            model_name="institutionnetwork",
            constraint=models.UniqueConstraint(
                fields=("family", "first"), name="unique_ip_range_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="institutionnetwork",
            constraint=models.CheckConstraint(
                condition=models.Q(("last__gte", models.F("first"))),
                name="ip_range_end_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="institutionnetwork",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("first__regex", "^[0-9a-f]{32}$"), ("last__regex", "^[0-9a-f]{32}$")
                ),
                name="ip_range_address_length",
            ),
        ),
        migrations.AddConstraint(
            model_name="institutionseat",
            constraint=models.UniqueConstraint(
                fields=("institution", "slot"), name="unique_institution_slot"
            ),
        ),
        migrations.AddConstraint(
            model_name="institutionseat",
            constraint=models.UniqueConstraint(
                fields=("institution", "user"), name="unique_institution_reader"
            ),
        ),
        migrations.AddConstraint(
            model_name="letterlink",
            constraint=models.UniqueConstraint(
                fields=("holder", "column", "expires_at"), name="unique_email_link"
            ),
        ),
        migrations.AddConstraint(
            model_name="letterlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("made_at"))),
                name="email_link_expires_after_created",
            ),
        ),
        migrations.AddConstraint(
            model_name="letterlinkdevice",
            constraint=models.UniqueConstraint(
                fields=("link", "slot"), name="unique_email_link_device_slot"
            ),
        ),
        migrations.AddConstraint(
            model_name="letterlinkdevice",
            constraint=models.UniqueConstraint(
                fields=("link", "device"), name="unique_email_link_device"
            ),
        ),
        migrations.AddConstraint(
            model_name="metermonth",
            constraint=models.UniqueConstraint(
                fields=("period", "kind", "columns_wanted"), name="unique_histogram_bar"
            ),
        ),
        migrations.AddConstraint(
            model_name="meterpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("pk", 1)), name="single_meter_policy"
            ),
        ),
        migrations.AddConstraint(
            model_name="networkarrivals",
            constraint=models.UniqueConstraint(
                fields=("period", "network"), name="unique_network_period"
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(fields=("name", "key"), name="unique_outbox_email"),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                fields=("gateway", "gateway_id"), name="unique_payment_id"
            ),
        ),
        migrations.AddConstraint(
            model_name="planchange",
            constraint=models.UniqueConstraint(
                fields=("subscription", "from_version"), name="unique_plan_change_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="previewlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("made_at"))),
                name="preview_link_expires_after_created",
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
                name="unique_price",
            ),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=models.CheckConstraint(
                condition=models.Q(("currency__regex", "^[A-Z]{3}$")), name="price_currency_length"
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
                name="introductory_amount_below_amount",
                violation_error_message="An introductory price is lower than the price, for at least one interval.",
            ),
        ),
        migrations.AddConstraint(
            model_name="priceanswer",
            constraint=models.UniqueConstraint(
                fields=("change", "subscription"), name="unique_price_answer_subscription"
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
                name="promotion_percentage_xor_amount",
                violation_error_message="Give a percentage, or an amount with its currency.",
            ),
        ),
        migrations.AddConstraint(
            model_name="promotionuse",
            constraint=models.UniqueConstraint(
                fields=("promotion", "slot"), name="unique_promotion_use_purchase"
            ),
        ),
        migrations.AddConstraint(
            model_name="promotionuse",
            constraint=models.UniqueConstraint(
                fields=("promotion", "user"), name="unique_promotion_use_user"
            ),
        ),
        migrations.AddConstraint(
            model_name="purchase",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "subscription"), ("state", "open")),
                fields=("user", "price"),
                name="unique_open_purchase",
            ),
        ),
        migrations.AddConstraint(
            model_name="refusal",
            constraint=models.UniqueConstraint(
                fields=("reader_key", "period", "column"), name="unique_refusal"
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.UniqueConstraint(
                fields=("gateway", "gateway_id"), name="unique_subscription_id"
            ),
        ),
    ]
