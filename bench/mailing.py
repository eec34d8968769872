"""Measure sending to many readers through a local mail server.

Usage: python -m bench.mailing [--readers N]. Needs the packages of requirements/dev.txt. Prints the
rate and the memory of the sending process.
"""

import argparse
import multiprocessing
import os
import socket
import tempfile
import time
from pathlib import Path
from typing import Any

COLUMNS = 3
WORDS = 700  # of each column
PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 1024 / 1024


def serve(port: int, count: Any) -> None:
    """Accept and count all e-mails."""
    from aiosmtpd.controller import Controller

    class Sink:
        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
            count.value += 1
            return "250 OK"

    Controller(Sink(), hostname="127.0.0.1", port=port).start()
    time.sleep(86_400)


def resident() -> float:
    """Return the memory of this process in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE_MB


def fill(readers: int) -> int:
    """Create the recipients and return the key of the mailing.

    One in three has an account, one in six an entitlement.
    """
    from allauth.account.models import EmailAddress
    from django.utils import timezone

    from accounts.models import User
    from articles.models import Column
    from articles.publishing.save import save_column
    from newsletters.models import Issue, IssueColumn, Newsletter, Recipient, SignUp
    from newsletters.sending import mailings
    from subscriptions.models import Entitlement

    at = timezone.now()
    names = [f"reader{number}@mail.example" for number in range(readers)]
    users = User.objects.bulk_create(
        [User(email=name, password="!") for name in names[::3]],  # noqa: S106 - none
        batch_size=500,
    )
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users],
        batch_size=500,
    )
    Entitlement.objects.bulk_create(
        [Entitlement(user=user, starts_at=at) for user in users[::2]], batch_size=500
    )
    newsletter = Newsletter.objects.create(name="The week", slug="the-week", full_text=True)
    people = Recipient.objects.bulk_create(
        [Recipient(address=name, confirmed_at=at) for name in names], batch_size=500
    )
    SignUp.objects.bulk_create(
        [SignUp(recipient=each, newsletter=newsletter, since=at) for each in people], batch_size=500
    )
    issue = Issue.objects.create(
        newsletter=newsletter, subject="The week in columns", words="<p>Good morning.</p>"
    )
    for position in range(COLUMNS):
        column = Column(
            headline=f"Column {position}",
            slug=f"column-{position}",
            state="published",
            published_at=at,
        )
        body = "".join(f"<p>{'word ' * (WORDS // 7)}</p>" for _ in range(7))
        save_column(column, body=body, columnists=[], by=None, at=at)
        IssueColumn.objects.create(issue=issue, column=column, position=position)
    return mailings.schedule(issue, due_at=at).pk


def send(key: int, readers: int) -> None:
    from django.utils import timezone

    from newsletters.sending import worker

    begun, batches, before = time.monotonic(), 0, resident()
    print(f"before the first mail: {before:.0f} MB")
    while worker.run(key, at=timezone.now()):
        batches += 1
        if batches * worker.BATCH % 2000 == 0:
            gone = time.monotonic() - begun
            print(
                f"{batches * worker.BATCH} mails, {batches * worker.BATCH / gone:.0f} a second,"
                f" {resident():.0f} MB"
            )
    gone = time.monotonic() - begun
    print(f"{readers} readers in {gone:.0f} s: {readers / gone:.0f} mails a second")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--readers", type=int, default=10_000)
    readers = parser.parse_args().readers
    with socket.socket() as probe, tempfile.TemporaryDirectory() as folder:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        count = multiprocessing.Value("i", 0)
        server = multiprocessing.Process(target=serve, args=(port, count), daemon=True)
        server.start()
        values = {
            "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        }
        os.environ.update(values, DEBUG="1", DJANGO_SETTINGS_MODULE="bench.mailing_settings")
        measure(readers, count)
        server.terminate()


def measure(readers: int, count: Any) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    send(fill(readers), readers)
    print(f"the mail server took {count.value}")


if __name__ == "__main__":
    main()
