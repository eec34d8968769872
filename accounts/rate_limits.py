"""Rate limits by account, mailbox and network: the numbers are in config/limits.py, the counters in the shared cache.

allauth counts; this module adds what it lacks: how long a limit still holds, and a limit for every mail that somebody
can cause without being signed in.
"""

import math
import time
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts import known_browsers
from accounts.email_addresses import mailbox
from accounts.network import network_of_request

APP = "allauth.account"
MINUTE, HOUR = 60, 3600

# Mails that answer a request for a code, whether or not there is an account: they share one budget, or the limit would
# tell which addresses have one.
CODES = {"login_code", "password_reset_code", "unknown_account"}
# Which limit allauth asks before it shows 429.html.
ACTIONS = {
    "account_login": "login",
    "account_signup": "signup",
    "account_reset_password": "reset_password",
    "account_confirm_password_reset_code": "reset_password_from_key",
    "account_complete_password_reset": "reset_password_from_key",
    "account_email": "manage_email",
    "account_change_password": "change_password",
    "account_set_password": "change_password",
    "account_reauthenticate": "reauthenticate",
    "mfa_reauthenticate": "reauthenticate",
    "mfa_reauthenticate_webauthn": "reauthenticate",
}


def consume(request: HttpRequest, *, action: str, key: str) -> ratelimit.RateLimitUsage | None:
    """Count one try; None where the limit is reached."""
    return ratelimit.consume(request, app=APP, action=action, key=key, limit_get=True)


def count_posts(action: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Count every POST of a view by network, valid or not, before the view reads anything of it."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            network = network_of_request(request)
            if request.method == "POST" and not consume(request, action=action, key=network):
                return too_many_requests(request, seconds_to_wait(request, action=action, key=network))
            return view(request, *args, **kwargs)

        return counted

    return decorate


def seconds_to_wait(request: HttpRequest, *, action: str, key: str | None = None) -> float:
    """How long until another try is allowed; 0 where it is allowed now."""
    now = time.time()
    waits = [0.0]
    for rate in ratelimit.get_rates(app=APP, action=action):
        counter = ratelimit.get_cache_key(request, app=APP, action=action, rate=rate, key=key)
        history = [moment for moment in cache.get(counter, []) if moment > now - rate.duration]
        if len(history) >= rate.amount:
            waits.append(sorted(history, reverse=True)[rate.amount - 1] + rate.duration - now)
    return max(waits)


def in_words(seconds: float) -> str:
    """ "a minute", "4 minutes", "2 hours": rounded up, so that waiting so long is enough."""
    minutes = math.ceil(seconds / MINUTE)
    if minutes > 90:
        return f"{math.ceil(seconds / HOUR)} hours"
    return f"{minutes} minutes" if minutes > 1 else "a minute"


def too_many_requests(request: HttpRequest, seconds: float) -> HttpResponse:
    """The page that says how long to wait."""
    answer = render(request, "429.html", {"wait": in_words(seconds)}, status=HTTPStatus.TOO_MANY_REQUESTS)
    answer["Retry-After"] = str(math.ceil(seconds))
    return answer


def seconds_to_wait_here(request: HttpRequest) -> float:
    """How long the limit of allauth's page holds that this request was refused by."""
    match = request.resolver_match
    action = ACTIONS.get(match.url_name or "") if match else None
    if action is None:
        return MINUTE
    return seconds_to_wait(request, action=action) or MINUTE


def seconds_until_mail(request: HttpRequest, mail: str, address: str) -> float:
    """Count a mail that a stranger may have caused: 0 where it may go, else how long its budget is used up.

    A browser that has signed in to this account has a budget of its own, which no stranger can use up. Codes do not
    share theirs with other mails, so that sign-ups in somebody's name do not take away the way in.
    """
    kind = "code" if mail in CODES else "other"
    box = mailbox(address)
    browser = known_browsers.known_as(request, address)
    if browser:
        budgets = [("mail_known_browser", f"{kind} {browser}")]
    else:
        budgets = [
            (f"mail_{kind}_network", f"{network_of_request(request)} {box}"),
            (f"mail_{kind}_mailbox", box),
        ]
    for action, key in budgets:
        if not consume(request, action=action, key=key):
            return max(1.0, seconds_to_wait(request, action=action, key=key))
    return 0.0
