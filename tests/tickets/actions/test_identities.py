"""Addresses, numbers and handles in one form, however they were spelt."""

import json

import pytest

from tickets.actions.identities import identities, kind_of, phone, region_of
from tickets.actions.inbound import Sender

NUMBERS = [
    ("+49 30 901820", None, "+4930901820"),
    ("tel:+49-30-901820", None, "+4930901820"),
    ("030 901820", "DE", "+4930901820"),
    ("0049 30 901820", "DE", "+4930901820"),
    ("011 49 30 901820", "US", "+4930901820"),
    ("030 901820", None, None),  # dialled from where?
    ("1", "DE", None),
    ("anonymous", "DE", None),
    ("", "DE", None),
    ("+" * 500, "DE", None),
]


@pytest.mark.parametrize(("given", "region", "value"), NUMBERS)
def test_a_number_as_we_compare_it(given, region, value):
    assert phone(given, region) == value


@pytest.mark.parametrize(
    ("given", "kind", "value"),
    [
        ("Mia@Example.com", "email", "mia@example.com"),
        ("mia@", "email", None),
        ("@mia", "handle", "mia"),
        ("mia", "handle", "mia"),
        ("+4930901820", "phone", "+4930901820"),
        ("112", "phone", None),
    ],
)
def test_what_a_bare_value_is_taken_for(given, kind, value):
    assert kind_of(given) == (kind, value)


def test_a_sender_is_recognised_by_what_is_valid_strongest_first():
    assert identities(Sender(name="Mia", email="MIA@example.com", phone="call me", handle="@mia")) == [
        ("email", "mia@example.com"),
        ("handle", "mia"),
    ]


def test_a_line_of_ours_says_where_its_callers_dial():
    assert (region_of("+4930901800"), region_of("reception")) == ("DE", None)


def test_every_spelling_of_a_number_is_the_same_number(shared):
    spellings = json.loads(shared("data/identity-handover/phone_spellings.json").read_text())
    ways = {"international": None, "rfc3966": None, "dialled_from_DE": "DE", "dialled_from_US": "US"}
    wrong = [
        (number["e164"], way)
        for number in spellings
        for way, region in ways.items()
        if number.get(way) and phone(number[way], region) != number["e164"]
    ]
    national = [n["e164"] for n in spellings if phone(n["national"], n["region"]) != n["e164"]]
    assert (wrong, national) == ([], [])
