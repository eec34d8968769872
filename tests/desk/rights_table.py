"""Who may do what at the desk, address by address; an address without a row fails the test that walks them.

c, e, m, p: columnist, editor, moderator, publisher. Visitors and readers may nothing. A column is asked for twice: as
the columnist's own draft, and as somebody else's that has appeared (where `theirs` says otherwise).
"""

from dataclasses import dataclass

STAFF = "cemp"


@dataclass(frozen=True)
class Doors:
    """Of a model: who looks at its list and pages, adds, changes and deletes."""

    look: str
    add: str = ""
    change: str = ""
    delete: str = ""


@dataclass(frozen=True)
class Door:
    """Of a page of our own: who may look at it, and who may act by it."""

    get: str
    post: str = ""


MODELS = {
    "articles_columnist": Doors("emp", "e", "e", "e"),
    "articles_topic": Doors("cem", "e", "e", "e"),
    "articles_series": Doors("cem", "e", "e", "e"),
    "articles_source": Doors("e", "e", "e", "e"),
    "articles_page": Doors("em", "e", "e", "e"),
    "articles_photo": Doors("ce", "ce", "e", "e"),
    "subscriptions_plan": Doors("p", "p", "p", "p"),
    "subscriptions_promotion": Doors("p", "p", "p", "p"),
    "subscriptions_pricechange": Doors("p", "p", "p", "p"),
    "subscriptions_donationamount": Doors("p", "p", "p", "p"),
    "subscriptions_meterpolicy": Doors("p", "", "p", ""),
    "subscriptions_metermonth": Doors("p"),
    "subscriptions_paywallchange": Doors("ep"),
    "subscriptions_entitlement": Doors("p", "p", "p", ""),
    "subscriptions_institution": Doors("p", "p", "p", ""),
    "subscriptions_group": Doors("p", "p", "p", ""),
    "subscriptions_subscription": Doors("p"),
    "subscriptions_payment": Doors("p"),
    "subscriptions_purchase": Doors("p"),
    "subscriptions_donation": Doors("p"),
    "subscriptions_gift": Doors("p", "", "p", ""),
    "subscriptions_cancellationrequest": Doors("p", "", "p", ""),
    "subscriptions_gatewayevent": Doors("p"),
    "accounts_user": Doors("p"),
    "newsletters_newsletter": Doors("ep", "ep", "ep", "ep"),
    "newsletters_issue": Doors("ep", "ep", "ep", "ep"),
    "newsletters_recipient": Doors("p", "", "", "p"),
    "newsletters_suppression": Doors("p", "p", "p", "p"),
    "comments_comment": Doors("em"),
    "comments_commenter": Doors("m", "", "m", ""),
    "comments_commentpolicy": Doors("em", "", "em", ""),
    "comments_columnrule": Doors("em", "em", "em", "em"),
    "comments_seriesrule": Doors("em", "e", "e", "e"),
    "comments_storyidea": Doors("e", "", "e", "e"),
    "comments_reply": Doors("e", "", "e"),
    "comments_moderationact": Doors("m"),
    "comments_report": Doors("m"),
    "comments_legalnotice": Doors("m"),
    "auth_group": Doors(""),
    "mfa_authenticator": Doors(""),
    "django_tasks_database_dbtaskresult": Doors(""),
}

# A page of a model that differs from what its row says.
APART = {"comments_comment_change": Door("m")}  # it is where moderators act

# Of one column: what is said holds for the columnist's own draft; THEIRS is what differs for somebody else's, in print.
OF_A_COLUMN = {
    "articles_column_change": Door(STAFF, "ce"),
    "articles_column_history": Door(STAFF),
    "articles_column_delete": Door("e", "e"),
    "articles_column_preview": Door(STAFF),
    "articles_column_preview_page": Door(STAFF),
    "articles_column_preview_links": Door(STAFF, "ce"),
    "articles_column_preview_link_revoke": Door("", STAFF),
    "articles_column_checklist": Door(STAFF),
    "articles_column_ask_links": Door("", "ce"),
    "articles_column_correct": Door(""),  # what has not appeared needs none
    "articles_column_notes": Door(STAFF, STAFF),
    "articles_column_versions": Door(STAFF),
    "articles_column_compare": Door(STAFF),
    "articles_column_restore": Door("ce", "ce"),
}
THEIRS = {
    "articles_column_change": Door("emp", "e"),
    "articles_column_delete": Door(""),
    "articles_column_correct": Door("e", "e"),
    "articles_column_preview_links": Door("emp"),  # what has appeared needs none
}

PAGES = {
    "index": Door(STAFF),
    "jsi18n": Door(STAFF),
    "autocomplete": Door("cem"),  # asked for series
    "app_list": Door(STAFF),
    "password_change": Door(STAFF),
    "password_change_done": Door(STAFF),
    "articles_column_changelist": Door(STAFF),
    "articles_column_calendar": Door(STAFF),
    "articles_column_place": Door("", "e"),
    "articles_column_bulk": Door("", "e"),
    "articles_series_order": Door("e", "e"),
    "articles_column_add": Door("ce", "ce"),
    "articles_column_keep": Door("ce", "ce"),
    "articles_column_preview_typed": Door("c"),
    "articles_column_preview_typed_page": Door("c"),
    "articles_column_discard": Door("c", STAFF),  # each their own
    "articles_photo_choose": Door("ce"),
    "articles_photo_upload": Door("", "ce"),
    "articles_photo_words": Door("", "e"),
    "articles_photo_replace": Door(
        "e"
    ),  # a form without a file replaces nothing; see articles/photos/test_admin_photos.py
    "auth_user_password_change": Door(""),
    "subscriptions_pricechange_announce": Door("p", "p"),
    "subscriptions_pricechange_call_off": Door("p"),
    "subscriptions_group_free_seat": Door("p", "p"),
    "subscriptions_institution_free_seat": Door("p", "p"),
    "comments_comment_queue": Door("m"),
    "comments_comment_act": Door("", "m"),
    "comments_comment_bulk": Door("", "m"),
    "comments_commentpolicy_try": Door("em", "em"),
    "comments_appeal_decide": Door("m", "m"),
    "comments_notice_answer": Door("m", "m"),
    "comments_commenter_suspend": Door("m", "m"),
    "comments_commenter_lift": Door("m", "m"),
    "comments_storyidea_answer": Door("", "e"),
    "comments_storyidea_file": Door("e"),
    "comments_reply_of_column": Door("e", "e"),
    "comments_reply_move": Door("", "e"),
    "newsletters_issue_preview": Door("ep"),
    "newsletters_issue_mail": Door("ep"),
    "newsletters_issue_test": Door("", "ep"),
    "newsletters_issue_sending": Door("ep", "ep"),
    "newsletters_issue_act": Door("", "ep"),
    "why": Door("mp"),
    "learning": Door("emp"),
    "what-if": Door("p"),
    "readers": Door("p"),
    "reader": Door("p"),
    "reader-act": Door("p", "p"),
    "reports": Door("p"),
    "report-table": Door("p"),
}

# Ways in and out, which everybody may take; and Django's own redirects, which tell nothing.
OPEN = {"login", "logout"}
ACTS = ("changelist", "add", "change", "delete", "history")
