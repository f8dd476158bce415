"""Senders' addresses, numbers and handles in the one form in which we compare them."""

from __future__ import annotations

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from tickets.actions.inbound import Sender
from tickets.models.customer import IdentityKind
from tickets.rules import identity

LONGEST_NUMBER = 64


def phone(value: str, region: str | None = None) -> str | None:
    """A telephone number as E.164 (`+4930901820`), or None if it is none.

    `region` is where a number without a country code was dialled (`DE`); without one only international numbers count.
    """
    text = value.strip()
    if not text or len(text) > LONGEST_NUMBER:
        return None
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def region_of(number: str) -> str | None:
    """The region that a number of ours belongs to: calls to it are dialled from there."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(number))
    except NumberParseException:
        return None


def identities(sender: Sender, region: str | None = None) -> list[tuple[IdentityKind, str]]:
    """By what a sender can be recognised, strongest first; what has no valid form identifies nobody."""
    found = [
        (IdentityKind.EMAIL, identity.email(sender.email)),
        (IdentityKind.PHONE, phone(sender.phone, region)),
        (IdentityKind.HANDLE, identity.handle(sender.handle)),
    ]
    return [(kind, value) for kind, value in found if value]


def kind_of(value: str, region: str | None = None) -> tuple[IdentityKind, str | None]:
    """What a bare value is taken for, and its form; None if it has none.

    With an @ inside it is an address, with digits and only the signs of a number a number, else a handle.
    """
    text = value.strip()
    if "@" in text[1:]:
        return IdentityKind.EMAIL, identity.email(text)
    digits = sum(character.isdigit() for character in text)
    if digits >= 3 and all(
        character.isdigit() or character in "+-./() \u00a0x" for character in text.lower().removeprefix("tel:")
    ):
        return IdentityKind.PHONE, phone(text, region)
    return IdentityKind.HANDLE, identity.handle(text)
