"""What a telephone system is told to do with a call: a small XML answer in Twilio's dialect (TwiML)."""

from __future__ import annotations

from urllib.parse import urlencode
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from tickets.models import Line

LONGEST_MESSAGE = 180  # seconds of a voicemail


def ring(line: Line) -> str:
    """Ring everybody who is named on the line at once, and come back with what became of it; without them, record."""
    if not line.rings:
        return record(line)
    answer = Element("Response")
    dial = SubElement(answer, "Dial", timeout=str(line.timeout), action=address(line, "dial"), answerOnBridge="true")
    for username, number in line.rings:
        # Each leg says for itself when its person picks up: nothing else tells who it was.
        told = {"statusCallback": address(line, "status", agent=username), "statusCallbackEvent": "answered"}
        leg = SubElement(dial, "Number" if number else "Client", told)
        leg.text = number or username
    return _written(answer)


def record(line: Line) -> str:
    """Nobody answered: say so, and take a message if the line takes any."""
    answer = Element("Response")
    with translation.override(line.language):
        if line.voicemail:
            default = _("Nobody can answer right now. Leave a message after the tone, and we call you back.")
        else:
            default = _("Nobody can answer right now. We call you back.")
    SubElement(answer, "Say", language=line.language).text = line.says or default
    if line.voicemail:
        told = {"action": address(line, "recording"), "transcribeCallback": address(line, "transcription")}
        SubElement(answer, "Record", told, maxLength=str(LONGEST_MESSAGE), playBeep="true", transcribe="true")
    else:
        SubElement(answer, "Hangup")
    return _written(answer)


def hang_up() -> str:
    """The call is over."""
    answer = Element("Response")
    SubElement(answer, "Hangup")
    return _written(answer)


def nothing() -> str:
    """Heard; there is nothing to do."""
    return _written(Element("Response"))


def address(line: Line, event: str, **more: str) -> str:
    """Where the provider calls next: our public address, with the line and whom it is about. The signature covers it."""
    path = reverse(f"channel-twilio-{event}")
    return f"{settings.PUBLIC_URL}{path}?{urlencode({'line': line.account.slug, **more})}"


def _written(answer: Element) -> str:
    return '<?xml version="1.0" encoding="UTF-8"?>' + tostring(answer, encoding="unicode")
