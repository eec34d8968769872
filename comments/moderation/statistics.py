"""Figures for a transparency report: number of actions, reasons, speed and appeals in a period."""

from collections.abc import Iterator
from datetime import datetime
from statistics import median

from django.db.models import Count, QuerySet

from comments.models import Appeal, Comment, LegalNotice, ModerationAct, Report, Why

Row = tuple[str, str, str]
HEADER: Row = ("what", "which", "number")
Act = ModerationAct.Act


def rows(since: datetime, until: datetime) -> Iterator[Row]:
    """Yield the figures from `since` up to, not including, `until`."""
    comments = Comment.objects.filter(posted_at__gte=since, posted_at__lt=until)
    yield "comments written", "", str(comments.count())
    reports = Report.objects.filter(made_at__gte=since, made_at__lt=until)
    reasons = dict(reports.order_by().values_list("why").annotate(number=Count("pk")))
    for why in Why:
        yield "reports", str(why.label), str(reasons.get(why.value, 0))
    resolved = Report.objects.filter(resolved_at__gte=since, resolved_at__lt=until)
    yield "reports upheld", "", str(resolved.filter(upheld=True).count())
    legal_notices = LegalNotice.objects.filter(made_at__gte=since, made_at__lt=until)
    yield "notices of illegal content", "", str(legal_notices.count())
    answered = LegalNotice.objects.filter(answered_at__gte=since, answered_at__lt=until)
    yield "notices of illegal content upheld", "", str(answered.filter(upheld=True).count())
    yield from _acts(ModerationAct.objects.filter(done_at__gte=since, done_at__lt=until))
    appeals = Appeal.objects.filter(made_at__gte=since, made_at__lt=until)
    yield "appeals made", "", str(appeals.count())
    decided = Appeal.objects.filter(decided_at__gte=since, decided_at__lt=until)
    yield "appeals granted", "", str(decided.filter(granted=True).count())
    yield "appeals refused", "", str(decided.filter(granted=False).count())


def _acts(acts: "QuerySet[ModerationAct]") -> Iterator[Row]:
    """Yield the number of each action, and the median hours that comments waited for it."""
    counted = dict(acts.order_by().values_list("act").annotate(number=Count("pk")))
    for act in Act:
        yield "acts", str(act.label), str(counted.get(act.value, 0))
    hidden = acts.filter(act=Act.HIDE)
    reasons = dict(hidden.order_by().values_list("why").annotate(number=Count("pk")))
    for why in Why:
        yield "hidden", str(why.label), str(reasons.get(why.value, 0))
    for act in Act:
        waited = (
            acts.filter(act=act).exclude(waiting_since=None).values_list("waiting_since", "done_at")
        )
        hours = [
            (done - requested).total_seconds() / 3600
            for requested, done in waited.iterator()
            if requested is not None
        ]
        if hours:
            yield "median hours until", str(act.label), f"{median(hours):.1f}"
