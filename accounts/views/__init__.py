from accounts.views.closing import close, closed
from accounts.views.dev_mailbox import mail, mail_html, mail_list
from accounts.views.own import end_session, export, home, rename
from accounts.views.reauthentication import set_password, sign_in_again

__all__ = [
    "close",
    "closed",
    "end_session",
    "export",
    "home",
    "mail",
    "mail_html",
    "mail_list",
    "rename",
    "set_password",
    "sign_in_again",
]
