"""What a typed search finds: one rule for the list, the palette and the API.

Whoever asks hands over the tickets that the person may see (`Ticket.objects.visible_to`), narrowed to a view or not; nothing else is
ever looked into. Words are found as they were last written down by `keeping`; a number, a reference and what stands in a
ticket's row (its owner, its state) at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time

import phonenumbers
from django.db import connection, transaction
from django.db.models import Case, F, IntegerField, Max, Q, QuerySet, Subquery, Value, When
from django.utils import timezone
from phonenumbers import NumberParseException

from tickets.actions.customers.identities import own_regions
from tickets.actions.search.documents import number_forms
from tickets.actions.search.vocabulary import meant, with_parts
from tickets.models import Organisation, SearchDocument, SearchRound, Ticket, User
from tickets.models.searching import holds
from tickets.models.ticket import TicketQuerySet, snoozed
from tickets.rules.lifecycle import SETTLED, UNRESOLVED
from tickets.rules.search_query import (
    BEFORE,
    IS,
    ORG,
    OWNER,
    Phrase,
    Query,
    SearchProblem,
    Term,
    parse,
)
from tickets.rules.search_words import PERSON, digits, joined
from tickets.rules.texts import gettext_noop

NEWEST = 5000  # documents, of which each is looked at for frequent words
MOST = 200  # tickets that are found; of more, those in which something was said last
LONGEST = 300  # characters of what is typed
ME, NOBODY = "me", "nobody"
LONG_NUMBER = 11  # digits that a number without its country's code seldom has
REFERENCE = 10  # letters and digits of a reference


@dataclass(frozen=True)
class Found:
    """What was found. `first`: what was named exactly, then whose people were. `asked`: the terms, for the words to be marked.

    `instead`: the words that were taken for mistyped ones, as (typed, meant). `cut`: there are more than were asked for.
    """

    tickets: TicketQuerySet
    first: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())
    asked: tuple[Term, ...] = ()
    instead: tuple[tuple[str, str], ...] = ()
    cut: bool = False

    def ordered(self) -> TicketQuerySet:
        """The exact ones first, then by people, then by what was heard of them last."""
        exact, people = self.first
        whens = [When(pk__in=ids, then=Value(rank)) for rank, ids in enumerate((exact, people)) if ids]
        rank = [Case(*whens, default=Value(2), output_field=IntegerField())] if whens else []
        return self.tickets.order_by(*rank, F("last_contact_at").desc(nulls_last=True), "-id")


def find(tickets: TicketQuerySet, typed: str, *, by: User, at: datetime, most: int = MOST) -> Found:
    """Those of `tickets` that a search means, at most so many. Error: SearchProblem for what cannot be understood."""
    query = parse(typed[:LONGEST])
    tickets = narrowed(tickets, query, by, at)
    if not query.terms:
        return Found(tickets)
    terms = _with_more(query.terms)
    exact = _exact(tickets, typed)
    people = _documents(tickets, _as_people(terms), most)[:most]
    found = _documents(tickets, terms, most)
    instead: tuple[tuple[str, str], ...] = ()
    if not (exact or found):
        terms, instead = _corrected(terms)
        found = _documents(tickets, terms, most) if instead else []
    ids = {*exact, *people, *found[:most]}
    first = (tuple(exact), tuple(people))
    return Found(tickets.filter(pk__in=ids), first, terms, instead if found else (), cut=len(found) > most)


def share_prepared() -> int | None:
    """How many percent of the tickets a search looks into while it is prepared; None once it is all of them."""
    here = SearchRound.objects.first()
    if here is not None and here.complete:
        return None
    last = Ticket.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return 100 * here.ticket // last if here and last else 0 if last else None


def _documents(tickets: TicketQuerySet, terms: tuple[Term, ...], most: int) -> list[int]:
    """The tickets whose documents hold all terms, what was said last first; one more than `most` if there are more."""
    if not terms:
        return []
    rows = SearchDocument.objects.filter(words__asked=terms, ticket__in=tickets.order_by().values("pk"))
    if connection.vendor != "postgresql":
        return _ids(rows.order_by("-id"), most)
    # PostgreSQL guesses how frequent words are, and where its guess is wrong it reads all documents for a rare one. So the newest
    # are looked at first, for words that are in many of them; for all others it may use nothing but the index on the words.
    newest = SearchDocument.objects.order_by().values(all=Value(1)).annotate(last=Max("id")).values("last")
    for many in (NEWEST, 10 * NEWEST):
        found = _ids(rows.filter(id__gt=Subquery(newest) - many).order_by("-id"), most)
        if len(found) > most:
            return found
        if len(found) * 8 < most:  # ten times as many would hardly be enough
            break
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL work_mem = '64MB'")
        return _ids(rows.order_by((F("id") + 0).desc()), most)


def _ids(rows: QuerySet[SearchDocument], most: int) -> list[int]:
    return list(dict.fromkeys(rows.values_list("ticket", flat=True)[: most + 1]))


def _exact(tickets: TicketQuerySet, typed: str) -> list[int]:
    """The ticket that was named by its number, its reference (with or without dashes) or its number in an old system."""
    named = typed.strip()
    number, short = named.removeprefix("#"), joined(named).upper()
    wanted = Q(reference=named.upper()) | Q(source_key=named)
    if number.isascii() and number.isdigit() and len(number) < 18:
        wanted |= Q(pk=int(number))
    if len(short) == REFERENCE:
        wanted |= Q(reference=f"{short[:2]}-{short[2:6]}-{short[6:]}")
    return list(tickets.filter(wanted).order_by("pk").values_list("pk", flat=True)[:MOST])


def _as_people(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """The same terms, as they would stand in people's names, addresses and numbers."""
    return tuple(
        replace(
            term,
            phrases=tuple(
                Phrase(tuple(word if word[1:2] == "_" else PERSON + word for word in one.words), one.begins)
                for one in term.phrases
            ),
            instead=_as_people(term.instead),
        )
        for term in terms
    )


def _with_more(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """Each term with the words that it is a part of, and a telephone number in its other spellings."""
    more = with_parts([term.guess for term in terms if term.guess])
    regions = own_regions() if any(term.number for term in terms) else []
    return tuple(
        replace(term, phrases=(*term.phrases, *_numbers(term, regions), *_single(more.get(term.guess, ()))))
        for term in terms
    )


def _numbers(term: Term, regions: Iterable[str]) -> list[Phrase]:
    """A number as it is written in other places: with its country's code, and without."""
    if not term.number:
        return []
    whole = digits(term.number)
    forms = dict.fromkeys(number_forms("+" + whole) if _has_country(term.number, whole) else [])
    for region in regions:
        try:
            number = phonenumbers.parse(term.number, region)
        except NumberParseException:
            continue
        forms |= dict.fromkeys(number_forms(f"+{number.country_code}{number.national_number}"))
    mark = PERSON if term.phrases and term.phrases[0].words[0].startswith(PERSON) else ""
    return _single(mark + form for form in forms)


def _has_country(typed: str, whole: str) -> bool:
    """With a + or 00 before it, or so long that it was left out."""
    return typed.startswith(("+", "00")) or (len(whole) >= LONG_NUMBER and not typed.startswith("0"))


def _single(words: Iterable[str]) -> list[Phrase]:
    return [Phrase((word,)) for word in words]


def _corrected(terms: tuple[Term, ...]) -> tuple[tuple[Term, ...], tuple[tuple[str, str], ...]]:
    """The terms with likely words in place of those that nobody ever said."""
    known = {term.guess: meant(term.guess) for term in terms if term.guess}
    instead = tuple((typed, others[0]) for typed, others in known.items() if others)
    return tuple(replace(term, phrases=(*term.phrases, *_single(known.get(term.guess, ())))) for term in terms), instead


# --- Operators ---------------------------------------------------------------------------------


def narrowed(tickets: TicketQuerySet, query: Query, by: User, at: datetime) -> TicketQuerySet:
    """The tickets that the operators ask for. `before` and `after` are about when a ticket began, by the reader's calendar."""
    conditions: dict[str, Callable[[str], Q]] = {
        IS: lambda value: STATES[value](by, at),
        OWNER: lambda value: _owner(value, by),
        ORG: _organisation,
    }
    for name, value in query.filters:
        if isinstance(value, date):
            tickets = tickets.filter(**_began(name, value))
        else:
            tickets = tickets.filter(conditions[name](value))
    return tickets


STATES: dict[str, Callable[[User, datetime], Q]] = {
    "stalled": lambda by, at: Q(stalled_since__lte=at),
    "open": lambda by, at: Q(status__in=UNRESOLVED),
    "resolved": lambda by, at: Q(status__in=SETTLED),
    "snoozed": lambda by, at: snoozed(at),
    "unassigned": lambda by, at: Q(owner=None),
    "mine": lambda by, at: Q(owner=by.pk),
}


def _began(name: str, day: date) -> dict[str, datetime]:
    """`after` a day is with it, `before` it without."""
    start = timezone.make_aware(datetime.combine(day, time.min))
    return {"started_at__lt" if name == BEFORE else "started_at__gte": start}


def _organisation(value: str) -> Q:
    """Of people of the organisation of that name, or else of all that have it in their names."""
    found = list(Organisation.objects.filter(name__iexact=value).values_list("pk", flat=True))
    found = found or list(Organisation.objects.filter(holds(value, "name")).values_list("pk", flat=True)[:MOST])
    if not found:
        raise SearchProblem(gettext_noop("No organisation has “%(name)s” in its name."), name=value)
    return Q(customer__organisation__in=found)


def _owner(value: str, by: User) -> Q:
    if value.lower() in (ME, NOBODY):
        return Q(owner=by.pk if value.lower() == ME else None)
    named = Q(username__iexact=value) | Q(first_name__iexact=value) | Q(last_name__iexact=value)
    first, _space, last = value.rpartition(" ")
    if first:
        named |= Q(first_name__iexact=first, last_name__iexact=last)
    people = list(User.objects.filter(named).values_list("pk", flat=True))
    if not people:
        raise SearchProblem(
            gettext_noop("Nobody here is called “%(name)s”. “owner:” takes a name, “me” or “nobody”."), name=value
        )
    return Q(owner__in=people)
