from django.urls import path

from subscriptions.views import (
    agreement,
    buying,
    group,
    offer,
    payments,
    plan_change,
    provider,
    reading,
    sandbox,
    seat,
    withdrawal,
)

app_name = "subscriptions"
urlpatterns = [
    path("subscribe/", offer.subscribe, name="subscribe"),
    path("subscribe/<int:pk>/", buying.review, name="review"),
    path("subscribe/paid/<uuid:reference>/", buying.paid, name="paid"),
    path("payments/events/<slug:gateway>/", provider.event, name="events"),
    path("sandbox/pay/<slug:session_id>/", sandbox.pay, name="sandbox-pay"),
    path("sandbox/portal/<slug:customer_id>/", sandbox.portal, name="sandbox-portal"),
    path("account/reading/", reading.reading, name="reading"),
    path("account/group/", group.own, name="group"),
    path("account/group/seats/<int:pk>/again/", group.invite_again, name="group-invite-again"),
    path("account/group/seats/<int:pk>/remove/", group.remove, name="group-remove"),
    path("account/group/seats/<int:pk>/leave/", seat.leave, name="group-leave"),
    path("account/institutions/<int:pk>/seat/", seat.claim, name="institution-seat"),
    path("group/join/<str:token>/", seat.join, name="group-join"),
    path("account/payments/", payments.payments, name="payments"),
    path("account/payments/<int:pk>/", payments.receipt, name="receipt"),
    path("account/subscription/", agreement.own, name="own"),
    path("account/subscription/<int:pk>/cancel/", agreement.cancel, name="cancel"),
    path("account/subscription/<int:pk>/cancelled/", agreement.cancelled, name="cancelled"),
    path("account/subscription/<int:pk>/resume/", agreement.resume, name="resume"),
    path("account/subscription/<int:pk>/card/", agreement.card, name="card"),
    path("account/subscription/<int:pk>/change/", plan_change.change, name="change"),
    path("account/subscription/<int:pk>/change/<int:price_pk>/", plan_change.confirm, name="confirm-change"),
    path("account/subscription/<int:pk>/withdraw/", withdrawal.withdraw, name="withdraw"),
    path("account/subscription/<int:pk>/withdrawn/", withdrawal.withdrawn, name="withdrawn"),
]
