"""Senders' addresses, numbers and handles in the one form in which we compare them, and on whose file they are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import phonenumbers
from django.db import transaction
from django.utils.translation import gettext as _
from phonenumbers import NumberParseException, PhoneNumberFormat

from tickets.actions.intake.inbound_message import Sender
from tickets.actions.links import end_links
from tickets.actions.record import Invalid, permit
from tickets.models import ChannelAccount, Customer, Identity, IdentityChange, SearchDue, Ticket, User
from tickets.models.customer import CustomerQuerySet, IdentityChangeKind, IdentityKind
from tickets.rules import identity
from tickets.rules.lifecycle import Channel

LONGEST_NUMBER = 64
ANSWERED_BY = {Channel.PHONE: IdentityKind.PHONE, Channel.SOCIAL: IdentityKind.HANDLE}  # elsewhere by the strongest

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


def counted(
    given: Sequence[tuple[IdentityKind, str]], channel: str, *, vouched: bool
) -> list[tuple[IdentityKind, str]]:
    """Those of a contact's identities by which its customer is known, strongest first.

    Whoever is `vouched` for has all of them. Of what is only claimed, the one that the contact can be answered by counts: the
    others are kept with the message, and only suggest who else it might be. The name by which a site vouches for a visitor
    (`widget:name`) is never claimed.
    """
    if vouched or not given:
        return list(given)
    free = [(kind, value) for kind, value in given if not (kind == IdentityKind.HANDLE and is_a_visitor(value))]
    answered_by = ANSWERED_BY.get(Channel(channel))
    return sorted(free, key=lambda pair: pair[0] != answered_by)[:1]


def is_a_visitor(handle: str) -> bool:
    """Whether a handle, in its one form, is a name by which a site may vouch for a visitor of its widget."""
    slug, colon, _name = handle.partition(":")
    return bool(colon) and ChannelAccount.objects.filter(channel=Channel.CHAT, slug__iexact=slug).exists()


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

    A number without a country code is read as dialled from where our own telephone lines are, and as one whose + was left
    out or is written 00.
    """
    regions: list[str | None] = [None, *(own_regions() if any(map(str.isdigit, text)) else ())]
    values = {value for _kind, value in (kind_of(text, region) for region in regions) if value}
    values |= {number} if (number := phone("+" + text.strip().removeprefix("00"))) else set()
    return customers.alive().matching(text, values)


def on_file(given: Sequence[Pair]) -> list[Identity]:
    """The rows of these identities on whosever file, strongest first, locked. Call it in a transaction.

    The lock makes a contact wait for a merge of its customer, so that it never speaks for somebody who has just gone.
    """
    if not given:
        return []
    order = {pair: rank for rank, pair in enumerate(given)}
    rows = Identity.objects.filter(value__in=[value for _kind, value in given]).select_for_update(no_key=True)
    return sorted((row for row in rows if (row.kind, row.value) in order), key=lambda row: order[row.kind, row.value])


def speaking(rows: Sequence[Identity], *, also_of: int | None = None) -> list[Identity]:
    """Those that say who somebody is: what several people share says nothing.

    `also_of`: a customer whose share of such an identity counts.
    """
    return [row for row in rows if not row.shared or row.customer_id == also_of]


def introduce(
    customer: Customer, given: Sequence[Pair], *, shared: Collection[Pair], verified: bool, at: datetime
) -> list[Identity]:
    """Note new identities on a customer's file, and give the rows that are there now, strongest first.

    `shared`: those that several people use; they are noted as such. A row may be another customer's: their twin contact was
    a moment faster.
    """
    rows = [
        Identity(
            customer=customer, kind=kind, value=value, verified=verified, shared=(kind, value) in shared, created_at=at
        )
        for kind, value in given
    ]
    Identity.objects.bulk_create(rows, ignore_conflicts=True)
    return speaking(on_file(given), also_of=customer.pk)


def own_regions() -> list[str]:
    """Where our own telephone lines are: numbers without a country code are dialled from there."""
    lines = ChannelAccount.objects.filter(channel=Channel.PHONE, active=True).values_list("address", flat=True)
    return sorted({region for line in lines if (region := region_of(line))})


def add(customer: Customer | int, *, by: User, at: datetime, kind: str, value: str, shared: bool = False) -> Identity:
    """Somebody of ours learnt that a customer can be reached there too: claimed until it is verified.

    `shared`: several people use it, so that it identifies nobody from now on, on whosever file it is. Errors: Invalid for a
    value without a valid form, and for one of another customer unless it is shared.
    """
    permit(by, "identities")
    pair = (kind, _normal(kind, value))
    with transaction.atomic():
        pk = _living(customer).pk
        rows = list(Identity.objects.select_for_update().filter(kind=pair[0], value=pair[1]))
        if any(row.customer_id == pk for row in rows):
            raise Invalid("value", _("It is on this customer's file already."))
        if rows and not shared and not all(row.shared for row in rows):
            raise Invalid(
                "value",
                _("It belongs to %(customer)s. Merge the two, or say that several people use it.")
                % {"customer": rows[0].customer},
            )
        shared = shared or bool(rows)
        for row in rows:
            if not row.shared:
                end_links(Ticket.objects.filter(customer=row.customer_id))
                _change(row, IdentityChangeKind.SHARED, by, at, shared=True)
        made = Identity.objects.create(customer_id=pk, kind=pair[0], value=pair[1], shared=shared, created_at=at)
        _note(made, IdentityChangeKind.ADDED, by, at)
    return made


def verify(identity_pk: int, *, of: Customer | int, by: User, at: datetime) -> Identity:
    """Somebody of ours made sure that it is theirs."""
    permit(by, "identities")
    with transaction.atomic():
        return _change(_on_file(identity_pk, of), IdentityChangeKind.VERIFIED, by, at, verified=True)


def share(identity_pk: int, *, of: Customer | int, by: User, at: datetime) -> Identity:
    """Several people use it (a family, a switchboard): it stays on this file and identifies nobody any more."""
    permit(by, "identities")
    with transaction.atomic():
        row = _on_file(identity_pk, of)
        end_links(Ticket.objects.filter(customer=row.customer_id))
        return _change(row, IdentityChangeKind.SHARED, by, at, shared=True)


def unshare(identity_pk: int, *, of: Customer | int, by: User, at: datetime) -> Identity:
    """It is this customer's alone again. Errors: Invalid while it is on another file too."""
    permit(by, "identities")
    with transaction.atomic():
        row = _on_file(identity_pk, of)
        if Identity.objects.filter(kind=row.kind, value=row.value).exclude(pk=row.pk).exists():
            raise Invalid("identity", _("It is on another customer's file too. Remove it there first."))
        return _change(row, IdentityChangeKind.UNSHARED, by, at, shared=False)


def remove(identity_pk: int, *, of: Customer | int, by: User, at: datetime) -> None:
    """It is not theirs: their next contact from there is a stranger's. What came by it stays where it is.

    Errors: Invalid for the last one, without which nobody could come back to them.
    """
    permit(by, "identities")
    with transaction.atomic():
        row = _on_file(identity_pk, of)
        if not Identity.objects.filter(customer=row.customer_id).exclude(pk=row.pk).exists():
            raise Invalid("identity", _("It is the only one that we have. Add the right one first."))
        _note(row, IdentityChangeKind.REMOVED, by, at)
        end_links(Ticket.objects.filter(customer=row.customer_id))
        row.delete()


def _normal(kind: str, value: str) -> str:
    """A value that was typed by hand, in the one form of its kind. Errors: Invalid."""
    found: str | None = None
    if kind == IdentityKind.EMAIL:
        found = identity.email(value)
    elif kind == IdentityKind.PHONE:
        found = next((number for region in [None, *own_regions()] if (number := phone(value, region))), None)
    elif kind == IdentityKind.HANDLE:
        found = identity.handle(value)
    if not found:
        raise Invalid(
            "value", _("This is no address, number or handle of that kind. Give numbers with their country code.")
        )
    return found


def _living(customer: Customer | int) -> Customer:
    pk = customer if isinstance(customer, int) else customer.pk
    row = Customer.objects.select_for_update(no_key=True).get(pk=pk)
    if row.merged_into_id:
        raise Invalid(
            "customer",
            _("This customer was merged into %(survivor)s. Go on there.") % {"survivor": row.merged_into},
        )
    return row


def _on_file(identity_pk: int, customer: Customer | int) -> Identity:
    """An identity of this customer, locked; any other's is not known here."""
    pk = _living(customer).pk
    row = Identity.objects.select_for_update().filter(pk=identity_pk, customer=pk).first()
    if row is None:
        raise Invalid("identity", _("This customer has no such address, number or handle any more."))
    return row


def _change(row: Identity, what: str, by: User, at: datetime, **values: bool) -> Identity:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    _note(row, what, by, at)
    return row


def _note(row: Identity, what: str, by: User, at: datetime) -> None:
    SearchDue.objects.create(customer_id=row.customer_id)
    IdentityChange.objects.create(customer_id=row.customer_id, what=what, kind=row.kind, value=row.value, by=by, at=at)
