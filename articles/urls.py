from django.urls import path
from django.views.generic import RedirectView

from articles.feeds import columnist_feed, feed, personal_feed, topic_feed
from articles.models import Page
from articles.sitemaps import news_sitemap, robots, sitemap, sitemap_section
from articles.views import feed_settings, history, saved
from articles.views.fronts import front
from articles.views.gift_links import check_cookie, gift_link_page, open_link
from articles.views.lists import archive, columnist, columnists, series, topic
from articles.views.media import media
from articles.views.outside_preview import outside_preview
from articles.views.pages import page
from articles.views.reading import reading
from articles.views.search import search_page

PAGES_AT_THE_ROOT = ("guidelines",)

app_name = "articles"
urlpatterns = [
    path("", front, name="front"),
    path("columns/", archive, name="archive"),
    path("columns/<slug:slug>/", reading, name="column"),
    path("account/saved/", saved.saved, name="saved"),
    path("account/saved/new/<slug:slug>/", saved.save, name="save"),
    path("account/saved/<int:pk>/remove/", saved.unsave, name="unsave"),
    path("account/history/", history.own_history, name="history"),
    path("account/history/on/", history.turn_on, name="history-on"),
    path("account/history/off/", history.turn_off, name="history-off"),
    path("account/history/clear/", history.clear, name="history-clear"),
    path("account/history/<int:pk>/remove/", history.forget, name="history-forget"),
    path("account/feed/", feed_settings.own_feed, name="own-feed"),
    path("account/feed/new/", feed_settings.make, name="own-feed-make"),
    path("account/feed/change/", feed_settings.change_address, name="own-feed-change"),
    path("account/feed/end/", feed_settings.end, name="own-feed-end"),
    path("gift/new/<slug:slug>/", gift_link_page, name="give"),
    path("gift/<str:token>/", open_link, name="gift-link"),
    path("gift/<str:token>/open/", check_cookie, name="gift-link-arrived"),
    path("preview/<str:secret>/", outside_preview, name="outside-preview"),
    path("columnists/", columnists, name="columnists"),
    path("columnists/<slug:slug>/", columnist, name="columnist"),
    path("topics/<slug:slug>/", topic, name="topic"),
    path("series/<slug:slug>/", series, name="series"),
    path("search/", search_page, name="search"),
    path("feed/", feed, name="feed"),
    path("feed/own/<str:secret>/", personal_feed, name="personal-feed"),
    path("columnists/<slug:slug>/feed/", columnist_feed, name="columnist-feed"),
    path("topics/<slug:slug>/feed/", topic_feed, name="topic-feed"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<slug:part>.xml", sitemap_section, name="sitemap-part"),
    path("news-sitemap.xml", news_sitemap, name="news-sitemap"),
    path("robots.txt", robots, name="robots"),
    path("media/<path:name>", media, name="media"),
    *(
        path(
            f"pages/{slug}/",
            RedirectView.as_view(pattern_name=way, permanent=True, query_string=True),
        )
        for slug, way in Page.ELSEWHERE.items()
    ),
    path("pages/<slug:slug>/", page, name="page"),
    *(path(f"{slug}/", page, {"slug": slug}, name=slug) for slug in PAGES_AT_THE_ROOT),
]
