"""Filters for templates that have a number or a day but no meter state."""

from django import template

from subscriptions.paywall import messages

register = template.Library()
register.filter(messages.account_line)
register.filter(messages.verified_line)
register.filter(messages.return_line)
