"""What a desk calls what it knows: one key for each fact, and the words that mean it (definitions 4)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from re import Pattern


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
    """A name as names are compared: small letters, one space between words, no hyphen or underscore."""
    return " ".join(re.sub(r"[\s_\-]+", " ", name.lower().replace("’", "'")).split())


class FactNames:
    """The names of a desk's facts. `words`: by key, what else means it; a word means one key, the first that has it."""

    def __init__(self, words: Mapping[str, Iterable[str]]) -> None:
        self.words = {key: tuple(word for word in found if word.strip()) for key, found in words.items()}

    @cached_property
    def _key_of(self) -> dict[str, str]:
        """By each word what it means; a key means itself whatever others say."""
        found: dict[str, str] = {}
        for key, words in self.words.items():
            for word in words:
                found.setdefault(same(word), key)
        return found | {same(key): key for key in self.words}

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

    def pattern(self, held: Iterable[str] = ()) -> Pattern[str]:
        """Fits each word, in small letters; of a fact that is held under a name of its own that name too."""
        words = {_spelled(word) for found in self.words.values() for word in found}
        words |= {_spelled(key) for key in held if not self.key_of(key)}
        longest_first = sorted(words, key=len, reverse=True)
        return re.compile(rf"(?<![\w-])(?:{'|'.join(longest_first)})(?:s|n|es)?(?![\w'-])" if words else r"(?!)")

    @cached_property
    def known_words(self) -> Pattern[str]:
        """Fits each word of the desk's."""
        return self.pattern()

    def key_in(self, word: str, held: Iterable[str] = ()) -> str:
        """What a word that the pattern found means."""
        for ending in ("", "s", "n", "es"):
            said = word.removesuffix(ending)
            if key := self.key_of(said):
                return key
            if own := next((key for key in held if same(key) == same(said)), ""):
                return own
        return ""


def _spelled(word: str) -> str:
    """A word as a pattern: "e-mail", "e mail" and "order_number" are spelled as people do."""
    return re.escape(same(word)).replace(r"\ ", "[ _-]")


def names_of(desks: Mapping[str, Iterable[str]]) -> FactNames:
    """A desk's names: what it says of a key counts in the place of the usual words, and the other usual ones beside it."""
    return FactNames({**USUAL, **desks})
