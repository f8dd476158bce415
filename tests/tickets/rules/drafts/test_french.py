"""French: the phrasings that its rules were made with."""

import pytest

from tests.tickets.rules.drafts.phrasings import texts
from tickets.rules.drafts.french import FRENCH
from tickets.rules.drafts.promises import language_of, promises_in

PROMISES = texts(
    """
    Nous vous répondrons demain.
    Je vous recontacte dès que j'en sais plus.
    Vous recevrez un mail de notre part vendredi.
    Je vais vérifier et je reviens vers vous dans deux jours.
    Mon collègue vous appellera cet après-midi.
    Nous vous rembourserons sous 14 jours.
    On te tient au courant.
    Je vous confirme la date avant lundi midi.
    Votre commande partira mercredi.
    Nous allons corriger le problème d'ici la fin de la semaine.
    Je demande au service comptable et je vous dis.
    Si le problème persiste, nous remplacerons l'appareil.
    Je m'occupe de votre dossier.
    Vous aurez une réponse le 3 avril.
    Nous vous tenons informée.
    Je vous rappelle avant 16 h.
    """
)
NONE = texts(
    """
    Merci de nous envoyer le numéro de série d'ici demain.
    Pouvez-vous me rappeler demain ?
    Nous avons expédié le colis lundi.
    Je vous remercie de votre réponse.
    Veuillez nous contacter avant vendredi.
    Nous sommes ouverts du lundi au vendredi.
    Je vous ai répondu hier.
    Je vous prie d'accepter nos excuses.
    """
)


@pytest.mark.parametrize("draft", PROMISES)
def test_it_promises(draft):
    assert [caught.words for caught in promises_in(draft)][-1] in draft


@pytest.mark.parametrize("draft", NONE)
def test_it_promises_nothing(draft):
    assert promises_in(draft) == []


def test_its_own_sentences_are_known_as_its_own():
    assert language_of(" ".join(PROMISES)) is FRENCH
