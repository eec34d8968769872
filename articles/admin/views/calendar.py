"""A calendar of one month, in which publication dates can be changed."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.staff import local_time
from accounts.staff.pages import render_page, staff_user
from articles import permissions
from articles.admin.views.columns import seen_column
from articles.forms.calendar import ScheduleForm
from articles.models import Column
from articles.permissions import Someone
from articles.publishing import month_calendar, scheduling
from articles.publishing.month_calendar import Month
from articles.publishing.workflow import CannotMove

UNDATED = 30  # approved columns without a date, beside the calendar
PLACED = "“{headline}” appears on {when}."


@dataclass(frozen=True)
class CalendarEntry:
    """A column in the calendar, with a form if the user may change its date."""

    column: Column
    is_scheduled: bool
    form: ScheduleForm | None

    @property
    def status(self) -> str:
        return "Scheduled" if self.is_scheduled else str(self.column.get_state_display())

    @property
    def button(self) -> str:
        return "Move" if self.is_scheduled else "Schedule"

    @property
    def is_movable(self) -> bool:
        return self.is_scheduled and self.form is not None


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    month = month_calendar.parsed(request.GET.get("month", "")) or month_calendar.month_of(
        timezone.now()
    )
    return _page(request, month, at=timezone.now())


@require_POST
def schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a column's date.

    If that is refused, show the calendar again with the input and the reason.
    """
    column, at = seen_column(request, pk), timezone.now()
    if not _may_schedule(request.user):
        raise PermissionDenied
    month = month_calendar.parsed(request.POST.get("month", "")) or month_calendar.month_of(at)
    form = ScheduleForm(request.POST, column=column, month=month.key)
    if form.is_valid():
        data = form.cleaned_data
        try:
            scheduling.schedule(
                pk,
                appears=data["appears"],
                seen=data["seen_version"],
                by=staff_user(request),
                at=at,
            )
        except CannotMove as problem:
            form.reset_with_error(column, problem.message)
        else:
            messages.success(
                request,
                PLACED.format(headline=column, when=scheduling.format_date(data["appears"])),
            )
            return redirect(f"{reverse('admin:articles_column_calendar')}?month={month.key}")
    return _page(request, month, at=at, refused=(column, form))


def _page(
    request: HttpRequest,
    month: Month,
    *,
    at: datetime,
    refused: tuple[Column, ScheduleForm] | None = None,
) -> HttpResponse:
    if not request.user.has_perm("articles.view_column"):
        raise PermissionDenied
    columns = permissions.columns_of(request.user)
    weeks = month_calendar.weeks(month, columns, at=at)
    undated = columns.filter(state=Column.State.APPROVED, published_at=None).order_by("-pk")
    beside = list(undated.defer("teaser").prefetch_related("bylines__columnist")[: UNDATED + 1])
    may_schedule = _may_schedule(request.user)

    def entry(column: Column) -> CalendarEntry:
        is_scheduled = scheduling.is_scheduled(column, at=at)
        form = None
        if refused is not None and refused[0].pk == column.pk:
            form = refused[1]
        elif may_schedule and (is_scheduled or column.state == Column.State.APPROVED):
            form = ScheduleForm(column=column, month=month.key)
        return CalendarEntry(column, is_scheduled, form)

    context = {
        "title": "Calendar",
        "month": month,
        "today": timezone.localdate(at),
        "weekdays": month_calendar.weekdays(weeks),
        "weeks": [[(day, list(map(entry, day.columns))) for day in week] for week in weeks],
        "is_empty": not any(day.columns for week in weeks for day in week),
        "undated": list(map(entry, beside[:UNDATED])),
        "more_undated": len(beside) > UNDATED,
        "refused": refused,
        "before": month.by(-1),
        "after": month.by(1),
        "zone": local_time.zone(),
        "here": reverse("admin:articles_column_calendar"),
        "all": reverse("admin:articles_column_changelist"),
    }
    return render_page(
        request, "articles/desk/calendar.html", context, status=400 if refused else 200
    )


def _may_schedule(user: Someone) -> bool:
    # For all columns that the user sees, because may_change() would cost a query for each.
    return permissions.may_publish(user) and user.has_perm("articles.change_column")
