from django.urls import path

from subscriptions.views import buying, offer, provider, reading, sandbox

app_name = "subscriptions"
urlpatterns = [
    path("subscribe/", offer.subscribe, name="subscribe"),
    path("subscribe/<int:pk>/", buying.review, name="review"),
    path("subscribe/paid/<uuid:reference>/", buying.paid, name="paid"),
    path("payments/events/<slug:gateway>/", provider.event, name="events"),
    path("sandbox/pay/<slug:session_id>/", sandbox.pay, name="sandbox-pay"),
    path("sandbox/portal/<slug:customer_id>/", sandbox.portal, name="sandbox-portal"),
    path("account/reading/", reading.reading, name="reading"),
]
