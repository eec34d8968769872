"""Who may do what at the desk, address by address; an address without a row fails the test that
walks them.

c, e, m, p: columnist, editor, moderator, publisher. Visitors and readers may nothing. A column is
asked for twice: as the columnist's own draft, and as somebody else's that has appeared (where
`theirs` says otherwise).
"""

from dataclasses import dataclass

STAFF = "cemp"


@dataclass(frozen=True)
class ModelAccess:
    """Of a model: who looks at its list and pages, adds, changes and deletes."""

    look: str
    add: str = ""
    change: str = ""
    delete: str = ""


@dataclass(frozen=True)
class PageAccess:
    """Of a page of our own: who may look at it, and who may act by it."""

    get: str
    post: str = ""


MODELS = {
    "articles_columnist": ModelAccess("emp", "e", "e", "e"),
    "articles_topic": ModelAccess("cem", "e", "e", "e"),
    "articles_series": ModelAccess("cem", "e", "e", "e"),
    "articles_source": ModelAccess("e", "e", "e", "e"),
    "articles_page": ModelAccess("em", "e", "e", "e"),
    "articles_photo": ModelAccess("ce", "ce", "e", "e"),
    "subscriptions_plan": ModelAccess("p", "p", "p", "p"),
    "subscriptions_promotion": ModelAccess("p", "p", "p", "p"),
    "subscriptions_pricechange": ModelAccess("p", "p", "p", "p"),
    "subscriptions_donationamount": ModelAccess("p", "p", "p", "p"),
    "subscriptions_meterpolicy": ModelAccess("p", "", "p", ""),
    "subscriptions_metermonth": ModelAccess("p"),
    "subscriptions_paywallchange": ModelAccess("ep"),
    "subscriptions_entitlement": ModelAccess("p", "p", "p", ""),
    "subscriptions_institution": ModelAccess("p", "p", "p", ""),
    "subscriptions_group": ModelAccess("p", "p", "p", ""),
    "subscriptions_subscription": ModelAccess("p"),
    "subscriptions_payment": ModelAccess("p"),
    "subscriptions_purchase": ModelAccess("p"),
    "subscriptions_donation": ModelAccess("p"),
    "subscriptions_gift": ModelAccess("p", "", "p", ""),
    "subscriptions_cancellationrequest": ModelAccess("p", "", "p", ""),
    "subscriptions_gatewayevent": ModelAccess("p"),
    "accounts_user": ModelAccess("p"),
    "newsletters_newsletter": ModelAccess("ep", "ep", "ep", "ep"),
    "newsletters_issue": ModelAccess("ep", "ep", "ep", "ep"),
    "newsletters_recipient": ModelAccess("p", "", "", "p"),
    "newsletters_suppression": ModelAccess("p", "p", "p", "p"),
    "comments_comment": ModelAccess("em"),
    "comments_commenter": ModelAccess("m", "", "m", ""),
    "comments_commentpolicy": ModelAccess("em", "", "em", ""),
    "comments_columnrule": ModelAccess("em", "em", "em", "em"),
    "comments_seriesrule": ModelAccess("em", "e", "e", "e"),
    "submissions_storyidea": ModelAccess("e", "", "e", "e"),
    "submissions_reply": ModelAccess("e", "", "e"),
    "comments_moderationact": ModelAccess("m"),
    "comments_report": ModelAccess("m"),
    "comments_legalnotice": ModelAccess("m"),
    "auth_group": ModelAccess(""),
    "mfa_authenticator": ModelAccess(""),
    "django_tasks_database_dbtaskresult": ModelAccess(""),
}

# A page of a model that differs from what its row says.
APART = {"comments_comment_change": PageAccess("m")}  # it is where moderators act

# Of one column: what is said holds for the columnist's own draft; THEIRS is what differs for
# somebody else's, in print.
OF_A_COLUMN = {
    "articles_column_change": PageAccess(STAFF, "ce"),
    "articles_column_history": PageAccess(STAFF),
    "articles_column_delete": PageAccess("e", "e"),
    "articles_column_preview": PageAccess(STAFF),
    "articles_column_preview_page": PageAccess(STAFF),
    "articles_column_preview_links": PageAccess(STAFF, "ce"),
    "articles_column_preview_link_revoke": PageAccess("", STAFF),
    "articles_column_checklist": PageAccess(STAFF),
    "articles_column_ask_links": PageAccess("", "ce"),
    "articles_column_correct": PageAccess(""),  # what has not appeared needs none
    "articles_column_notes": PageAccess(STAFF, STAFF),
    "articles_column_versions": PageAccess(STAFF),
    "articles_column_compare": PageAccess(STAFF),
    "articles_column_restore": PageAccess("ce", "ce"),
}
THEIRS = {
    "articles_column_change": PageAccess("emp", "e"),
    "articles_column_delete": PageAccess(""),
    "articles_column_correct": PageAccess("e", "e"),
    "articles_column_preview_links": PageAccess("emp"),  # what has appeared needs none
}

PAGES = {
    "index": PageAccess(STAFF),
    "jsi18n": PageAccess(STAFF),
    "autocomplete": PageAccess("cem"),  # asked for series
    "app_list": PageAccess(STAFF),
    "password_change": PageAccess(STAFF),
    "password_change_done": PageAccess(STAFF),
    "articles_column_changelist": PageAccess(STAFF),
    "articles_column_calendar": PageAccess(STAFF),
    "articles_column_place": PageAccess("", "e"),
    "articles_column_bulk": PageAccess("", "e"),
    "articles_series_order": PageAccess("e", "e"),
    "articles_column_add": PageAccess("ce", "ce"),
    "articles_column_autosave": PageAccess("ce", "ce"),
    "articles_column_preview_typed": PageAccess("c"),
    "articles_column_preview_typed_page": PageAccess("c"),
    "articles_column_discard": PageAccess("c", STAFF),  # each their own
    "articles_photo_choose": PageAccess("ce"),
    "articles_photo_upload": PageAccess("", "ce"),
    "articles_photo_words": PageAccess("", "e"),
    "articles_photo_replace": PageAccess(
        "e"
    ),  # a form without a file replaces nothing; see articles/photos/test_admin_photos.py
    "auth_user_password_change": PageAccess(""),
    "subscriptions_pricechange_announce": PageAccess("p", "p"),
    "subscriptions_pricechange_call_off": PageAccess("p"),
    "subscriptions_group_free_seat": PageAccess("p", "p"),
    "subscriptions_institution_free_seat": PageAccess("p", "p"),
    "comments_comment_queue": PageAccess("m"),
    "comments_comment_act": PageAccess("", "m"),
    "comments_comment_bulk": PageAccess("", "m"),
    "comments_commentpolicy_try": PageAccess("em", "em"),
    "comments_appeal_decide": PageAccess("m", "m"),
    "comments_notice_answer": PageAccess("m", "m"),
    "comments_commenter_suspend": PageAccess("m", "m"),
    "comments_commenter_lift": PageAccess("m", "m"),
    "submissions_storyidea_answer": PageAccess("", "e"),
    "submissions_storyidea_file": PageAccess("e"),
    "submissions_reply_of_column": PageAccess("e", "e"),
    "submissions_reply_move": PageAccess("", "e"),
    "newsletters_issue_preview": PageAccess("ep"),
    "newsletters_issue_mail": PageAccess("ep"),
    "newsletters_issue_test": PageAccess("", "ep"),
    "newsletters_issue_sending": PageAccess("ep", "ep"),
    "newsletters_issue_act": PageAccess("", "ep"),
    "why": PageAccess("mp"),
    "learning": PageAccess("emp"),
    "what-if": PageAccess("p"),
    "readers": PageAccess("p"),
    "reader": PageAccess("p"),
    "reader-act": PageAccess("p", "p"),
    "reports": PageAccess("p"),
    "report-table": PageAccess("p"),
}

# Ways in and out, which everybody may take; and Django's own redirects, which tell nothing.
OPEN = {"login", "logout"}
ACTIONS = ("changelist", "add", "change", "delete", "history")
