"""Italian: the phrasings that its rules were made with."""

import pytest

from tests.tickets.rules.drafts.phrasings import texts
from tickets.rules.drafts.italian import ITALIAN
from tickets.rules.drafts.promises import language_of, promises_in

PROMISES = texts(
    """
    Le risponderemo domani mattina.
    La ricontatto appena so qualcosa.
    Riceverà una mail da noi venerdì.
    Verifico e le scrivo tra due giorni.
    La mia collega la chiamerà oggi pomeriggio.
    La rimborseremo entro 14 giorni.
    Vi teniamo aggiornati.
    Le confermo la data prima di lunedì.
    Il pacco partirà mercoledì.
    Risolveremo il problema entro la fine della settimana.
    Chiedo in contabilità e ti dico.
    Se succede ancora, sostituiremo l'apparecchio.
    Mi occupo io della sua pratica.
    Avrà una risposta il 3 aprile.
    Le faremo sapere.
    La chiamo prima delle 16.
    """
)
NONE = texts(
    """
    Per favore ci mandi il numero di serie entro domani.
    Può chiamarmi domani?
    Abbiamo spedito il pacco lunedì.
    La ringrazio per la risposta.
    Siamo aperti dal lunedì al venerdì.
    Ci scusiamo per il disagio.
    Le ho risposto ieri.
    Grazie per averci scritto.
    """
)


@pytest.mark.parametrize("draft", PROMISES)
def test_it_promises(draft):
    assert [caught.words for caught in promises_in(draft)][-1] in draft


@pytest.mark.parametrize("draft", NONE)
def test_it_promises_nothing(draft):
    assert promises_in(draft) == []


def test_its_own_sentences_are_known_as_its_own():
    assert language_of(" ".join(PROMISES)) is ITALIAN
