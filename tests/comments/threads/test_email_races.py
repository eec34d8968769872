"""The same page sent many times at once, by a double click or a network that repeats: one idea,
with its file once.
"""

import threading

import pytest
from django.db import connections

from submissions.models import IdeaFile, StoryIdea
from submissions.story_ideas import inbox
from submissions.story_ideas.documents import Document
from submissions.story_ideas.inbox import Submission
from tests.cast import NOON
from tests.submissions.files import PDF


@pytest.mark.promise(
    "Forged, too quick, too late, repeated, parallel, too frequent and automated submissions are"
    " handled",
    section="submissions",
)
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_page_sent_eight_times_at_once_is_one_idea() -> None:
    sent = Submission("The harbour.", files=(Document("plan.pdf", "pdf", PDF),))
    together, new = threading.Barrier(8), []

    def send() -> None:
        together.wait()
        new.append(inbox.receive(sent, form="one-page", at=NOON) is not None)
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(new) == [False] * 7 + [True]
    assert (StoryIdea.objects.count(), IdeaFile.objects.count()) == (1, 1)
