"""What a desk calls what it knows: one key for each fact, and the words that mean it (definitions 4)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

WORD = re.compile(r"[^\W_]+")
LONGEST_NAME = 6  # words
ENDINGS = ("", "s", "n", "es")  # of more than one
OF_IT = ("'s", "’s")


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(","))


# The usual ones, unless a desk says otherwise; in five languages.
USUAL: Mapping[str, tuple[str, ...]] = {
    "order number": _words(
        "order number, order no, order id, order reference, purchase number, bestellnummer, auftragsnummer, numéro de commande,"
        "numéro de votre commande, référence de commande, número de pedido, número de su pedido, número de orden, numero d'ordine,"
        "numero dell'ordine, numero ordine, numero del suo ordine"
    ),
    "device": _words(
        "device, phone model, model, make and model, model number, gerät, gerätetyp, modell, appareil, modèle, dispositivo, aparato,"
        "modelo, modello, apparecchio"
    ),
    "serial number": _words(
        "serial number, serial no, serial, seriennummer, gerätenummer, numéro de série, número de serie, numero di serie, matricola"
    ),
    "address": _words(
        "address, delivery address, shipping address, billing address, postal address, home address, mailing address, anschrift,"
        "adresse, lieferadresse, rechnungsadresse, adresse de livraison, adresse postale, adresse de facturation, dirección,"
        "dirección de envío, domicilio, indirizzo, indirizzo di consegna, indirizzo di spedizione"
    ),
    "email": _words(
        "email, e-mail, email address, e-mail address, mail address, e-mail-adresse, email-adresse, mailadresse, emailadresse,"
        "adresse e-mail, adresse mail, adresse email, adresse électronique, correo, correo electrónico, dirección de correo,"
        "dirección de correo electrónico, indirizzo email, indirizzo e-mail, indirizzo mail, indirizzo di posta elettronica"
    ),
    "phone": _words(
        "phone number, telephone number, telephone, mobile number, mobile, cell number, cell phone number, contact number,"
        "callback number, telefonnummer, rufnummer, handynummer, mobilnummer, telefon, numéro de téléphone, téléphone, numéro de portable,"
        "número de teléfono, teléfono, número de móvil, móvil, numero di telefono, telefono, cellulare, numero di cellulare"
    ),
    "version": _words(
        "version, app version, software version, version number, firmware version, firmware, versionsnummer, softwareversion,"
        "version de l'application, versión, versione"
    ),
    "account": _words(
        "account number, account no, account id, account details, account information, account name, customer number, customer id,"
        "client number, kundennummer, kontonummer, numéro de client, numéro client, numéro de compte, identifiant client,"
        "número de cliente, número de cuenta, codice cliente, numero cliente, numero di conto"
    ),
    "name": _words(
        "your name, full name, first and last name, ihr name, ihren namen, vollständiger name, vollständigen namen, votre nom,"
        "nom complet, su nombre, nombre completo, suo nome, nome e cognome, nome completo"
    ),
    "date of birth": _words(
        "date of birth, birth date, birthday, geburtsdatum, date de naissance, fecha de nacimiento, data di nascita"
    ),
    "postcode": _words(
        "postcode, postal code, zip, zip code, postleitzahl, plz, code postal, código postal, codice postale, cap"
    ),
    "invoice": _words(
        "invoice number, rechnungsnummer, numéro de facture, número de factura, numero di fattura, numero fattura"
    ),
}


def same(name: str) -> str:
    """A name as names are compared: its words in small letters, whatever stands between them."""
    return " ".join(WORD.findall(name.lower()))


class FactNames:
    """The names of a desk's facts. `words`: by key, what else means it; a word means one key, the first that has it."""

    def __init__(self, words: Mapping[str, Iterable[str]]) -> None:
        self.words = {key: tuple(word for word in found if word.strip()) for key, found in words.items()}

    @cached_property
    def _key_by_word(self) -> dict[str, str]:
        """By each word what it means, without the keys: "account" alone is not what anybody asks for."""
        found: dict[str, str] = {}
        for key, words in self.words.items():
            for word in words:
                found.setdefault(same(word), key)
        return found

    @cached_property
    def _key_of(self) -> dict[str, str]:
        """By each word what it means; a key means itself whatever others say."""
        return self._key_by_word | {same(key): key for key in self.words}

    def key_of(self, name: str) -> str:
        """The key that a name means; "" for one that the desk does not know."""
        return self._key_of.get(same(name), "")

    def folded(self, name: str, held: Collection[str]) -> str:
        """The key under which a fact is kept: one that is held already and means the same, else the desk's, else as it is."""
        return self.held_as(name, held) or self.key_of(name) or name

    def held_as(self, name: str, held: Iterable[str]) -> str:
        """The key of those held that a name means; "" for none."""
        key = self.key_of(name)
        return next((own for own in held if same(own) == same(name) or (key and self.key_of(own) == key)), "")

    def named_in(self, said: str, start: int = 0, held: Iterable[str] = ()) -> Iterator[tuple[str, int, int]]:
        """The facts that a text names from a place on: the key, and from where to where its words stand.

        Of words that overlap the longest count. `held`: keys that are known under names of their own, which are names too.
        """
        own = {same(key): key for key in held if not self.key_of(key)}
        words = [fit.span() for fit in WORD.finditer(said) if fit.start() >= start]
        place = 0
        while place < len(words):
            found = self._longest(said, words[place : place + LONGEST_NAME], own)
            if found:
                key, count = found
                yield key, words[place][0], words[place + count - 1][1]
            place += found[1] if found else 1

    def _longest(self, said: str, words: Sequence[tuple[int, int]], own: Mapping[str, str]) -> tuple[str, int] | None:
        """The key that the most of some words mean, and how many they are."""
        for count in range(len(words), 0, -1):
            first, last = words[0][0], words[count - 1][1]
            if said[last : last + 2] in OF_IT:  # "the device's light"
                continue
            name = same(said[first:last])
            for ending in ENDINGS:
                if name.endswith(ending) and (key := self._asked_by(name.removesuffix(ending), own)):
                    return key, count
        return None

    def _asked_by(self, name: str, own: Mapping[str, str]) -> str:
        return self._key_by_word.get(name, "") or own.get(name, "")


def names_of(desks: Mapping[str, Iterable[str]]) -> FactNames:
    """A desk's names: what it says of a key counts in the place of the usual words, and the other usual ones beside it."""
    return FactNames({**USUAL, **desks})
