from newsletters.models.follows import Follow
from newsletters.models.issues import Issue, IssueColumn
from newsletters.models.lists import Newsletter, SignUp
from newsletters.models.mailings import Delivery, Mailing
from newsletters.models.recipients import Recipient, Suppression

__all__ = [
    "Delivery",
    "Follow",
    "Issue",
    "IssueColumn",
    "Mailing",
    "Newsletter",
    "Recipient",
    "SignUp",
    "Suppression",
]
