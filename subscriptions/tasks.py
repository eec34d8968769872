"""Tasks of the worker (manage.py db_worker) for payments."""

from django.utils import timezone
from django_tasks import task

from subscriptions.billing import customers
from subscriptions.fulfilment import webhooks


@task(priority=50)  # before mailings, photos and link checks, because a reader waits for access
def process_event(pk: int) -> None:
    """Process a webhook event; if that fails, run_scheduled retries."""
    webhooks.process(pk, at=timezone.now())


@task(priority=50)
def sync_customer_email(pk: int) -> None:
    """Send a reader's new address to the provider; if that is down, run_scheduled retries."""
    customers.sync_email(pk)
