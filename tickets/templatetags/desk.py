"""What the desk's templates need beside Django's own tags."""

from django import template
from django.utils.html import format_html

from tickets.models import Attachment

register = template.Library()

FILE = {
    "picture": "image",
    "pdf": "picture_as_pdf",
    "text": "description",
    "table": "table_chart",
    "archive": "folder_zip",
    "sound": "audio_file",
    "film": "video_file",
    "file": "draft",
}


@register.simple_tag
def icon(name: str, classes: str = "") -> str:
    """An icon of the font that Unfold ships; words stand beside it, so it says nothing to a screen reader."""
    return format_html('<span class="material-symbols-outlined d-icon {}" aria-hidden="true">{}</span>', classes, name)


@register.filter
def file_icon(file: Attachment) -> str:
    """What a file seems to be, as an icon."""
    return FILE[file.is_a]


@register.filter
def initial(person: object) -> str:
    """The letter in a person's round."""
    return str(person)[:1].upper()
