from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("account/", views.home, name="home"),
    path("account/name/", views.rename, name="name"),
    path("account/export/", views.export, name="export"),
    path("account/sign-in-again/", views.sign_in_again, name="sign-in-again"),
    path("account/close/", views.close, name="close"),
    path("account/closed/", views.closed, name="closed"),
    path("account/sessions/<int:pk>/end/", views.end_session, name="end-session"),
    path("mail/", views.mail_list, name="mail-list"),
    path("mail/<slug:name>/", views.mail, name="mail"),
    path("mail/<slug:name>/html/", views.mail_html, name="mail-html"),
]
