"""The fast part: what a developer runs before each commit leaves out what takes long and seldom breaks alone."""

import pytest

FAST = "not browser and not postgres"
# They run in full with python3 dev.py test, on both engines, and whenever they are named.
LONG = (
    "tests/config/test_hostile_forms.py",
    "tests/config/test_hostile_site.py",
    "tests/desk/test_hostile_desk.py",
    "tests/accounts/test_account_page.py",
    "tests/articles/test_bulk.py",
    "tests/articles/test_calendar.py",
    "tests/articles/test_checklist.py",
    "tests/articles/test_column_list.py",
    "tests/articles/test_differences.py",
    "tests/articles/test_figures.py",
    "tests/articles/test_gift_links_shut.py",
    "tests/articles/test_linear_text.py",
    "tests/articles/test_load_columns",
    "tests/articles/test_load_demo.py",
    "tests/articles/test_long_transactions.py",
    "tests/articles/test_media.py",
    "tests/articles/test_photo_library.py",
    "tests/articles/test_photos.py",
    "tests/articles/test_series.py",
    "tests/articles/test_workflow.py",
    "tests/comments/test_idea_",
    "tests/config/test_environment.py",
    "tests/desk/test_books.py",
    "tests/desk/test_ladder.py",
    "tests/desk/test_reader_",
    "tests/desk/test_reports.py",
    "tests/desk/test_rights.py",
    "tests/newsletters/test_killed.py",
    "tests/newsletters/test_mail_server.py",
    "tests/stripe_double/",
    "tests/subscriptions/test_account_subscription.py",
    "tests/subscriptions/test_any_order.py",
    "tests/subscriptions/test_cancelling.py",
    "tests/subscriptions/test_closing_with_a_subscription.py",
    "tests/subscriptions/test_dunning.py",
    "tests/subscriptions/test_gift_codes.py",
    "tests/subscriptions/test_lifecycle.py",
    "tests/subscriptions/test_notices.py",
    "tests/subscriptions/test_price_changes.py",
    "tests/subscriptions/test_receipts.py",
    "tests/subscriptions/test_reminders.py",
    "tests/subscriptions/test_stripe_",
    "tests/subscriptions/test_upkeep.py",
    "tests/subscriptions/test_withdrawal.py",
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
