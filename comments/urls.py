from django.urls import path

from comments.views.mail import mail_off
from comments.views.notices import legal_notice, legal_notice_sent
from comments.views.own import own_comments, settings
from comments.views.reports import appeal, report
from comments.views.thread import comment, thread_page
from comments.views.writing import delete, edit, reply

app_name = "comments"
urlpatterns = [
    path("columns/<slug:slug>/comments/", thread_page, name="thread"),
    path("comments/<int:pk>/", comment, name="comment"),
    path("comments/<int:pk>/reply/", reply, name="reply"),
    path("comments/<int:pk>/edit/", edit, name="edit"),
    path("comments/<int:pk>/delete/", delete, name="delete"),
    path("comments/<int:pk>/report/", report, name="report"),
    path("comments/<int:pk>/appeal/", appeal, name="appeal"),
    path("comments/notice/", legal_notice, name="notice"),
    path("comments/notice/sent/", legal_notice_sent, name="notice-sent"),
    path("comments/mail/<str:token>/", mail_off, name="mail-off"),
    path("account/comments/", own_comments, name="own"),
    path("account/comments/settings/", settings, name="settings"),
]
