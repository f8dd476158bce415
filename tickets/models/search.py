"""What searches look into: the words of each ticket's story, kept up by `tickets.actions.search.keeping` and by nothing else.

All of it can be thrown away and made again from the tickets. PostgreSQL looks words up in a `tsvector`, SQLite in an FTS5 table
that follows this one (`tickets.search_indexes`); the words are made by `tickets.rules.search_words` for both, so that both
find the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db import connection, models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Abs, Length
from django.utils.translation import gettext_lazy as _

from tickets.models.customer import Customer
from tickets.models.ticket import Ticket
from tickets.rules.search_query import Phrase, Term
from tickets.rules.search_words import LONGEST

LAST_PLACE = 16_383  # of a word in a tsvector; what is said later stands there too
DOCUMENTS, VOCABULARY = "tickets_searchdocument", "tickets_searchword"  # their tables, which `search_indexes` follows


class WordsField(models.TextField):
    """Words in their order, as a list; never read back."""

    def db_type(self, connection: Any) -> str:
        """PostgreSQL keeps them as it looks them up."""
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        """A literal, which the database reads as what it is."""
        return "%s::tsvector" if connection.vendor == "postgresql" else "%s"

    def get_prep_value(self, value: Any) -> Any:
        """As it is: how it is written is the database's matter."""
        return value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """One text of them all."""
        return _vector(value) if connection.vendor == "postgresql" else " ".join(value)


def _vector(words: Iterable[str]) -> str:
    places: dict[str, list[str]] = {}
    for place, word in enumerate(words, 1):
        places.setdefault(word, []).append(str(min(place, LAST_PLACE)))
    return " ".join(f"'{word}':{','.join(found)}" for word, found in places.items())


@WordsField.register_lookup
class Asked(models.Lookup):
    """`words__asked=terms`: every one of these terms (`rules.search_query`) is there."""

    lookup_name = "asked"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: Any) -> Any:
        """The terms as the database's own query."""
        return "%s", [(_tsquery if connection.vendor == "postgresql" else _match)(value)]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """By the index on the words."""
        column, params = self.process_lhs(compiler, connection)
        _sql, query = self.get_db_prep_lookup(self.rhs, connection)
        return f"{column} @@ %s::tsquery", [*params, *query]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """By the rows of the table that follows this one."""
        _sql, query = self.get_db_prep_lookup(self.rhs, connection)
        alias = connection.ops.quote_name(self.lhs.alias)
        table = f"{DOCUMENTS}_fts"
        return f'{alias}."id" IN (SELECT rowid FROM {table} WHERE {table} MATCH %s)', query  # noqa: S608


def _tsquery(terms: Iterable[Term]) -> str:
    def phrase(one: Phrase) -> str:
        *first, last = (f"'{word}'" for word in one.words)
        return "(" + " <-> ".join([*first, last + (":*" if one.begins else "")]) + ")"

    def term(one: Term) -> str:
        ways = [phrase(each) for each in one.phrases]
        return "(" + " | ".join([*ways, *([_tsquery(one.instead)] if one.instead else [])]) + ")"

    return "(" + " & ".join(term(one) for one in terms) + ")"


def _match(terms: Iterable[Term]) -> str:
    def phrase(one: Phrase) -> str:
        return '"' + " ".join(one.words) + '"' + (" *" if one.begins else "")

    def term(one: Term) -> str:
        ways = [phrase(each) for each in one.phrases]
        return "(" + " OR ".join([*ways, *([_match(one.instead)] if one.instead else [])]) + ")"

    return "(" + " AND ".join(term(one) for one in terms) + ")"


class SearchDocument(models.Model):
    """What one ticket's story says, those merged into it included; a long story in several parts, each with its head.

    A document that changes is written anew, so that the order of the ids is that in which something was said last. `text` is
    what its words were made of, for the lines that show what was found. `fingerprint`: of both.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", verbose_name=_("ticket"), db_index=False)
    part = models.PositiveSmallIntegerField(_("part"), default=0)
    text = models.TextField(_("text"))
    words = WordsField(_("words"))
    fingerprint = models.CharField(_("fingerprint"), max_length=32)

    class Meta:
        verbose_name = _("document of the search")
        verbose_name_plural = _("documents of the search")
        constraints = [models.UniqueConstraint(fields=["ticket", "part"], name="search_part_of_a_ticket")]

    def __str__(self) -> str:
        return f"#{self.ticket_id}"


class SearchWordQuerySet(models.QuerySet["SearchWord"]):
    """Words by what is in them."""

    def with_a_part(self, parts: Collection[str]) -> SearchWordQuerySet:
        """Those that have one of these inside or at their end, each of three letters or more."""
        if connection.vendor == "sqlite":
            found = self._in_index(parts)
        else:
            found = self.filter(reduce(or_, (Q(word__contains=part) for part in parts)))
        return found.exclude(word__in=parts)

    def alike(self, word: str, likeness: float) -> SearchWordQuerySet:
        """Those that share letters with a word, the likest first. On PostgreSQL only where pg_trgm is, in a transaction."""
        if connection.vendor == "sqlite":
            threes = {word[at : at + 3] for at in range(len(word) - 2)}
            begins = self.filter(word__gte=word[:2], word__lt=word[0] + chr(ord(word[1]) + 1))
            return (
                (self._in_index(threes) | begins).annotate(far=Abs(Length("word") - len(word))).order_by("far", "word")
            )
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(likeness)])
        near = RawSQL("word %% %s", [word], output_field=models.BooleanField())
        return self.filter(near).order_by(RawSQL("word <-> %s", [word]), "word")

    def _in_index(self, parts: Iterable[str]) -> SearchWordQuerySet:
        asked = " OR ".join(f'"{part}"' for part in sorted(parts))
        table = f"{VOCABULARY}_fts"
        return self.filter(pk__in=RawSQL(f"SELECT rowid FROM {table} WHERE {table} MATCH %s", [asked]))  # noqa: S608, S611


class SearchWord(models.Model):
    """A word that is in some document, by whose parts and likes documents are found."""

    word = models.CharField(_("word"), max_length=LONGEST, unique=True)

    objects = SearchWordQuerySet.as_manager()

    class Meta:
        verbose_name = _("word of the search")
        verbose_name_plural = _("words of the search")

    def __str__(self) -> str:
        return self.word


class SearchRound(models.Model):
    """Up to where the documents are kept: the feed of events, and the round through all tickets of this `edition`.

    `complete`: the round has come to the end once, so that all that was said can be found.
    """

    edition = models.PositiveSmallIntegerField(_("edition"), default=0)
    transaction = models.BigIntegerField(_("transaction"), default=0)
    event = models.BigIntegerField(_("event"), default=0)
    ticket = models.BigIntegerField(_("ticket"), default=0)
    complete = models.BooleanField(_("complete"), default=False)

    class Meta:
        verbose_name = _("round of the search")
        verbose_name_plural = _("rounds of the search")

    def __str__(self) -> str:
        return f"{self.edition}: #{self.ticket}"


class SearchDue(models.Model):
    """A customer whose name, address or number changed, which no event tells: their tickets' documents are to be written anew.

    Written in the transaction of the change and taken away once it was done.
    """

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", verbose_name=_("customer"))

    class Meta:
        verbose_name = _("customer to be read anew by the search")
        verbose_name_plural = _("customers to be read anew by the search")

    def __str__(self) -> str:
        return f"#{self.customer_id}"
