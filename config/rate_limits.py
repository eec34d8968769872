"""Rate limits in allauth's syntax, number/period/scope with commas: "20/m/ip,300/d/ip"."""

ACCOUNT_RATE_LIMITS = {
    # "ip" is a network: an IPv4 address or an IPv6 /56.
    "signup": "20/m/ip,300/d/ip",
    "request_login_code": "20/m/ip,300/d/ip",
    "reset_password": "20/m/ip,300/d/ip",
    # "key" is the mailbox whose password is tried, or the account of the second factor. A known
    # browser has its own counter, so that nobody can lock another person's account by guessing. The
    # network has a separate action: allauth clears "login_failed" after a correct second factor or
    # a new password, and an attacker with an account could reset the network's counter that way.
    "login_failed": "5/5m/key,30/d/key",
    "login_failed_network": "10/m/key",
    "login_failed_known": "5/5m/key,30/d/key",
    # E-mails that anybody can request: to one mailbox from one network, to one mailbox in total,
    # and from a known browser. They replace allauth's limit by address (confirm_email), which other
    # people could use up.
    "confirm_email": "",
    "mail_code_network": "3/m/key,6/h/key,12/d/key",
    "mail_code_mailbox": "10/h/key,24/d/key",
    "mail_other_network": "3/m/key,4/h/key,6/d/key",
    "mail_other_mailbox": "6/h/key,10/d/key",
    "mail_known_browser": "3/m/key,10/h/key,30/d/key",
    # What signed-in readers do: by the mailbox of their account, and by network, so that another
    # account gives no new attempts.
    "group_invitation": "10/h/key,30/d/key",
    "group_invitation_network": "30/h/key,100/d/key",
    # of all groups, so that nobody can flood another person's mailbox
    "group_invitation_mailbox": "4/h/key,8/d/key",
    "institution_seat": "5/m/key",
    "institution_seat_network": "60/m/key",  # a whole lecture hall
    # Gift codes have 80 bits, so guessing fails anyway; "key" is the network or mailbox
    # (subscriptions.views.gift_codes).
    "gift_code_network": "30/h/key,100/d/key",
    "gift_code_mailbox": "10/h/key,30/d/key",
    # Promotion codes are short, so guessing must be slow; but many readers of one network may enter
    # one on the same day.
    "promotion_code_mailbox": "30/h/key,60/d/key",
    "promotion_code_network": "60/h/key,200/d/key",
    # Each POST to a price may create a checkout session at the provider.
    "subscribe_try": "120/h/key",  # by network
    "subscribe_mailbox": "60/h/key",
    # Confirmation e-mails of newsletter sign-ups; "key" is the reader's network, or the address.
    "newsletter_network": "20/h/key,60/d/key",
    "newsletter_address": "1/m/key,3/h/key,6/d/key",
    # Every POST of these forms, valid or not, because parsing it is expensive.
    "story_idea_try": "30/h/key,100/d/key",
    "legal_notice_try": "30/h/key,100/d/key",
    "reply_try": "60/h/key,200/d/key",
    "order_try": "90/h/key",
    "story_idea": "10/h/key,30/d/key",  # by network: the form needs no account
    # by address, so that nobody can flood another person's mailbox
    "story_idea_mail": "2/h/key,4/d/key",
    "comment_report": "20/h/key,60/d/key",
    "comment_report_network": "60/h/key,200/d/key",
    "comment_name": "5/h/key,10/d/key",  # each new name empties the whole page cache
    "comment_name_network": "20/h/key,60/d/key",
    "legal_notice": "5/h/key,20/d/key",  # by network: the form needs no account
    "legal_notice_mail": "2/h/key,4/d/key",  # by address
    # Cancellations and withdrawals without sign-in: by network, by network and mailbox, and e-mails
    # to one mailbox. Above the last limit a declaration is stored without an e-mail, so that other
    # people cannot block it.
    "cancellation_try": "60/h/key,200/d/key",
    "cancellation": "10/h/key,30/d/key",
    "cancellation_own_mailbox": "4/h/key,8/d/key",
    "cancellation_mail": "8/h/key,16/d/key",
    # of gifts and donations, by network: each creates a checkout session at the provider
    "order": "30/h/key",
}
