"""Which time a sentence names."""

import pytest

from tickets.rules.drafts.due import Kind, When
from tickets.rules.drafts.english import ENGLISH
from tickets.rules.drafts.french import FRENCH
from tickets.rules.drafts.german import GERMAN
from tickets.rules.drafts.italian import ITALIAN
from tickets.rules.drafts.language import plain
from tickets.rules.drafts.spanish import SPANISH
from tickets.rules.drafts.times import time_in

HOUR = 3600


@pytest.mark.parametrize(
    ("language", "words", "when"),
    [
        (ENGLISH, "by Friday", When(Kind.WEEKDAY, 4)),
        (ENGLISH, "within two days", When(Kind.DAYS, 2)),
        (ENGLISH, "within 5 business days", When(Kind.DAYS, 5)),
        (ENGLISH, "within 14 days", When(Kind.DAY, 14)),  # two weeks, as anybody reads it
        (ENGLISH, "within 10 business days", When(Kind.DAYS, 10)),
        (ENGLISH, "tomorrow morning", When(Kind.DAY, 1, clock=12 * HOUR)),
        (ENGLISH, "by 5", When(Kind.DAY, 0, clock=17 * HOUR)),
        (ENGLISH, "by 9:30 am", When(Kind.DAY, 0, clock=9 * HOUR + 1800)),
        (ENGLISH, "before 3pm on Monday", When(Kind.WEEKDAY, 0, clock=15 * HOUR)),
        (ENGLISH, "in an hour", When(Kind.HOURS, 1)),
        (ENGLISH, "next week", When(Kind.WEEK, 1)),
        (ENGLISH, "by Tuesday next week", When(Kind.WEEKDAY_NEXT_WEEK, 1)),
        (ENGLISH, "on 12 March", When(Kind.DATE, 12, 3)),
        (ENGLISH, "on March 12th", When(Kind.DATE, 12, 3)),
        (ENGLISH, "as soon as we can", None),
        (GERMAN, "bis Freitag", When(Kind.WEEKDAY, 4)),
        (GERMAN, "innerhalb von zwei Werktagen", When(Kind.DAYS, 2)),
        (GERMAN, "morgen Mittag", When(Kind.DAY, 1, clock=12 * HOUR)),
        (GERMAN, "bis zum 15. März", When(Kind.DATE, 15, 3)),
        (GERMAN, "bis 17 Uhr", When(Kind.DAY, 0, clock=17 * HOUR)),
        (GERMAN, "bis Ende nächster Woche", When(Kind.WEEK, 1)),
        (FRENCH, "d'ici vendredi", When(Kind.WEEKDAY, 4)),
        (FRENCH, "sous 48 heures", When(Kind.HOURS, 48)),
        (FRENCH, "sous cinq jours ouvrés", When(Kind.DAYS, 5)),
        (FRENCH, "demain midi", When(Kind.DAY, 1, clock=12 * HOUR)),
        (FRENCH, "avant 17h", When(Kind.DAY, 0, clock=17 * HOUR)),
        (SPANISH, "antes del viernes", When(Kind.WEEKDAY, 4)),
        (SPANISH, "en 48 horas", When(Kind.HOURS, 48)),
        (SPANISH, "mañana", When(Kind.DAY, 1)),
        (SPANISH, "el lunes por la mañana", When(Kind.WEEKDAY, 0, clock=12 * HOUR)),
        (SPANISH, "antes de fin de mes", When(Kind.MONTH, 0)),
        (ITALIAN, "entro venerdì", When(Kind.WEEKDAY, 4)),
        (ITALIAN, "entro due giorni", When(Kind.DAYS, 2)),
        (ITALIAN, "la prossima settimana", When(Kind.WEEK, 1)),
        (ITALIAN, "prima delle 17", When(Kind.DAY, 0, clock=17 * HOUR)),
    ],
)
def test_a_time_in_words(language, words, when):
    assert time_in(language, plain(words)) == when
