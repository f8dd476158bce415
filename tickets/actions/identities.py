"""Senders' addresses, numbers and handles in the one form in which we compare them, and on whose file they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import phonenumbers
from django.db.models import Q
from phonenumbers import NumberParseException, PhoneNumberFormat

from tickets.actions.inbound import Sender
from tickets.models import ChannelAccount, Customer, Identity
from tickets.models.customer import CustomerQuerySet, IdentityKind
from tickets.rules import identity
from tickets.rules.lifecycle import Channel

LONGEST_NUMBER = 64

Pair = tuple[str, str]  # a kind and a value in its one form


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


def search(customers: CustomerQuerySet, text: str) -> CustomerQuerySet:
    """Those of `customers` that a few typed words may mean: a name, an address, a handle, a number however it is spelt.

    A number without a country code is read as dialled from where our own telephone lines are.
    """
    lines = ChannelAccount.objects.filter(channel=Channel.PHONE).values_list("address", flat=True)
    regions = {None, *(region_of(line) for line in lines)} if any(map(str.isdigit, text)) else {None}
    values = {value for _, value in (kind_of(text, region) for region in regions) if value}
    return customers.alive().matching(text, values)


def known(given: Sequence[Pair], *, also_of: int | None = None) -> list[Identity]:
    """The rows that say whose these are, strongest first, locked: what several people share says nothing.

    `also_of`: a customer whose share of such an identity counts. Call it in a transaction. The lock makes a contact wait
    for a merge of its customer, so that it never speaks for somebody who has just gone.
    """
    if not given:
        return []
    order = {pair: rank for rank, pair in enumerate(given)}
    theirs = Q(shared=False) if also_of is None else Q(shared=False) | Q(customer=also_of)
    rows = Identity.objects.filter(theirs, value__in=[value for _, value in given]).select_for_update(no_key=True)
    return sorted((row for row in rows if (row.kind, row.value) in order), key=lambda row: order[row.kind, row.value])


def introduce(customer: Customer, given: Sequence[Pair], *, verified: bool, at: datetime) -> list[Identity]:
    """Note new identities on a customer's file, and give the rows that are there now, strongest first.

    One that several people use is noted as such. A row may be another customer's: their twin contact was a moment faster.
    """
    values = [value for _, value in given]
    shared = set(Identity.objects.filter(value__in=values, shared=True).values_list("kind", "value").distinct())
    rows = [
        Identity(
            customer=customer, kind=kind, value=value, verified=verified, shared=(kind, value) in shared, created_at=at
        )
        for kind, value in given
    ]
    Identity.objects.bulk_create(rows, ignore_conflicts=True)
    return known(given, also_of=customer.pk)
