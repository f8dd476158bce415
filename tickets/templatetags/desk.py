"""What the desk's templates need beside Django's own tags."""

from django import template
from django.utils.html import format_html

register = template.Library()


@register.simple_tag
def icon(name: str, classes: str = "") -> str:
    """An icon of the font that Unfold ships; words stand beside it, so it says nothing to a screen reader."""
    return format_html('<span class="material-symbols-outlined d-icon {}" aria-hidden="true">{}</span>', classes, name)


@register.filter
def initial(person: object) -> str:
    """The letter in a person's round."""
    return str(person)[:1].upper()
