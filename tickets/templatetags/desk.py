"""What the desk's templates need beside Django's own tags."""

from functools import lru_cache
from typing import Any

from django import forms, template
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from rest_framework import serializers
from unfold import widgets

from tickets.actions.inputs import MAX_TEXT
from tickets.actions.verbs import VERBS
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
def links_can_be_mailed() -> bool:
    """Whether the desk's mail leaves it: else a link to a new password would reach nobody."""
    return bool(settings.MAIL_LEAVES)


# A page has a hundred icons and pills and twenty forms: what they have in common is no template of its own, which would cost
# ten times as much as a tag.
@register.simple_tag
@lru_cache(maxsize=1000)
def icon(name: str, classes: str = "") -> str:
    """An icon of the font that Unfold ships; words stand beside it, so it says nothing to a screen reader."""
    return format_html('<span class="material-symbols-outlined d-icon {}" aria-hidden="true">{}</span>', classes, name)


@register.simple_tag
def pill(shown: Any) -> str:
    """A word or two with a meaning (`admin.shared.components.Pill`)."""
    title = format_html(' title="{}"', shown.title) if shown.title else ""
    sign = icon(shown.icon) if shown.icon else ""
    return format_html('<span class="d-pill d-pill-{}"{}>{}{}</span>', shown.tone, title, sign, shown.words)


@register.simple_tag(takes_context=True)
def form_of_page(context: template.Context) -> str:
    """What every form of a ticket's page carries: the token against forgery, and what its reader has seen."""
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="version" value="{}"><input type="hidden" name="seen" value="{}">',
        *(context[name] for name in ("csrf_token", "version", "last_line")),
    )


@register.filter
def file_icon(file: Attachment) -> str:
    """What a file seems to be, as an icon."""
    return FILE[file.is_a]


@register.filter
def initial(person: object) -> str:
    """The letter in a person's round."""
    return str(person)[:1].upper()


# How a field of a verb's input is typed, by what it holds; the first that fits.
WIDGETS: list[tuple[type[serializers.Field[Any, Any, Any, Any]], type[forms.Widget], dict[str, Any]]] = [
    (serializers.BooleanField, widgets.UnfoldBooleanWidget, {}),
    (serializers.ChoiceField, widgets.UnfoldAdminSelectWidget, {}),
    (serializers.DateTimeField, widgets.UnfoldAdminTextInputWidget, {"type": "datetime-local"}),
    (serializers.IntegerField, widgets.UnfoldAdminIntegerFieldWidget, {}),
    (serializers.EmailField, widgets.UnfoldAdminEmailInputWidget, {}),
    (serializers.PrimaryKeyRelatedField, widgets.UnfoldAdminTextInputWidget, {"inputmode": "numeric"}),
]


@register.simple_tag(takes_context=True)
def verb_input(
    context: template.Context,
    verb: str,
    name: str,
    label: str,
    *,
    value: str = "",
    of: str = "",
    pk: int = 0,
    **attrs: Any,
) -> str:
    """A field of a verb's input, with what was typed and what is wrong with it if the verb was refused.

    `of` and `pk`: where a page shows the same form for several rows, the field that names the row, and this row.
    """
    refused, messages = _refused(context, verb, name, of, pk)
    typed = refused.typed.get(name, "") if refused else value
    described = f"{verb}-{name}-{pk}"
    attrs |= {"aria-invalid": "true", "aria-describedby": described} if messages else {}
    given = verb, name, label, typed, tuple(attrs.items())
    shown = _field(*given) if typed or messages else _untouched(get_language(), *given)
    if not messages:
        return shown
    wrong = '<span class="d-bad" id="{}" role="alert">{}</span>'
    return shown + format_html_join("", wrong, ((described, message) for message in messages))


@lru_cache(maxsize=500)
def _untouched(_language: str | None, *given: Any) -> str:
    """A field that nobody has typed into: the same on every page in a language, so it is made once."""
    return _field(*given)


def _field(verb: str, name: str, label: str, typed: str, attrs: tuple[tuple[str, Any], ...]) -> str:
    field = VERBS[verb].Input._declared_fields[name]
    required = {"required": True} if field.required else {}
    if isinstance(field, serializers.BooleanField):
        widget = _widget(field).render(name, bool(typed), {**dict(attrs), **required})
        return format_html('<label class="d-tick">{} {}</label>', widget, label)
    widget = _widget(field).render(name, typed, {**dict(attrs), **required})
    return format_html('<label class="d-field">{} {}</label>', label, widget)


@register.simple_tag(takes_context=True)
def verb_error(context: template.Context, verb: str, name: str, *, of: str = "", pk: int = 0) -> str:
    """What is wrong with a field that the page writes by hand."""
    _refusal, messages = _refused(context, verb, name, of, pk)
    return format_html_join("", '<span class="d-bad" role="alert">{}</span>', ((message,) for message in messages))


def _refused(context: template.Context, verb: str, name: str, of: str, pk: int) -> tuple[Any, list[str]]:
    refused = context.get("refused")
    if not refused or refused.verb != verb or (of and refused.typed.get(of) != str(pk)):
        return None, []
    return refused, refused.beside(name)


def _widget(field: Any) -> forms.Widget:
    if getattr(field, "max_length", None) == MAX_TEXT:
        return widgets.UnfoldAdminTextareaWidget({"rows": 4})
    found = next((row for row in WIDGETS if isinstance(field, row[0])), None)
    kind, attrs = found[1:] if found else (widgets.UnfoldAdminTextInputWidget, {})
    if isinstance(field, serializers.ChoiceField):
        none = [] if field.required else [("", "–")]
        return kind(attrs, choices=[*none, *field.choices.items()])  # type: ignore[call-arg]
    length = getattr(field, "max_length", None)
    return kind(attrs | ({"maxlength": length} if isinstance(length, int) else {}))
