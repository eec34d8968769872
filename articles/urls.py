from django.urls import path

from articles.views.fronts import front
from articles.views.lists import archive, columnist, columnists, series, topic
from articles.views.pages import page
from articles.views.reading import reading

PAGES_AT_THE_ROOT = ("guidelines", "story-ideas", "donate", "newsletters")

app_name = "articles"
urlpatterns = [
    path("", front, name="front"),
    path("columns/", archive, name="archive"),
    path("columns/<slug:slug>/", reading, name="column"),
    path("columnists/", columnists, name="columnists"),
    path("columnists/<slug:slug>/", columnist, name="columnist"),
    path("topics/<slug:slug>/", topic, name="topic"),
    path("series/<slug:slug>/", series, name="series"),
    path("pages/<slug:slug>/", page, name="page"),
    *(path(f"{slug}/", page, {"slug": slug}, name=slug) for slug in PAGES_AT_THE_ROOT),
]
