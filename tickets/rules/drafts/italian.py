"""Italian."""

import re

from tickets.rules.drafts.due import Kind
from tickets.rules.drafts.language import Language, filled, fillings

_OBJECT = r"(?:la|le|ti|vi|li|mi|ci|lo|gliel[oa]|te lo|ve lo|ne|me ne|ce ne)"
_NOW = (
    r"(?:ricontatto|ricontattiamo|contatto|contattiamo|richiamo|richiamiamo|chiamo|chiamiamo|scrivo|scriviamo|rispondo|rispondiamo"
    r"|invio|inviamo|mando|mandiamo|spedisco|spediamo|faccio sapere|facciamo sapere|faccio avere|facciamo avere|tengo|teniamo"
    r"|confermo|confermiamo|aggiorno|aggiorniamo|do|dò|diamo|informo|informiamo|avviso|avvisiamo|prometto|promettiamo|comunico"
    r"|comunichiamo|occupo|occupiamo|verifico|verifichiamo|controllo|controlliamo|inoltro|inoltriamo|chiedo|chiediamo|rimborsiamo"
    r"|sostituiamo|risolvo|risolviamo|sistemo|sistemiamo|correggo|correggiamo|metto|mettiamo|torno|torniamo|giro|giriamo|sento"
    r"|sentiamo|provvedo|provvediamo|guardo|guardiamo|riferisco|riferiamo|dico|diciamo)"
)
_SOMEBODY = r"\b(?:collega|colleghi|tecnic[oi]|team|ufficio|reparto|responsabile|qualcuno|operatore|operatrice|specialista|corriere|sviluppatori|assistenza|amministrazione)\b"

WEEKDAYS = {
    "lunedì": 0,
    "martedì": 1,
    "mercoledì": 2,
    "giovedì": 3,
    "venerdì": 4,
    "sabato": 5,
    "domenica": 6,
}
MONTHS = {
    "gennaio": 1,
    "febbraio": 2,
    "marzo": 3,
    "aprile": 4,
    "maggio": 5,
    "giugno": 6,
    "luglio": 7,
    "agosto": 8,
    "settembre": 9,
    "ottobre": 10,
    "novembre": 11,
    "dicembre": 12,
}
NUMBERS = {
    "un": 1,
    "uno": 1,
    "una": 1,
    "un'": 1,
    "un paio di": 2,
    "un paio d'": 2,
    "due": 2,
    "tre": 3,
    "quattro": 4,
    "cinque": 5,
    "sei": 6,
    "sette": 7,
    "otto": 8,
    "dieci": 10,
    "pochi": 3,
    "poche": 3,
    "qualche": 3,
    "alcuni": 3,
}
PROMISES = re.compile(
    "|".join(
        (
            r"\b(?!avremo bisogno|saremo chius|dovremo|vorremo|potremo|saremo lieti)\w{1,30}r(?:ò|emo)\b(?! bisogno| chius)",
            rf"\b{_OBJECT} (?:poi |subito |anche )?{_NOW}\b",
            rf"(?:^|[,;] |\be )(?:ora |adesso |subito |intanto )?{_NOW}\b",
            r"\b(?:riceverà|riceverai|riceverete|verrà (?:ri)?contattat[oa]|verrai (?:ri)?contattat[oa]|sarà (?:ri)?contattat[oa])\b",
            r"\b(?:avrà|avrai|avrete)\b.{0,100}\b(?:risposta|notizie|riscontro|rimborso|conferma|soluzione|informazioni)\b",
            rf"{_SOMEBODY}.{{0,100}}\b\w{{1,30}}r(?:à|anno)\b",
            r"\b(?:sarà nostra cura|sarà mia cura|sarà nostra premura)\b",
        )
    )
)
WITH_A_TIME = re.compile(
    "|".join(
        (
            r"\b(?:partirà|sarà|arriverà|verrà|passerà|saranno|arriveranno|verranno|avrà|avrai|potrà)\b(?!.{0,100}\bchius)",
            r"\b(?:le|ti|vi|la) \w{1,30}(?:o|iamo)\b(?<!abbiamo)(?<!ho)(?<!preghiamo)(?<!chiediamo)(?<!ringraziamo)",
        )
    )
)
NEVER = re.compile(
    "|".join(
        (
            r"^(?:per favore|non esiti|può|puoi|ci faccia|se ha|riavvii)\b(?!.{0,100}\b(?:le|ti) \w{1,30}r(?:ò|emo)\b)",
            r"\bnon (?:possiamo|posso|potremo)\b.{0,100}\b(?:promettere|garantire|assicurare)",
            r"\b(?:la|vi|le) (?:preghiamo|chiediamo|ringraziamo)\b(?!.{0,100}\be (?:le|la|vi|ti) )",
        )
    )
)
ASKING = re.compile(
    "|".join(
        (
            r"\b(?:mi|ci) (?:può|potrebbe|puoi|potresti)\b",
            r"\b(?:può|potrebbe|puoi|potresti) (?:\w{1,30}(?:mi|ci))\b",
            r"\bqual(?:'| )è\b|\bquali sono\b",
            r"\b(?:ci|mi) (?:serve|servirebbe|occorre|servono|comunichi|indichi|mandi|invii|dia|dica|fornisca|confermi)\b",
            r"\bavrei bisogno\b|\bho bisogno\b|\babbiamo bisogno\b",
            r"\bha(?:i)?(?: sottomano| a portata di mano)?(?= (?:il|la|lo|l'|un|una))\b",
            r"\b(?:quale|che)(?= (?:\w{1,30} )?(?:dispositivo|modello|versione|apparecchio|indirizzo|numero))",
            r"\ba (?:quale|che)\b",
            r"\bposso (?:avere|sapere|chiedere)\b",
            r"\b(?:indichi|comunichi|mandi|invii|fornisca|inviateci)(?:mi|ci)?\b",
        )
    )
)
CONFIRMING = re.compile(
    "|".join(
        (
            r"\bancora\b",
            r"\bsempre\b",
        )
    )
)
_WORDS = fillings(WEEKDAYS, MONTHS, NUMBERS)
TIMES = tuple(
    (re.compile(filled(words, _WORDS)), kind, n)
    for words, kind, n in (
        (r"\b{n} minut[oi]\b", Kind.MINUTES, 1),
        (r"\b{n} ?(?:or[ae])\b(?<!le \d{2} ore)", Kind.HOURS, 1),
        (r"\bun'ora\b|\bun oretta\b", Kind.HOURS, 1),
        (r"\b{weekday} della (?:prossima settimana|settimana prossima)\b", Kind.WEEKDAY_NEXT_WEEK, 0),
        (r"\bdopodomani\b", Kind.DAY, 2),
        (r"\b{n}(?: o \w{1,30}|-\d+)? giorn[oi]\b", Kind.DAYS, 1),
        (r"\bprossimi giorni\b", Kind.DAYS, 3),
        (r"\b{day} {month}\b", Kind.DATE, 0),
        (r"\b{weekday}\b", Kind.WEEKDAY, 0),
        (r"\bdomani\b", Kind.DAY, 1),
        (
            r"\boggi\b|\bstasera\b|\bstamattina\b|\b(?:in giornata|fine giornata|nel pomeriggio|questo pomeriggio|questa sera|fine della giornata)\b",
            Kind.DAY,
            0,
        ),
        (r"\b(?:prossima settimana|settimana prossima)\b", Kind.WEEK, 1),
        (r"\bquesta settimana\b|\bfine (?:della )?settimana\b|\bin settimana\b", Kind.WEEK, 0),
        (r"\b{n} settiman[ae]\b", Kind.WEEKS, 1),
        (r"\bfine (?:del )?mese\b|\bquesto mese\b", Kind.MONTH, 0),
        (r"\b(?:prossimo mese|mese prossimo)\b", Kind.MONTH, 1),
    )
)
HOURS = tuple(
    (re.compile(filled(words, _WORDS)), hour)
    for words, hour in (
        (r"\bmattina\b|\bmattinata\b|\bmezzogiorno\b", 12),
        (r"\b(?:alle|le|prima delle|entro le) (?:ore )?{hour}\b(?! (?:ore|giorni|minuti))(?P<half>)", None),
    )
)
ASKS_WHICH = tuple(
    (key, re.compile(words))
    for key, words in (
        ("device", r"\b(?:di )?(?:quale|che) (?:dispositivo|modello|apparecchio|telefono)\b"),
        ("phone", r"\ba (?:quale|che) numero\b"),
    )
)

ITALIAN = Language(
    code="it",
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
    confirm="È ancora corretto? {key}: {value}",
    common=frozenset(
        [
            "il",
            "gli",
            "e",
            "lei",
            "suo",
            "sua",
            "che",
            "è",
            "in",
            "per",
            "con",
            "una",
            "un",
            "non",
            "si",
            "del",
            "della",
            "le",
            "grazie",
            "lo",
            "di",
            "ci",
            "sono",
            "la",
            "ti",
            "mi",
            "vi",
            "da",
            "al",
            "entro",
        ]
    ),
)
