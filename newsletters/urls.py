from django.urls import path

from newsletters.views.account import account
from newsletters.views.archive import issue, newsletter
from newsletters.views.bounces import webhook
from newsletters.views.email_links import check_cookie, read
from newsletters.views.own import confirm, leave, manage
from newsletters.views.public import follow, newsletters, sign_up, signup_sent

app_name = "newsletters"
urlpatterns = [
    path("newsletters/", newsletters, name="all"),
    path("newsletters/mail-events/", webhook, name="mail-events"),
    path("newsletters/sign-up/", sign_up, name="sign-up"),
    path("newsletters/check-your-mail/", signup_sent, name="asked"),
    path("newsletters/confirm/<str:token>/", confirm, name="confirm"),
    path("newsletters/leave/<str:token>/", leave, name="leave"),
    path("newsletters/yours/<str:token>/", manage, name="own"),
    path("newsletters/read/<str:token>/", read, name="read"),
    path("newsletters/read/<str:token>/open/", check_cookie, name="read-arrived"),
    path("newsletters/<slug:slug>/", newsletter, name="newsletter"),
    path("newsletters/<slug:slug>/<int:pk>/", issue, name="issue"),
    path("following/<str:kind>/<slug:slug>/", follow, name="follow"),
    path("account/mail/", account, name="account"),
]
