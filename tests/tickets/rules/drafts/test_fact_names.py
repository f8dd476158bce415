"""One name for one fact."""

import pytest

from tickets.rules.drafts.fact_names import USUAL, names_of, same

NAMES = names_of({"warranty": ["warranty number", "garantienummer"], "device": ["handset"]})


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Serial", "serial number"),
        ("serial_number", "serial number"),
        ("Seriennummer", "serial number"),
        ("E-Mail-Adresse", "email"),
        ("Order number", "order number"),
        ("garantienummer", "warranty"),
        ("handset", "device"),
        ("gerät", ""),  # this desk said what it calls a device
        ("colour", ""),
    ],
)
def test_a_name_means_a_key(name, key):
    assert NAMES.key_of(name) == key


@pytest.mark.parametrize(
    ("name", "held", "folded"),
    [
        ("Serial", [], "serial number"),
        ("Serial", ["serial"], "serial"),  # what is held stays what it is
        ("Serial number", ["serial"], "serial"),
        ("app version", ["app_version"], "app_version"),
        ("Version", ["app_version"], "app_version"),
        ("colour", ["device"], "colour"),
        ("Order number", ["order_number"], "order_number"),
    ],
)
def test_a_fact_is_kept_under_one_name(name, held, folded):
    assert NAMES.folded(name.lower(), held) == folded


def test_no_usual_word_means_two_keys():
    words = [same(word) for found in USUAL.values() for word in found]
    assert len(words) == len(set(words))


def found_in(text, held=()):
    return [(key, text[start:end]) for key, start, end in NAMES.named_in(text, 0, held)]


def test_a_word_is_found_with_its_ending_and_means_its_key():
    assert found_in("your serial numbers, please") == [("serial number", "serial numbers")]
    assert found_in("the e-mail address and n° d'ordine") == [("email", "e-mail address")]
    assert found_in("il numero d'ordine") == [("order number", "numero d'ordine")]


def test_what_belongs_to_a_thing_is_not_the_thing():
    assert found_in("the handset's light") == []


def test_what_is_held_under_a_name_of_its_own_is_found_too():
    assert found_in("your shoe size please") == []
    assert found_in("your shoe size please", ["shoe_size"]) == [("shoe_size", "shoe size")]
