from django.urls import path

from subscriptions.views import offer, reading

app_name = "subscriptions"
urlpatterns = [
    path("subscribe/", offer.subscribe, name="subscribe"),
    path("account/reading/", reading.reading, name="reading"),
]
