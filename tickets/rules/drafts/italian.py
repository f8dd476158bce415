"""Italian."""

from tickets.rules.drafts.due import Kind
from tickets.rules.drafts.language import Language

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

ITALIAN = Language(
    code="it",
    weekdays={
        "lunedì": 0,
        "martedì": 1,
        "mercoledì": 2,
        "giovedì": 3,
        "venerdì": 4,
        "sabato": 5,
        "domenica": 6,
    },
    months={
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
    },
    numbers={
        r"un[oa']?": 1,
        "un paio d[i']": 2,
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
    },
    promises=(
        r"\b(?!avremo bisogno|saremo chius|dovremo|vorremo|potremo|saremo lieti)\w+r(?:ò|emo)\b(?! bisogno| chius)",
        rf"\b{_OBJECT} (?:poi |subito |anche )?{_NOW}\b",
        rf"(?:^|[,;] |\be )(?:ora |adesso |subito |intanto )?{_NOW}\b",
        r"\b(?:riceverà|riceverai|riceverete|verrà (?:ri)?contattat[oa]|verrai (?:ri)?contattat[oa]|sarà (?:ri)?contattat[oa])\b",
        r"\b(?:avrà|avrai|avrete)\b.*\b(?:risposta|notizie|riscontro|rimborso|conferma|soluzione|informazioni)\b",
        rf"{_SOMEBODY}.*\b\w+r(?:à|anno)\b",
        r"\b(?:sarà nostra cura|sarà mia cura|sarà nostra premura)\b",
    ),
    promises_with_a_time=(
        r"\b(?:partirà|sarà|arriverà|verrà|passerà|saranno|arriveranno|verranno|avrà|avrai|potrà)\b(?!.*\bchius)",
        r"\b(?:le|ti|vi|la) \w+(?:o|iamo)\b(?<!abbiamo)(?<!ho)(?<!preghiamo)(?<!chiediamo)(?<!ringraziamo)",
    ),
    never=(
        r"^(?:per favore|non esiti|può|puoi|ci faccia|se ha|riavvii)\b(?!.*\b(?:le|ti) \w+r(?:ò|emo)\b)",
        r"\bnon (?:possiamo|posso|potremo)\b.*\b(?:promettere|garantire|assicurare)",
        r"\b(?:la|vi|le) (?:preghiamo|chiediamo|ringraziamo)\b(?!.*\be (?:le|la|vi|ti) )",
    ),
    times=(
        (r"\b{n} minut[oi]\b", Kind.MINUTES, 1),
        (r"\b{n} ?(?:or[ae])\b(?<!le \d{2} ore)", Kind.HOURS, 1),
        (r"\bun'ora\b|\bun oretta\b", Kind.HOURS, 1),
        (r"\b{weekday} della (?:prossima settimana|settimana prossima)\b", Kind.WEEKDAY_NEXT_WEEK, 0),
        (r"\bdopodomani\b", Kind.DAY, 2),
        (r"\b{n}(?: o \w+|-\d+)? giorn[oi]\b", Kind.DAYS, 1),
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
    ),
    hours=(
        (r"\bmattina\b|\bmattinata\b|\bmezzogiorno\b", 12),
        (r"\b(?:alle|le|prima delle|entro le) (?:ore )?{hour}\b(?! (?:ore|giorni|minuti))(?P<half>)", None),
    ),
    asking=(
        r"\b(?:mi|ci) (?:può|potrebbe|puoi|potresti)\b",
        r"\b(?:può|potrebbe|puoi|potresti) (?:\w+(?:mi|ci))\b",
        r"\bqual(?:'| )è\b|\bquali sono\b",
        r"\b(?:ci|mi) (?:serve|servirebbe|occorre|servono|comunichi|indichi|mandi|invii|dia|dica|fornisca|confermi)\b",
        r"\bavrei bisogno\b|\bho bisogno\b|\babbiamo bisogno\b",
        r"\bha(?:i)?(?: sottomano| a portata di mano)?(?= (?:il|la|lo|l'|un|una))\b",
        r"\b(?:quale|che)(?= (?:\w+ )?(?:dispositivo|modello|versione|apparecchio|indirizzo|numero))",
        r"\ba (?:quale|che)\b",
        r"\bposso (?:avere|sapere|chiedere)\b",
        r"\b(?:indichi|comunichi|mandi|invii|fornisca|inviateci)(?:mi|ci)?\b",
    ),
    asks_which=(
        ("device", r"\b(?:di )?(?:quale|che) (?:dispositivo|modello|apparecchio|telefono)\b"),
        ("phone", r"\ba (?:quale|che) numero\b"),
    ),
    unasked=(
        r"\bancora\b",
        r"\bsempre\b",
    ),
    confirm="È ancora corretto? {key}: {value}",
    common="il gli e lei suo sua che è in per con una un non si del della le grazie lo di ci sono la ti mi vi da al entro",
)
