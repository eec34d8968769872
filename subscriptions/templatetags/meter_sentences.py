"""The meter's sentences for templates that know a number or a day."""

from django import template

from subscriptions.paywall import messages

register = template.Library()
register.filter(messages.account_line)
register.filter(messages.verified_line)
register.filter(messages.return_line)
