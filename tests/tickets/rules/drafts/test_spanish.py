"""Spanish: the phrasings that its rules were made with."""

import pytest

from tests.tickets.rules.drafts.phrasings import texts
from tickets.rules.drafts.promises import language_of, promises_in
from tickets.rules.drafts.spanish import SPANISH

PROMISES = texts(
    """
    Le responderemos mañana por la mañana.
    Me pongo en contacto con usted en cuanto sepa algo.
    Recibirá un correo nuestro el viernes.
    Voy a revisarlo y le escribo en dos días.
    Mi compañera le llamará esta tarde.
    Le devolveremos el dinero en 14 días.
    Te mantengo al tanto.
    Le confirmo la fecha antes del lunes.
    El paquete saldrá el miércoles.
    Solucionaremos el problema antes del fin de semana.
    Pregunto en contabilidad y te digo.
    Si vuelve a pasar, cambiaremos el aparato.
    Me encargo de su caso.
    Tendrá una respuesta el 3 de abril.
    Le informaremos del resultado.
    Le llamo antes de las 16 h.
    """
)
NONE = texts(
    """
    Por favor, envíenos el número de serie antes de mañana.
    ¿Puede llamarme mañana?
    Enviamos el paquete el lunes.
    Le agradezco su respuesta.
    Abrimos de lunes a viernes.
    Le pedimos disculpas.
    Ya le respondí ayer.
    Gracias por avisarnos.
    """
)


@pytest.mark.parametrize("draft", PROMISES)
def test_it_promises(draft):
    assert [caught.words for caught in promises_in(draft)][-1] in draft


@pytest.mark.parametrize("draft", NONE)
def test_it_promises_nothing(draft):
    assert promises_in(draft) == []


def test_its_own_sentences_are_known_as_its_own():
    assert language_of(" ".join(PROMISES)) is SPANISH
