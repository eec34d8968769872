"""Retention steps of all apps, for `manage.py prune`.

The command itself has three more: the meter's reads, its networks, and groups.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from accounts.caching import cache_table
from accounts.reader import mailboxes
from accounts.sign_in import unverified_accounts
from articles.publishing import autosave
from articles.readers import history, statistics
from comments.account import retention as comments
from newsletters.account import retention as newsletters
from operations import lost_tasks
from submissions import retention
from subscriptions.billing import cancellation_requests
from subscriptions.links import gift

Step = Callable[[datetime], int]  # deletes what has expired and returns the number of rows

# The command prints the name before the number.
STEPS: tuple[tuple[str, Step], ...] = (
    ("Results of background tasks deleted", lost_tasks.delete_old_results),
    ("Expired rows of the shared cache deleted", cache_table.delete_expired),
    ("Mailboxes of closed accounts deleted", mailboxes.prune),
    ("Accounts never confirmed deleted", unverified_accounts.delete_old),
    ("Old cancellations and withdrawals deleted", cancellation_requests.delete_old),
    ("Names in declarations of closed accounts erased", cancellation_requests.erase_closed),
    ("Gift links of closed accounts deleted", gift.delete_old),
    ("Days of readings deleted", statistics.forget_old),
    ("Columns deleted from reading histories", history.forget_old),
    ("Unsaved work deleted", autosave.forget_old),
    ("Names in old mailings deleted", newsletters.names),
    ("Unsubscribed recipients deleted", newsletters.recipients),
    ("Expired links of e-mails deleted", newsletters.links),
    ("Story ideas deleted", retention.forget_ideas),
    ("Replies and their addresses deleted", retention.forget_replies),
    ("Stray files deleted", retention.forget_stray_files),
    ("Names in resolved reports deleted", comments.reporters),
    ("Names in answered notices deleted", comments.notifiers),
    ("Suspensions of closed accounts deleted", comments.suspensions_of_closed_accounts),
    ("Comments of closed accounts unlinked", comments.mailboxes_of_closed_accounts),
    ("Pre-moderation of closed accounts deleted", comments.premoderation_of_closed_accounts),
)


def run_all(at: datetime) -> Iterator[tuple[str, int]]:
    for name, step in STEPS:
        yield name, step(at)
