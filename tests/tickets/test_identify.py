"""`manage.py identify`: what values are taken for and whose they are, over others' collections of spellings."""

import io
import json

import pytest
from django.core.management import call_command

from tests import make
from tickets.actions import identities

pytestmark = pytest.mark.django_db

SPELLINGS = {  # where each is dialled from; a national number is dialled from its own region
    "e164": None,
    "international": None,
    "rfc3966": None,
    "dialled_from_DE": "DE",
    "dialled_from_US": "US",
}

# Where that library's form is another than ours, and why. We take nothing out of an address.
LOCAL = "dots and what follows a + or - stay: that they reach one person is known only to their provider"
DOMAIN = "another domain of the same provider stays: so is that"
LETTERS = "the library was told to keep capitals; nobody has two mailboxes that differ by them"
QUOTED = "a quoted name with an @ inside is read in two ways by mail programs, so it identifies nobody"
HANDLE = "without a name before the @ it is a handle"
DIFFER = {
    LOCAL: """
        some.name@gmail.com some.name+extension@gmail.com some.name.middleName+extension@gmail.com
        some.name.midd.leNa.me.+extension@gmail.com SOME.name@GMAIL.com SOME.name.midd.leNa.me.+extension@gmail.com
        SOME.name@gmail.com SOME.name+me@GMAIL.com some.name..multiple@gmail.com foo+bar@gmail.com foo+bar@me.com
        foo+bar@icloud.com foo+bar@live.fr foo+bar@hotmail.co.uk foo-bar@yahoo.com SOME.name+me@googlemail.com
        SOME.name+me@googlemail.COM SOME.name+me@googlEmail.com
        some.name@googleMail.com some.Name+extension@GoogleMail.com some.name.middleName+extension@GoogleMail.com
        some.name.midd.leNa.me.+extension@GoogleMail.com some.name.midd..leNa...me...+extension@GoogleMail.com
        SOME.name.middleName+extension@GoogleMail.com
    """,
    DOMAIN: "test@ya.ru test@yandex.kz test@yandex.ua test@yandex.com test@yandex.by",
    LETTERS: """
        blAH@x.com TEST@FOO.COM ME@gMAil.com ME@me.COM ME@icloud.COM ME@outlook.COM JOHN@live.CA ME@ymail.COM ME@yandex.RU
    """,
    QUOTED: '"foo@bar"@baz.com',
    HANDLE: "@gmail.com @icloud.com @outlook.com @yahoo.com",
}


def identified(*values, **options):
    """What the command says of each value."""
    out = io.StringIO()
    call_command("identify", *values, json=True, stdout=out, **options)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_every_spelling_of_every_number_is_the_same_number(shared):
    numbers = json.loads(shared("data/identity-handover/phone_spellings.json").read_text())
    assert len(numbers) == 260
    wrong = []
    for spelling, region in SPELLINGS.items():
        found = identified(*(number[spelling] for number in numbers), region=region)
        wrong += [
            (spelling, number["e164"], said["kind"], said["value"])
            for number, said in zip(numbers, found, strict=True)
            if (said["kind"], said["value"]) != ("phone", number["e164"])
        ]
    for number in numbers:
        (said,) = identified(number["national"], region=number["region"])
        wrong += [("national", number["e164"], said["kind"], said["value"])] * (said["value"] != number["e164"])
    assert wrong == []


def test_every_address_is_as_that_library_has_it_or_is_named_with_the_reason(shared):
    pairs = json.loads(shared("data/identity-handover/email_normalise_validatorjs.json").read_text())
    assert len(pairs) == 98
    found = identified(*(pair["input"] for pair in pairs))
    differ = {
        pair["input"]
        for pair, said in zip(pairs, found, strict=True)
        if (said["kind"], said["value"]) != ("email", pair["expected"])
    }
    assert differ == {address for addresses in DIFFER.values() for address in addresses.split()}


def test_who_has_a_value_and_everybody_who_shares_it():
    mia = make.ticket("5 10:00", name="Mia Novak").customer
    leo = make.ticket("5 10:00", email="leo@example.org", name="Leo Berg").customer
    (alone,) = identified(" MIA@Example.org ")
    assert alone == {"kind": "email", "value": make.MIA, "customers": [{"id": mia.pk, "name": "Mia Novak"}]}
    identities.add(leo, by=make.person(), at=make.at("5 11:00"), kind="email", value=make.MIA, shared=True)
    (both,) = identified(make.MIA)
    assert [customer["name"] for customer in both["customers"]] == ["Mia Novak", "Leo Berg"]


def test_a_national_number_without_a_region_has_no_form():
    without, within = identified("030 901820"), identified("030 901820", region="DE")
    assert without == [{"kind": "phone", "value": None, "customers": []}]
    assert within == [{"kind": "phone", "value": "+4930901820", "customers": []}]
