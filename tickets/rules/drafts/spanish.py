"""Spanish."""

import re

from tickets.rules.drafts.due import Kind
from tickets.rules.drafts.language import Language, filled, fillings

_NOW = (
    r"(?:llamo|llamamos|aviso|avisamos|escribo|escribimos|contesto|contestamos|respondo|respondemos|envío|enviamos|mando|mandamos"
    r"|confirmo|confirmamos|digo|decimos|regreso|regresamos|devuelvo|devolvemos|informo|informamos|mantengo|mantenemos|encargo"
    r"|encargamos|consulto|consultamos|reviso|revisamos|compruebo|comprobamos|verifico|verificamos|paso|pasamos|reenvío|reenviamos"
    r"|comunico|comunicamos|pongo|ponemos|contacto|contactamos|resuelvo|resolvemos|reembolsamos|abonamos|cambiamos|prometo|prometemos"
    r"|averiguo|averiguamos|pregunto|preguntamos|actualizo|actualizamos|soluciono|solucionamos|hago|hacemos|doy|damos|traslado"
    r"|trasladamos|investigo|investigamos|vuelvo|volvemos|gestiono|gestionamos|tramito|tramitamos|estudio|estudiamos|miro|miramos)"
)
# At the head of a sentence these may as well say what was done.
_OR_DONE = (
    r"(?:(?:env|mand|llam|avis|inform|pas|regres|reembols|abon|cambi|confirm|actualiz|solucion|traslad|contact)i?amos)"
)
_NOT = r"(?!necesitar|agradecer|estar(?:é|emos) cerrad|estaremos encantad|poder|podr|quer|lamentar|cerrar)"
_SOMEBODY = r"\b(?:compañer[oa]s?|técnic[oa]s?|equipo|departamento|colegas?|agentes?|alguien|responsables?|especialistas?|mensajero|transportista|desarrolladores|facturación|contabilidad|persona)\b"

WEEKDAYS = {
    "lunes": 0,
    "martes": 1,
    "miércoles": 2,
    "jueves": 3,
    "viernes": 4,
    "sábado": 5,
    "domingo": 6,
}
MONTHS = {
    "enero": 1,
    "febrero": 2,
    "marzo": 3,
    "abril": 4,
    "mayo": 5,
    "junio": 6,
    "julio": 7,
    "agosto": 8,
    "septiembre": 9,
    "octubre": 10,
    "noviembre": 11,
    "diciembre": 12,
}
NUMBERS = {
    "un": 1,
    "una": 1,
    "un par de": 2,
    "dos": 2,
    "tres": 3,
    "cuatro": 4,
    "cinco": 5,
    "seis": 6,
    "siete": 7,
    "ocho": 8,
    "diez": 10,
    "unos": 3,
    "unas": 3,
    "pocos": 3,
    "pocas": 3,
}
PROMISES = re.compile(
    "|".join(
        (
            rf"(?<!no )(?<!no le )(?<!no te )\b{_NOT}\w{{1,30}}r(?:é|emos)\b(?<!queremos)(?<!esperemos)(?<!compremos)",
            r"\b(?:voy|vamos) a (?!necesitar|tener que|cerrar)\w{1,30}r(?:le|te|les|os|lo|la|los|las|selo|me|nos)?\b",
            rf"\b(?:le|te|les|os|se lo|se la|me|nos|lo|la|ya) {_NOW}\b",
            rf"(?:^|[,;] |\by )(?:ya |ahora |enseguida )?(?!{_OR_DONE}\b){_NOW}\b",
            r"\bquedo en\b|\bquedamos en\b",
            r"\b(?:recibirás?|recibirán|obtendrás?|será contactad[oa])\b",
            r"\b(?:tendrás?|tendrán)\b.{0,100}\b(?:respuesta|noticias|reembolso|confirmación|solución|información)\b",
            rf"{_SOMEBODY}.{{0,100}}\b\w{{1,30}}(?:rá|rán)\b",
            r"\bdéj[ea]me\b.{0,100}\by (?:le|te|les|os|lo) \w{1,30}",
        )
    )
)
WITH_A_TIME = re.compile(
    "|".join(
        (
            r"\b(?:saldrá|estará|llegará|será|quedará|tendrás?|irá|podrá|pasará|entregará|enviará|saldrán|estarán|llegarán)\b(?!.{0,100}\bcerrad)",
            r"\b(?:le|te|les|os) (?!\w{0,30}é\b)\w{1,30}(?:o|mos)\b(?! (?:que|pedimos)\b)(?<!rogamos)(?<!pedimos)(?<!agradecemos)",
        )
    )
)
NEVER = re.compile(
    "|".join(
        (
            r"^(?:por favor|no dude|puede|podría|reinicie|si (?:usted|necesita|tiene))\b(?!.{0,100}\b(?:le|te) \w{1,30}(?:ré|remos)\b)",
            r"\bno (?:podemos|puedo|podremos|podré)\b.{0,100}\b(?:prometer|garantizar|asegurar)",
            r"\b(?:quisiéramos|rogamos|pedimos que)\b",
        )
    )
)
ASKING = re.compile(
    "|".join(
        (
            r"\b(?:me|nos) (?:puede|podría|puedes|podrías|pueden|facilita|indica|dice|da|envía)\b",
            r"\b(?:puede|podría|puedes|podrías) (?:\w{1,30})?(?:me|nos)\b",
            r"\b(?:puede|podría|puedes|podrías) (?:indicar|decir|enviar|facilitar|confirmar|dar|proporcionar|mandar)(?:me|nos)?\b",
            r"\b(?:cuál|cuáles) (?:es|son|era)\b",
            r"\b(?:necesito|necesitamos|necesitaríamos|necesitaría)\b",
            r"\b(?:indíque|envíe|dí?ga|facilíte|confírme|mánde|proporcióne|dé|escríba|comuníque)(?:nos|me)\b",
            r"\btiene(?:s)?(?: a mano)?\b",
            r"\b(?:qué|cuál)(?= (?:\w{1,30} )?(?:dispositivo|modelo|versión|aparato|correo))",
        )
    )
)
CONFIRMING = re.compile(
    "|".join(
        (
            r"\bsigue siendo\b",
            r"\btodavía\b",
            r"\baún\b",
        )
    )
)
_WORDS = fillings(WEEKDAYS, MONTHS, NUMBERS)
TIMES = tuple(
    (re.compile(filled(words, _WORDS)), kind, n)
    for words, kind, n in (
        (r"\b{n} minutos?\b", Kind.MINUTES, 1),
        (r"\b{n}(?: próximas)? ?(?:horas?|h)\b(?<!las \d{2} h)(?<!las \d h)(?<!las \d{2} horas)", Kind.HOURS, 1),
        (r"\bpróximas {n} horas\b", Kind.HOURS, 1),
        (r"\b{weekday} de la (?:próxima semana|semana que viene)\b", Kind.WEEKDAY_NEXT_WEEK, 0),
        (r"\bpasado mañana\b", Kind.DAY, 2),
        (r"\b{n}(?: o \w{1,30}| a \w{1,30}|-\d+)? días?\b", Kind.DAYS, 1),
        (r"\bpróximos días\b", Kind.DAYS, 3),
        (r"\b{day} de {month}\b", Kind.DATE, 0),
        (r"\b{weekday}\b", Kind.WEEKDAY, 0),
        (r"(?<!la )(?<!esta )\bmañana\b", Kind.DAY, 1),
        (r"\bhoy\b|\besta (?:tarde|noche|mañana)\b|\b(?:largo|final|fin|transcurso) del? día\b", Kind.DAY, 0),
        (r"\b(?:próxima semana|semana que viene|semana próxima)\b", Kind.WEEK, 1),
        (r"\besta semana\b|\b(?:fin|final) de (?:la )?semana\b|\bacabe la semana\b", Kind.WEEK, 0),
        (r"\b{n} semanas?\b", Kind.WEEKS, 1),
        (r"\b(?:fin|final|finales) de(?:l)? mes\b|\beste mes\b", Kind.MONTH, 0),
        (r"\b(?:próximo mes|mes que viene)\b", Kind.MONTH, 1),
    )
)
HOURS = tuple(
    (re.compile(filled(words, _WORDS)), hour)
    for words, hour in (
        (r"\b(?:por|de) la mañana\b|\bmediodía\b|\bprimera hora\b", 12),
        (r"\b(?:a|de|hasta) las {hour} ?(?P<half>[ap])\.? ?m\b", None),
        (r"\b(?:a|de|hasta) las {hour} ?(?:h|horas)?\b(?P<half>)", None),
    )
)
ASKS_WHICH = tuple(
    (key, re.compile(words))
    for key, words in (
        ("device", r"\bqué (?:dispositivo|modelo|aparato|teléfono|móvil)\b"),
        ("phone", r"\ba qué (?:número|teléfono)\b"),
    )
)

SPANISH = Language(
    code="es",
    weekdays=WEEKDAYS,
    months=MONTHS,
    numbers=NUMBERS,
    promises=PROMISES,
    promises_with_a_time=WITH_A_TIME,
    never=NEVER,
    times=TIMES,
    hours=HOURS,
    asking=ASKING,
    asks_which=ASKS_WHICH,
    confirming=CONFIRMING,
    confirm="¿Sigue siendo correcto? {key}: {value}",
    common=frozenset(
        [
            "el",
            "los",
            "las",
            "y",
            "usted",
            "su",
            "sus",
            "que",
            "es",
            "en",
            "por",
            "con",
            "una",
            "un",
            "para",
            "no",
            "se",
            "del",
            "le",
            "gracias",
            "lo",
            "está",
            "como",
            "la",
            "esta",
            "te",
            "hoy",
        ]
    ),
)
