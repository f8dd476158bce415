"""French."""

import re

from tickets.rules.drafts.due import Kind
from tickets.rules.drafts.language import Language, filled, fillings

_US = r"\b(?:je|j'|nous|on|et|puis|aussitôt)"
_OBJECT = r"(?:(?:ne |vous |te |t'|le |la |l'|les |lui |leur |me |m'|nous |en |y |m'en |nous en |vous en ){0,4})"
_NOW = (
    r"(?:reviens|revenons|revient|rappelle|rappelons|envoie|envoyons|écris|écrivons|réponds|répondons|recontacte|recontactons|contacte"
    r"|contactons|tiens|tenons|tient|informe|informons|préviens|prévenons|donne|donnons|confirme|confirmons|fais|faisons|dis|transmets"
    r"|transmettons|vérifie|vérifions|occupe|occupons|renseigne|renseignons|regarde|regardons|relance|relançons|promets|promettons"
    r"|demande|demandons|rembourse|remboursons|expédie|expédions|corrige|corrigeons|remplace|remplaçons|avise|avisons|répare|réparons"
    r"|étudie|étudions|examine|examinons|cherche|cherchons|règle|réglons|mets|mettons|communique|communiquons|prends|prenons|signale"
    r"|engage|engageons|reprends|reprenons|lance|lançons|procède|procédons|charge|chargeons)"
)
_SOMEBODY = r"\b(?:collègues?|technicien(?:ne)?s?|équipes?|services?|conseill(?:er|ère)s?|responsables?|quelqu'un|experts?|développeurs?|livreur|comptabilité|transporteur|fournisseur)\b"

WEEKDAYS = {
    "lundi": 0,
    "lundis": 0,
    "mardi": 1,
    "mardis": 1,
    "mercredi": 2,
    "mercredis": 2,
    "jeudi": 3,
    "jeudis": 3,
    "vendredi": 4,
    "vendredis": 4,
    "samedi": 5,
    "samedis": 5,
    "dimanche": 6,
    "dimanches": 6,
}
MONTHS = {
    "janvier": 1,
    "février": 2,
    "mars": 3,
    "avril": 4,
    "mai": 5,
    "juin": 6,
    "juillet": 7,
    "août": 8,
    "septembre": 9,
    "octobre": 10,
    "novembre": 11,
    "décembre": 12,
}
NUMBERS = {
    "un": 1,
    "une": 1,
    "deux": 2,
    "trois": 3,
    "quatre": 4,
    "cinq": 5,
    "six": 6,
    "sept": 7,
    "huit": 8,
    "dix": 10,
    "quelques": 3,
    "prochain": 3,
    "prochaine": 3,
    "prochains": 3,
    "prochaines": 3,
}
PROMISES = re.compile(
    "|".join(
        (
            rf"\b(?:je |j'){_OBJECT}\w{{1,30}}rai\b(?! besoin)",
            rf"\bnous {_OBJECT}(?!ouv|espér|assurons|offr|servons|devrons|pourrons|serons ferm|couv|souff|mour|préfér|entr)\w{{1,30}}rons\b(?! (?:besoin|fermés))",
            rf"\bon {_OBJECT}\w{{1,30}}ra\b",
            rf"\b(?:je vais|nous allons|on va) {_OBJECT}(?!avoir besoin|devoir|fermer)\w{{1,30}}(?:er|ir|re|oir)\b",
            rf"{_US} ?{_OBJECT}{_NOW}\b(?! pas\b)",
            r"\bvous (?:recevrez|obtiendrez|serez (?:re)?contactée?s?|serez (?:prévenu|informé|remboursé|livré|avisé|rappelé|notifié|recontacté)e?s?)\b",
            r"\bvous aurez\b.{0,100}\b(?:réponse|nouvelles|retour|remboursement|confirmation|solution|information)s?\b",
            rf"{_SOMEBODY}.{{0,100}}\b(?:vous |lui )?\w{{1,30}}r(?:a|ont)\b",
            r"\btu (?:recevras|auras)\b",
        )
    )
)
WITH_A_TIME = re.compile(
    "|".join(
        (
            r"\b(?:sera|seront|partira|arrivera|aura lieu|passera|viendra|pourra)\b(?!.{0,100}\bferm)",
            r"\bvous aurez\b|\bvous pourrez\b",
            rf"\b(?:je |j'|on |nous ){_OBJECT}(?:(?<=nous )\w{{1,30}}ons|(?<!nous )\w{{1,30}}[es])\b(?<!avons)(?<!sommes)(?<!suis)(?<!pouvons)(?<!devons)"
            r"(?<!prions)(?<!étions)(?! (?:pas|pu)\b)(?!.{0,100}\bferm)",
        )
    )
)
NEVER = re.compile(
    "|".join(
        (
            r"^(?:merci de (?:nous|bien)|veuillez|n'hésitez|pensez|si vous)\b(?!.{0,100}\b(?:je|nous) (?:vous )?\w{1,30}r(?:ai|ons)\b)",
            r"\bne (?:pouvons|peux|pourrons|pourrai) .{0,100}\bpas\b",
            r"\b(?:je vous ai|nous vous avons|je l'ai|nous l'avons)\b(?!.{0,100}\b(?:je|nous) (?:vous )?\w{1,30}r(?:ai|ons)\b)(?!.{0,100}\breviens\b)",
        )
    )
)
ASKING = re.compile(
    "|".join(
        (
            r"\b(?:pouvez|pourriez)-vous\b",
            r"\b(?:peux|pourrais)-tu\b",
            r"\bmerci de\b",
            r"\bveuillez\b",
            r"\bpourrais-je\b|\bpuis-je\b|\bpeut-on\b|\bpouvons-nous\b",
            r"\bquel(?:le)?s? (?:est|sont)\b",
            r"\b(?:j'ai|j'aurais|nous avons|nous aurions|aurais|aurions) (?:juste |encore |également )?besoin\b",
            r"\b(?:avez-vous|as-tu)\b(?! \w{1,30}[éi]s?\b)",
            r"\b(?:indiquez|envoyez|communiquez|donnez|précisez|transmettez|confirmez)-(?:moi|nous)\b",
            r"\bil (?:me|nous) (?:faut|faudrait)\b",
            r"\b(?:à|de) ?quel(?:le)?\b",
            r"\bquel(?:le)?s?(?= (?:\w{1,30} )?(?:appareil|modèle|version|adresse|numéro))",
        )
    )
)
CONFIRMING = re.compile(
    "|".join(
        (
            r"\btoujours\b",
            r"\bencore (?:valable|à jour|correct)",
        )
    )
)
_WORDS = fillings(WEEKDAYS, MONTHS, NUMBERS)
TIMES = tuple(
    (re.compile(filled(words, _WORDS)), kind, n)
    for words, kind, n in (
        (r"\b{n} minutes?\b", Kind.MINUTES, 1),
        (r"\b{n} ?(?:heures?|h)\b(?<!avant \d{2}h)(?<!à \d{2}h)(?<!avant \d{2} h)", Kind.HOURS, 1),
        (r"\b{weekday} de la semaine prochaine\b", Kind.WEEKDAY_NEXT_WEEK, 0),
        (r"\baprès-demain\b", Kind.DAY, 2),
        (r"\b{n}(?: à \w{1,30}|-\d+)? jours?\b", Kind.DAYS, 1),
        (r"\b(?:dans|sous) les prochains jours\b|\bprochains jours\b", Kind.DAYS, 3),
        (r"\b{day}(?:er)? {month}\b", Kind.DATE, 0),
        (r"\b{weekday}\b", Kind.WEEKDAY, 0),
        (r"\bdemain\b", Kind.DAY, 1),
        (
            r"\baujourd'hui\b|\bce (?:soir|matin|midi)\b|\bcet après-midi\b|\b(?:dans|fin de|au cours de|courant de)(?: la)? journée\b",
            Kind.DAY,
            0,
        ),
        (r"\b(?:semaine prochaine|prochaine semaine)\b", Kind.WEEK, 1),
        (r"\b(?:fin de|cette|courant de) (?:la )?semaine\b|\bfin de semaine\b", Kind.WEEK, 0),
        (r"\b{n} semaines?\b", Kind.WEEKS, 1),
        (r"\b(?:fin du|ce) mois\b", Kind.MONTH, 0),
        (r"\bmois prochain\b", Kind.MONTH, 1),
    )
)
HOURS = tuple(
    (re.compile(filled(words, _WORDS)), hour)
    for words, hour in (
        (r"\bmidi\b(?<!après-midi)|\bmatin\b|\bmatinée\b", 12),
        (
            r"\b(?:avant|à|vers|jusqu'à|pour) {hour} ?(?:heures?|h)?\b(?! ?(?:jours?|semaines?|minutes?|janv|fév|mars|avr|mai|juin|juil|août|sept|oct|nov|déc))(?P<half>)",
            None,
        ),
    )
)
ASKS_WHICH = tuple(
    (key, re.compile(words))
    for key, words in (
        ("device", r"\b(?:de )?quel (?:appareil|modèle|téléphone|ordinateur)\b"),
        ("phone", r"\bà quel numéro\b"),
    )
)

FRENCH = Language(
    code="fr",
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
    confirm="Est-ce toujours bien {key} : {value} ?",
    common=frozenset(
        [
            "le",
            "la",
            "les",
            "et",
            "vous",
            "nous",
            "votre",
            "vos",
            "je",
            "est",
            "pas",
            "une",
            "un",
            "des",
            "du",
            "pour",
            "dans",
            "que",
            "merci",
            "avec",
            "sur",
            "au",
            "nos",
            "qui",
            "en",
            "la",
            "te",
            "ce",
        ]
    ),
)
