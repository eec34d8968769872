from django.urls import path

from articles.views.reading import reading

app_name = "articles"
urlpatterns = [
    path("columns/<slug:slug>/", reading, name="column"),
]
