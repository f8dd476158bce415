"""Addresses of the web in what people wrote, as links: for the desk, and for the page that a customer sees."""

from django import template
from django.utils.html import Urlizer
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


class _WebOnly(Urlizer):
    """Django's own, for http and https alone: it escapes all else. The page that opens knows nothing of the one left."""

    url_template = '<a class="d-link" href="{href}" target="_blank" rel="nofollow noopener noreferrer">{url}</a>'

    @staticmethod
    def is_email_simple(value: str) -> bool:
        """An address of mail stays words: a click must not open another program beside the desk."""
        return False


_urlized = _WebOnly()


@register.filter
def linked(text: object) -> SafeString:
    """Words with their addresses as links; everything is escaped."""
    return mark_safe(_urlized(str(text), autoescape=True))  # noqa: S308 - Urlizer escapes each word


@register.filter
def clean(html: str) -> SafeString:
    """The HTML of words that were written as Markdown: `tickets.models.markdown` has let nothing else through."""
    return mark_safe(html)  # noqa: S308 - cleaned by nh3
