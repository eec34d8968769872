"""The meter's sentences for templates that know a number or a day."""

from django import template

from subscriptions import sentences

register = template.Library()
register.filter(sentences.account_line)
register.filter(sentences.verified_line)
register.filter(sentences.return_line)
