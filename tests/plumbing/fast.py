"""The fast part: what a developer runs before each commit leaves out what takes long and seldom breaks alone."""

import pytest

FAST = "not browser and not postgres"
# They run in full with python3 dev.py test, on both engines, and whenever they are named.
LONG = (
    "tests/config/test_hostile_forms.py",
    "tests/config/test_hostile_site.py",
    "tests/desk/test_hostile_desk.py",
    "tests/accounts/extensions/test_account_page.py",
    "tests/articles/publishing/test_bulk.py",
    "tests/articles/publishing/test_calendar.py",
    "tests/articles/publishing/test_checklist.py",
    "tests/articles/admin/test_column_list.py",
    "tests/articles/publishing/test_differences.py",
    "tests/articles/text/test_figures.py",
    "tests/articles/pages/test_gift_links_shut.py",
    "tests/articles/text/test_linear_text.py",
    "tests/articles/test_load_columns",
    "tests/articles/importing/test_load_demo.py",
    "tests/articles/publishing/test_long_transactions.py",
    "tests/articles/photos/test_media.py",
    "tests/articles/photos/test_photo_library.py",
    "tests/articles/photos/test_photos.py",
    "tests/articles/publishing/test_series.py",
    "tests/articles/publishing/test_workflow.py",
    "tests/comments/test_idea_",
    "tests/config/test_environment.py",
    "tests/desk/reports/test_books.py",
    "tests/desk/support/test_ladder.py",
    "tests/desk/test_reader_",
    "tests/desk/reports/test_reports.py",
    "tests/desk/test_rights.py",
    "tests/newsletters/sending/test_killed.py",
    "tests/newsletters/sending/test_mail_server.py",
    "tests/stripe_double/",
    "tests/subscriptions/account/test_account_subscription.py",
    "tests/subscriptions/fulfilment/test_any_order.py",
    "tests/subscriptions/billing/test_cancelling.py",
    "tests/subscriptions/account/test_closing_with_a_subscription.py",
    "tests/subscriptions/billing/test_dunning.py",
    "tests/subscriptions/gifts/test_gift_codes.py",
    "tests/subscriptions/billing/test_lifecycle.py",
    "tests/subscriptions/billing/test_notices.py",
    "tests/subscriptions/billing/test_price_changes.py",
    "tests/subscriptions/billing/test_receipts.py",
    "tests/subscriptions/billing/test_reminders.py",
    "tests/subscriptions/test_stripe_",
    "tests/subscriptions/billing/test_upkeep.py",
    "tests/subscriptions/billing/test_withdrawal.py",
    "tests/test_dev.py",
    "tests/test_no_leaks",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Only where everything is asked for by the fast part's own marks."""
    if config.option.markexpr != FAST or config.args_source != pytest.Config.ArgsSource.TESTPATHS:
        return
    left_out = [item for item in items if item.nodeid.startswith(LONG)]
    items[:] = [item for item in items if not item.nodeid.startswith(LONG)]
    config.hook.pytest_deselected(items=left_out)


def pytest_report_header(config: pytest.Config) -> str | None:
    if config.option.markexpr != FAST:
        return None
    return "the fast part: leaves out long tests (tests/plumbing/fast.py); python3 dev.py test runs all"
