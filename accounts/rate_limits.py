"""Rate limits by account, mailbox and network.

Numbers are in config/rate_limits.py, counters in the cache.

allauth counts the attempts. This module adds the time to wait, and limits for e-mails that can be
requested without signing in.
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

from accounts.email_addresses import mailbox
from accounts.reader import SignedInRequest
from accounts.reader.client_ip import network_of_request
from accounts.sign_in import known_browsers

APP = "allauth.account"
MINUTE, HOUR = 60, 3600

# Sent to addresses with and without an account. They share one limit, because separate limits would
# reveal which addresses have an account.
SIGN_IN_CODE_MAILS = {"login_code", "password_reset_code", "unknown_account"}
# URL name -> the allauth rate limit whose excess shows 429.html.
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
    """Count one attempt and return allauth's usage record; None if the limit is reached."""
    return ratelimit.consume(request, app=APP, action=action, key=key, limit_get=True)


def count(request: HttpRequest, *budgets: tuple[str, str]) -> float:
    """Count one attempt for each (action, key) until a limit is reached.

    Return the seconds to wait, or 0.
    """
    for action, key in budgets:
        if not consume(request, action=action, key=key):
            return max(1.0, seconds_to_wait(request, action=action, key=key))
    return 0.0


def count_reader(request: SignedInRequest, action: str) -> float:
    """Count an attempt of a signed-in reader by mailbox, and by network under `action`_network.

    Return the seconds to wait, or 0. Other accounts of the same mailbox give no new attempts.
    """
    of_mailbox = (action, str(request.user.reader_number))
    return count(request, of_mailbox, (f"{action}_network", network_of_request(request)))


def count_posts(action: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorate a view to count each POST by network.

    It is counted before the view parses it, and also if it is not valid.
    """

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            network = network_of_request(request)
            if request.method == "POST" and not consume(request, action=action, key=network):
                return too_many_requests(
                    request, seconds_to_wait(request, action=action, key=network)
                )
            return view(request, *args, **kwargs)

        return counted

    return decorate


def seconds_to_wait(request: HttpRequest, *, action: str, key: str | None = None) -> float:
    """Return the seconds until the next attempt is allowed, or 0."""
    now = time.time()
    waits = [0.0]
    for rate in ratelimit.get_rates(app=APP, action=action):
        counter = ratelimit.get_cache_key(request, app=APP, action=action, rate=rate, key=key)
        # allauth stores the times of the attempts; the limit is free again when the oldest that
        # counts expires.
        history = [moment for moment in cache.get(counter, []) if moment > now - rate.duration]
        if len(history) >= rate.amount:
            waits.append(sorted(history, reverse=True)[rate.amount - 1] + rate.duration - now)
    return max(waits)


def duration_in_words(seconds: float) -> str:
    """Return "a minute", "4 minutes" or "2 hours".

    It is rounded up: nobody should come back too early.
    """
    minutes = math.ceil(seconds / MINUTE)
    if minutes > 90:
        return f"{math.ceil(seconds / HOUR)} hours"
    return f"{minutes} minutes" if minutes > 1 else "a minute"


def too_many_requests(request: HttpRequest, seconds: float) -> HttpResponse:
    answer = render(
        request,
        "429.html",
        {"wait": duration_in_words(seconds)},
        status=HTTPStatus.TOO_MANY_REQUESTS,
    )
    answer["Retry-After"] = str(math.ceil(seconds))
    return answer


def seconds_to_wait_for_view(request: HttpRequest) -> float:
    """Return the seconds to wait for the allauth limit that refused this request.

    Return a minute if the limit is unknown.
    """
    match = request.resolver_match
    action = ACTIONS.get(match.url_name or "") if match else None
    if action is None:
        return MINUTE
    return seconds_to_wait(request, action=action) or MINUTE


def consume_mail_limit(request: HttpRequest, mail: str, address: str) -> float:
    """Count an e-mail that anybody may request.

    Return 0 if it may be sent, else the seconds to wait.

    A browser that has signed in to this account has its own limit, which other people cannot use
    up. Sign-in codes have a separate limit: sign-ups with another person's address must not stop
    that person's codes.
    """
    kind = "code" if mail in SIGN_IN_CODE_MAILS else "other"
    box = mailbox(address)
    browser = known_browsers.browser_id(request, address)
    if browser:
        budgets = [("mail_known_browser", f"{kind} {browser}")]
    else:
        budgets = [
            (f"mail_{kind}_network", f"{network_of_request(request)} {box}"),
            (f"mail_{kind}_mailbox", box),
        ]
    return count(request, *budgets)
