"""German: the phrasings that its rules were made with."""

import pytest

from tests.tickets.rules.drafts.phrasings import texts
from tickets.rules.drafts.german import GERMAN
from tickets.rules.drafts.promises import language_of, promises_in

PROMISES = texts(
    """
    Ich melde mich bei Ihnen, sobald ich etwas höre.
    Wir geben Ihnen am Montag Bescheid.
    Ich schaue mir das an und antworte Ihnen bis morgen.
    Sie erhalten Ihr Geld innerhalb von 14 Tagen zurück.
    Mein Kollege ruft Sie heute Nachmittag an.
    Wir werden den Fehler bis Ende des Monats beheben.
    Das Paket geht morgen raus.
    Ich gebe das an die Entwicklung weiter und komme dann auf Sie zu.
    Wir schicken dir ein neues Netzteil.
    Ich informiere dich, wenn es so weit ist.
    In zwei Stunden wissen wir mehr, dann rufe ich Sie an.
    Bis Freitag, 12 Uhr, haben Sie eine Antwort von uns.
    Ich werde mich darum kümmern.
    Wenn das nicht klappt, senden wir Ihnen ein Ersatzgerät.
    Du bekommst spätestens am 3. April eine Rückmeldung.
    Wir halten dich auf dem Laufenden.
    """
)
NONE = texts(
    """
    Bitte melden Sie sich bis Mittwoch.
    Geben Sie uns bis Freitag Bescheid, ob es klappt.
    Wir haben Ihnen gestern geschrieben.
    Können Sie uns bis morgen die Seriennummer schicken?
    Am Freitag haben wir geschlossen.
    Ich hoffe, das hilft Ihnen weiter.
    Vielen Dank für Ihre Rückmeldung.
    Wir bitten um Entschuldigung.
    Ich danke Ihnen für die schnelle Antwort.
    """
)


@pytest.mark.parametrize("draft", PROMISES)
def test_it_promises(draft):
    assert [caught.words for caught in promises_in(draft)][-1] in draft


@pytest.mark.parametrize("draft", NONE)
def test_it_promises_nothing(draft):
    assert promises_in(draft) == []


def test_its_own_sentences_are_known_as_its_own():
    assert language_of(" ".join(PROMISES)) is GERMAN
