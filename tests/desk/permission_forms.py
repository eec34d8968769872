"""The forms that somebody might forge: what is typed over each as it stands, and what a new row is
made of.
"""

from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.desk.filling import LONG

Form = dict[str, Any]

# What is typed over the form as it stands, and what a new one is made of.
FORGED: dict[str, Form] = {
    "articles_columnist": {"name": "Forged"},
    "articles_topic": {"name": "Forged"},
    "articles_series": {"name": "Forged"},
    "articles_source": {"name": "Forged"},
    "articles_page": {"title": "Forged"},
    "articles_photo": {"credit": "Forged"},
    "subscriptions_plan": {"name": "Forged"},
    "subscriptions_promotion": {"code": "FORGED"},
    "subscriptions_pricechange": {"reason": "Forged"},
    "subscriptions_donationamount": {"amount": "77", "confirmed": "$77, once or every month"},
    "subscriptions_meterpolicy": {"anonymous": "1"},
    "subscriptions_entitlement": {"note": "Forged"},
    "subscriptions_institution": {"name": "Forged"},
    "subscriptions_group": {"name": "Forged"},
    "subscriptions_cancellationrequest": {"resolution": "Forged"},
    "comments_commenter": {"always_waits": "on"},
    "comments_commentpolicy": {"an_hour": "7"},
    "comments_columnrule": {"close_after_days": "7"},
    "comments_seriesrule": {"close_after_days": "7"},
    "submissions_storyidea": {"note": "Forged"},
    "submissions_reply": {"text": "Forged"},
    "newsletters_newsletter": {"name": "Forged"},
    "newsletters_issue": {"subject": "Forged"},
    "newsletters_suppression": {"reason": "complaint"},
    "auth_group": {"name": "forged"},
}
NEW: dict[str, Form] = {
    "articles_columnist": {"name": "New", "slug": "new"},
    "articles_topic": {"name": "New", "slug": "new"},
    "articles_series": {"name": "New", "slug": "new"},
    "articles_source": {"name": "New"},
    "articles_page": {"title": "New", "slug": "new", "body": LONG},
    "subscriptions_plan": {"name": "New"},
    "subscriptions_promotion": {"code": "NEW", "percent_off": "10", "intervals": "1"},
    "subscriptions_donationamount": {"amount": "88", "confirmed": "$88, once or every month"},
    "subscriptions_institution": {
        "name": "New",
        "starts_at_0": "2026-11-18",
        "starts_at_1": "12:00:00",
        "ends_at_0": "2027-11-18",
        "ends_at_1": "12:00:00",
    },
    "newsletters_newsletter": {
        "name": "New",
        "slug": "new",
        "description": "New",
        "rhythm": "Daily",
    },
    "newsletters_issue": {"subject": "New", "words": "<p>New.</p>"},
    "newsletters_suppression": {"address": "new@mail.example"},
    "comments_columnrule": {"opening": "open"},
    "comments_seriesrule": {"opening": "open"},
    "subscriptions_entitlement": {
        "source": "complimentary",
        "note": "New",
        "starts_at_0": "2026-11-18",
        "starts_at_1": "12:00:00",
        "lasts": "open",
    },
    "auth_group": {"name": "new"},
}
NAMING = {
    "comments_columnrule": "column",
    "comments_seriesrule": "series",
    "newsletters_issue": "newsletter",
    "subscriptions_entitlement": "user",
}  # what a new one must point at
DELETED = {  # those whose row in this world may go
    *("comments_columnrule", "comments_seriesrule", "submissions_storyidea"),
    *(
        "newsletters_newsletter",
        "newsletters_issue",
        "newsletters_recipient",
        "newsletters_suppression",
    ),
    *(
        "articles_topic",
        "articles_series",
        "articles_source",
        "articles_page",
        "articles_photo",
        "auth_group",
    ),
    *(
        "subscriptions_plan",
        "subscriptions_promotion",
        "subscriptions_pricechange",
        "subscriptions_donationamount",
    ),
}
ROWS = {"auth_group": "group", "subscriptions_group": "reading_group"}


def sent_by(page: str, form: str) -> dict[str, list[str]]:
    """What a browser would send of this form as it stands, without a button."""
    result = LexborHTMLParser(page).css_first(f"form#{form}")
    assert result is not None, f"There is no form {form}."
    sent: dict[str, list[str]] = {}
    for field in result.css("input[name], select[name], textarea[name]"):
        for value in _values(field):
            sent.setdefault(str(field.attributes["name"]), []).append(value)
    return sent


def _values(field: LexborNode) -> list[str]:
    kind, attributes = field.attributes.get("type"), field.attributes
    if field.tag == "textarea":
        return [field.text()]
    if field.tag == "select":
        chosen = field.css("option[selected]")
        return [option.attributes.get("value") or "" for option in chosen] or (
            [] if "multiple" in attributes else [""]
        )
    if kind in {"submit", "button", "file"} or (
        kind in {"checkbox", "radio"} and "checked" not in attributes
    ):
        return []
    return [attributes.get("value") or ("on" if kind in {"checkbox", "radio"} else "")]
