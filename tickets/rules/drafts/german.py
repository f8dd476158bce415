"""German."""

import re

from tickets.rules.drafts.due import Kind
from tickets.rules.drafts.language import Language, filled, fillings

_US = r"(?:ich|wir)"
_YOU = r"(?:ihnen|dir|euch|sie|dich)"
_DO = (
    r"(?:melde|kläre|prüfe|überprüfe|kontrolliere|schicke|sende|schreibe|antworte|informiere|kontaktiere|rufe|kümmere|erledige"
    r"|behebe|repariere|ersetze|tausche|erstatte|überweise|frage|leite|gebe|sage|schaue?|sehe|bespreche|verspreche|bestätige"
    r"|liefere|korrigiere|berichtige|ändere|veranlasse|organisiere|teile|reiche|übermittle|lasse|setze|komme|halte|gutschreibe"
    r"|schreibe|buche|storniere|untersuche|recherchiere|hake|spreche|nehme|bringe|stelle|werde|sorge|bearbeite|löse|verschicke"
    r"|versende|benachrichtige|bin|mache|trage|passe|hole|richte|schalte|lege)"
)
# "wir melden", "ich melde": the verbs' own forms with an n
_DOES = rf"{_DO}n?"
_NOUN = (
    r"(?:antwort|rückmeldung|nachricht(?:en)?|gutschrift|erstattung|rückerstattung|ersatz\w{0,30}|informationen|bescheid|neuigkeiten"
    r"|rückruf|bestätigung|lösung|update|e-?mail|mail|rechnung|anruf|feedback|geld|betrag|paket|termin)"
)
_SOMEBODY = r"\b(?:kolleg(?:e|in|en|innen)|techniker(?:in)?|team|abteilung|buchhaltung|jemand|mitarbeiter(?:in)?|fachbereich|kundendienst|entwickler|vorgesetzte\w{0,30}|spezialist\w{0,30}|dienstleister|versand|lager)\b"
_INFINITIVE = (
    r"(?:melden|kontaktieren|anrufen|zurückrufen|kommen|zukommen|schreiben|antworten|beantworten|informieren|schicken|senden|zusenden"
    r"|klären|prüfen|beheben|erstatten|überweisen|ansehen|anschauen|nachfragen|weiterleiten|geben|austauschen|ersetzen|kümmern"
    r"|erledigen|liefern|korrigieren|ändern|setzen|halten|benachrichtigen|zukommen lassen|sagen|mitteilen|besprechen|bearbeiten"
    r"|untersuchen|reparieren|gutschreiben|veranlassen|übernehmen|nachreichen|verschicken|versenden|stornieren|einspielen|lösen"
    r"|unterstützen|nachhaken|abklären|weitergeben|nachgehen|freischalten|einrichten|aktualisieren|bestätigen)"
)

WEEKDAYS = {
    "montag": 0,
    "montags": 0,
    "dienstag": 1,
    "dienstags": 1,
    "mittwoch": 2,
    "mittwochs": 2,
    "donnerstag": 3,
    "donnerstags": 3,
    "freitag": 4,
    "freitags": 4,
    "samstag": 5,
    "samstags": 5,
    "sonnabend": 5,
    "sonnabends": 5,
    "sonntag": 6,
    "sonntags": 6,
}
MONTHS = {
    "januar": 1,
    "jänner": 1,
    "februar": 2,
    "märz": 3,
    "april": 4,
    "mai": 5,
    "juni": 6,
    "juli": 7,
    "august": 8,
    "september": 9,
    "oktober": 10,
    "november": 11,
    "dezember": 12,
}
NUMBERS = {
    "eine": 1,
    "einer": 1,
    "einen": 1,
    "einem": 1,
    "eines": 1,
    "ein": 1,
    "zwei": 2,
    "drei": 3,
    "vier": 4,
    "fünf": 5,
    "sechs": 6,
    "sieben": 7,
    "acht": 8,
    "zehn": 10,
    "wenige": 3,
    "wenigen": 3,
    "einige": 3,
    "einigen": 3,
    "ein paar": 3,
    "paar": 3,
}
PROMISES = re.compile(
    "|".join(
        (
            rf"\b{_US} (?:{_YOU} |mich |uns )?{_DOES}\b(?! (?:nicht|ich|wir|leider nicht|gern[e]? wissen|sicher|froh|mir sicher)\b)"
            rf"(?<!werde)(?<!werden)(?<!bin)(?<!lege)(?<!stelle)(?<!mache)",
            rf"\b(?!werde|bin|lege|stelle|mache){_DOES} {_US}\b(?! (?:nicht|ihre nachricht)\b)",
            rf"\bwerden? {_US}\b(?!.{{0,100}}\bnicht\b)(?!.{{0,100}}\b(?:benötigen|brauchen)\b)",
            rf"\b{_US} werden?\b(?!.{{0,100}}\bnicht\b)(?!.{{0,100}}\b(?:benötigen|brauchen)\b)",
            rf"\b{_US} bin\b.{{0,100}}\bwieder\b|\bbin (?:ich )?.{{0,100}}\bwieder bei (?:ihnen|dir|euch)\b",
            r"\b(?:melde|melden)(?: ich| wir)? (?:mich|uns)\b",
            r"\b(?:gebe|geben|sage|sagen)\b.{0,100}\b(?:ihnen|dir|euch)\b.{0,100}\bbescheid\b",
            r"\b(?:halte|halten)\b.{0,100}\b(?:sie|dich|euch)\b.{0,100}\bauf dem laufenden\b",
            r"\b(?:komme|kommen)\b.{0,100}\bauf (?:sie|dich|euch) zu\b",
            r"\b(?:sie|du|ihr) hör(?:en|st|t)\b.{0,100}\bvon (?:uns|mir)\b|\bhör(?:en|st|t) (?:sie|du|ihr)\b.{0,100}\bvon (?:uns|mir)\b",
            rf"\b(?:erhalten|bekommen) (?:sie|ihr)\b(?!.{{0,100}}\b(?:haben|zurück\?)$).{{0,100}}\b{_NOUN}\b",
            rf"\b(?:sie|ihr|du) (?:erhalten|bekommen|erhältst|bekommst)\b.{{0,100}}\b{_NOUN}\b|\b(?:erhältst|bekommst) du\b.{{0,100}}\b{_NOUN}\b",
            r"\b(?:haben sie|sie haben|hast du|du hast)\b(?!.{0,100}\b(?:erhalten|bekommen|geschickt|gesendet|geschrieben)\b).{0,100}\b(?:antwort|rückmeldung|bescheid)\b.{0,100}\bvon (?:uns|mir)\b",
            rf"{_SOMEBODY}.{{0,100}}\bwird\b.{{0,100}}\b{_INFINITIVE}\b|{_SOMEBODY}.{{0,100}}\bwerden\b.{{0,100}}\b{_INFINITIVE}\b|\bwird (?:sich|ihnen|sie)\b.{{0,100}}\b{_INFINITIVE}\b",
            rf"{_SOMEBODY} (?:meldet|kontaktiert|ruft|kümmert|prüft|schickt|schreibt|antwortet|informiert)\b",
            r"\bsetzen? (?:ich |wir )?(?:mich|uns)\b.{0,100}\bin verbindung\b",
        )
    )
)
WITH_A_TIME = re.compile(
    "|".join(
        (
            r"\b(?:kommt|wird|werden|geht|erfolgt|trifft)\b(?!.{0,100}\b(?:geschlossen|nicht|gesperrt)\b)",
            r"\b(?:erhalten|bekommen|haben) sie\b|\b(?:sie|du|ihr) (?:erhalten|bekommen|erhältst|bekommst|haben|hast)\b"
            r"(?!.{0,100}\b(?:geschickt|gesendet|erhalten|bekommen)\b)",
            rf"\b{_US} (?:{_YOU} )?\w{{1,30}}en?\b(?<!haben)(?<!habe)(?<!hatten)(?<!hatte)(?<!sind)(?<!waren)(?<!wurden)(?<!können)(?<!konnten)"
            r"(?<!bitten)(?<!müssen)(?<!benötigen)(?<!brauchen)(?<!möchten)(?<!schließen)(?<!geschlossen)(?! .{0,100}\b\w{0,30}ge\w{3,}(?:t|en)$)",
        )
    )
)
NEVER = re.compile(
    "|".join(
        (
            r"^bitte\b(?!.{0,100}\b(?:wir|ich) (?:melde|prüfe|kümmere|schicke|sende)n?\b)",
            r"\b(?:können|kann|konnten)\b.{0,100}\bnicht\b.{0,100}\b(?:versprechen|garantieren|sagen|zusagen)\b",
            r"^(?:melden|geben|schicken|senden|nennen|prüfen|rufen|schreiben|teilen|informieren|starten) sie\b",
            r"\b(?:habe|haben) (?:ich |wir )?(?:ihnen|dir|euch|sie)\b.{0,100}\bge\w{1,30}(?:t|en)\.?$(?!.{0,100}\bund\b)",
        )
    )
)
ASKING = re.compile(
    "|".join(
        (
            r"\b(?:können|könnten|würden) (?:sie|wir)\b",
            r"\b(?:kannst|könntest|würdest) du\b",
            r"\b(?:nennen|schicken|senden|geben|mailen|teilen|sagen|schreiben|übermitteln|verraten|bestätigen) sie\b",
            r"\b(?:nenne|schick|schicke|sende|gib|sag|schreib|teile?) (?:uns|mir)\b",
            r"\b(?:wie (?:lautet|ist)|was ist|welche[sr]? ist)\b",
            r"\b(?:ich|wir) (?:benötigen?|brauchen?|bräuchten?)\b",
            r"\b(?:benötigen?|brauchen?) (?:ich|wir)\b",
            r"\bhaben sie\b(?!.{0,100}\bge\w{1,30}(?:t|en)\b)",
            r"\bhast du\b",
            r"\bdürfte ich\b|\bdarf ich\b",
            r"\b(?:welche[sr]?|welchem|welchen)(?= (?:\w{1,30} )?(?:gerät|modell|version|app-version|e-mail|firmware))",
            r"\bbitte (?:nennen|senden|schicken|geben|teilen|bestätigen)\b",
        )
    )
)
CONFIRMING = re.compile(
    "|".join(
        (
            r"\bnoch (?:immer|aktuell|gültig|richtig)\b",
            r"\bstimmt\b.{0,100}\bnoch\b",
            r"\bimmer noch\b",
            r"\bweiterhin\b",
        )
    )
)
_WORDS = fillings(WEEKDAYS, MONTHS, NUMBERS)
TIMES = tuple(
    (re.compile(filled(words, _WORDS)), kind, n)
    for words, kind, n in (
        (r"\b{n} minuten?\b", Kind.MINUTES, 1),
        (r"\b{n} ?(?:stunden?|h|std\.?)\b", Kind.HOURS, 1),
        (r"\bnächste[rn]? woche (?:am )?{weekday}\b", Kind.WEEKDAY_NEXT_WEEK, 0),
        (r"\b{weekday} (?:der )?(?:nächste[rn]?|kommende[rn]?) woche\b", Kind.WEEKDAY_NEXT_WEEK, 0),
        (r"\bübermorgen\b", Kind.DAY, 2),
        (r"\b{n}(?: bis \w{1,30}|-\d+)? (?:werk|arbeits|geschäfts)?tage?n?\b", Kind.DAYS, 1),
        (r"\b(?:nächsten|kommenden|folgenden) (?:werk|arbeits)?tagen?\b", Kind.DAYS, 3),
        (r"\b{day}\. ?{month}\b", Kind.DATE, 0),
        (r"\b{day}\. ?(?P<month>0?[1-9]|1[0-2])\.(?:\d{2,4})?", Kind.DATE, 0),
        (r"\b{weekday}(?:morgen|vormittag|mittag|nachmittag|abend)?\b", Kind.WEEKDAY, 0),
        (r"(?<!guten )\bmorgen\b(?<!heute morgen)", Kind.DAY, 1),
        (
            r"\bheute\b|\b(?:tages|arbeits)?ende des tages\b|\bfeierabend\b|\bim laufe des tages\b|\bgeschäftsschluss\b",
            Kind.DAY,
            0,
        ),
        (r"\b(?:nächste[rn]?|kommende[rn]?|folgende[rn]?) woche\b", Kind.WEEK, 1),
        (r"\b(?:diese[rn]?|ende der|laufe der) woche\b|\bwochenende\b", Kind.WEEK, 0),
        (r"\b{n} wochen?\b", Kind.WEEKS, 1),
        (r"\b(?:ende (?:des|dieses) monats|monatsende|diesen monat)\b", Kind.MONTH, 0),
        (r"\bnächsten monat\b", Kind.MONTH, 1),
    )
)
HOURS = tuple(
    (re.compile(filled(words, _WORDS)), hour)
    for words, hour in (
        (r"\bmittags?\b|\bvormittags?\b|\bmorgen früh\b|\b\w{1,30}tagmorgen\b|\bfrüh\b|\b\w{1,30}tagvormittag\b", 12),
        (r"\b{hour} ?uhr\b(?P<half>)", None),
        (r"\b(?:bis|vor|um|gegen) (?P<hour>\d{1,2}):(?P<minute>\d{2})\b", None),
    )
)
ASKS_WHICH = tuple(
    (key, re.compile(words))
    for key, words in (
        ("device", r"\b(?:um )?welche[smn]? (?:gerät|modell|handy|laptop|router|drucker)\b"),
        ("email", r"\bunter welcher (?:e-?mail|mail)"),
        ("phone", r"\bunter welcher (?:\w{0,30}nummer)\b"),
        ("phone", r"\bwie (?:können|kann) (?:wir|ich) sie (?:telefonisch )?erreichen"),
    )
)

GERMAN = Language(
    code="de",
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
    confirm="Stimmt noch: {key} {value}?",
    common=frozenset(
        [
            "der",
            "die",
            "das",
            "und",
            "sie",
            "ihnen",
            "ihre",
            "wir",
            "ich",
            "ist",
            "nicht",
            "ein",
            "eine",
            "mit",
            "für",
            "auf",
            "bitte",
            "haben",
            "sind",
            "uns",
            "bei",
            "den",
            "dem",
            "zu",
            "du",
            "mir",
            "dir",
            "mich",
            "von",
            "im",
            "am",
            "noch",
        ]
    ),
)
