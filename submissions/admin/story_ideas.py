"""Admin of story ideas. One idea has its own page (submissions.admin.views.story_ideas)."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path

from submissions.admin.views import story_ideas
from submissions.models import StoryIdea


@admin.register(StoryIdea)
class StoryIdeaAdmin(admin.ModelAdmin[StoryIdea]):
    list_display = ["opening", "sender", "state", "in_hands", "with_files", "sent_at"]
    list_filter = ["state", ("assigned_to", admin.RelatedOnlyFieldListFilter), "sent_at"]
    list_select_related = ["assigned_to"]
    search_fields = ["text", "name", "email", "column__headline"]
    search_help_text = "Words of the idea, a name, an address, or a column’s headline"
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    @admin.display(description="idea")
    def opening(self, idea: StoryIdea) -> str:
        return idea.opening

    @admin.display(description="from", ordering="name")
    def sender(self, idea: StoryIdea) -> str:
        return idea.sender

    @admin.display(description="assigned to", ordering="assigned_to__name")
    def in_hands(self, idea: StoryIdea) -> str:
        return str(idea.assigned_to or "—")

    @admin.display(description="files")
    def with_files(self, idea: Any) -> str:
        return str(idea.number_of_files or "—")

    def get_queryset(self, request: HttpRequest) -> QuerySet[StoryIdea]:
        return super().get_queryset(request).annotate(number_of_files=Count("files"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def change_view(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse Django's form, which would change ideas without a record.

        get_urls() has the page.
        """
        raise Http404

    def get_urls(self) -> list[URLPattern]:
        admin_view = self.admin_site.admin_view
        own = [
            path(
                "<int:idea>/change/",
                admin_view(story_ideas.idea),
                name="submissions_storyidea_change",
            ),
            path(
                "<int:idea>/answer/",
                admin_view(story_ideas.answer),
                name="submissions_storyidea_answer",
            ),
            path(
                "<int:idea>/files/<int:file>/",
                admin_view(story_ideas.file),
                name="submissions_storyidea_file",
            ),
        ]
        return [*own, *super().get_urls()]
