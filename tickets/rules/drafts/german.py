"""German."""

from tickets.rules.drafts.due import Kind
from tickets.rules.drafts.language import Language

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
    r"(?:antwort|rückmeldung|nachricht(?:en)?|gutschrift|erstattung|rückerstattung|ersatz\w*|informationen|bescheid|neuigkeiten"
    r"|rückruf|bestätigung|lösung|update|e-?mail|mail|rechnung|anruf|feedback|geld|betrag|paket|termin)"
)
_SOMEBODY = r"\b(?:kolleg(?:e|in|en|innen)|techniker(?:in)?|team|abteilung|buchhaltung|jemand|mitarbeiter(?:in)?|fachbereich|kundendienst|entwickler|vorgesetzte\w*|spezialist\w*|dienstleister|versand|lager)\b"
_INFINITIVE = (
    r"(?:melden|kontaktieren|anrufen|zurückrufen|kommen|zukommen|schreiben|antworten|beantworten|informieren|schicken|senden|zusenden"
    r"|klären|prüfen|beheben|erstatten|überweisen|ansehen|anschauen|nachfragen|weiterleiten|geben|austauschen|ersetzen|kümmern"
    r"|erledigen|liefern|korrigieren|ändern|setzen|halten|benachrichtigen|zukommen lassen|sagen|mitteilen|besprechen|bearbeiten"
    r"|untersuchen|reparieren|gutschreiben|veranlassen|übernehmen|nachreichen|verschicken|versenden|stornieren|einspielen|lösen"
    r"|unterstützen|nachhaken|abklären|weitergeben|nachgehen|freischalten|einrichten|aktualisieren|bestätigen)"
)

GERMAN = Language(
    code="de",
    weekdays={
        "montags?": 0,
        "dienstags?": 1,
        "mittwochs?": 2,
        "donnerstags?": 3,
        "freitags?": 4,
        "(?:samstag|sonnabend)s?": 5,
        "sonntags?": 6,
    },
    months={
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
    },
    numbers={
        r"eine[rnms]?": 1,
        "ein": 1,
        "zwei": 2,
        "drei": 3,
        "vier": 4,
        "fünf": 5,
        "sechs": 6,
        "sieben": 7,
        "acht": 8,
        "zehn": 10,
        r"wenigen?": 3,
        r"einigen?": 3,
        "ein paar": 3,
        "paar": 3,
    },
    promises=(
        rf"\b{_US} (?:{_YOU} |mich |uns )?{_DOES}\b(?! (?:nicht|ich|wir|leider nicht|gern[e]? wissen|sicher|froh|mir sicher)\b)"
        rf"(?<!werde)(?<!werden)(?<!bin)(?<!lege)(?<!stelle)(?<!mache)",
        rf"\b(?!werde|bin|lege|stelle|mache){_DOES} {_US}\b(?! (?:nicht|ihre nachricht)\b)",
        rf"\bwerden? {_US}\b(?!.*\bnicht\b)(?!.*\b(?:benötigen|brauchen)\b)",
        rf"\b{_US} werden?\b(?!.*\bnicht\b)(?!.*\b(?:benötigen|brauchen)\b)",
        rf"\b{_US} bin\b.*\bwieder\b|\bbin (?:ich )?.*\bwieder bei (?:ihnen|dir|euch)\b",
        r"\b(?:melde|melden)(?: ich| wir)? (?:mich|uns)\b",
        r"\b(?:gebe|geben|sage|sagen)\b.*\b(?:ihnen|dir|euch)\b.*\bbescheid\b",
        r"\b(?:halte|halten)\b.*\b(?:sie|dich|euch)\b.*\bauf dem laufenden\b",
        r"\b(?:komme|kommen)\b.*\bauf (?:sie|dich|euch) zu\b",
        r"\b(?:sie|du|ihr) hör(?:en|st|t)\b.*\bvon (?:uns|mir)\b|\bhör(?:en|st|t) (?:sie|du|ihr)\b.*\bvon (?:uns|mir)\b",
        rf"\b(?:erhalten|bekommen) (?:sie|ihr)\b(?!.*\b(?:haben|zurück\?)$).*\b{_NOUN}\b",
        rf"\b(?:sie|ihr|du) (?:erhalten|bekommen|erhältst|bekommst)\b.*\b{_NOUN}\b|\b(?:erhältst|bekommst) du\b.*\b{_NOUN}\b",
        r"\b(?:haben sie|sie haben|hast du|du hast)\b(?!.*\b(?:erhalten|bekommen|geschickt|gesendet|geschrieben)\b).*\b(?:antwort|rückmeldung|bescheid)\b.*\bvon (?:uns|mir)\b",
        rf"{_SOMEBODY}.*\bwird\b.*\b{_INFINITIVE}\b|{_SOMEBODY}.*\bwerden\b.*\b{_INFINITIVE}\b|\bwird (?:sich|ihnen|sie)\b.*\b{_INFINITIVE}\b",
        rf"{_SOMEBODY} (?:meldet|kontaktiert|ruft|kümmert|prüft|schickt|schreibt|antwortet|informiert)\b",
        r"\bsetzen? (?:ich |wir )?(?:mich|uns)\b.*\bin verbindung\b",
    ),
    promises_with_a_time=(
        r"\b(?:kommt|wird|werden|geht|erfolgt|trifft)\b(?!.*\b(?:geschlossen|nicht|gesperrt)\b)",
        r"\b(?:erhalten|bekommen|haben) sie\b|\b(?:sie|du|ihr) (?:erhalten|bekommen|erhältst|bekommst|haben|hast)\b"
        r"(?!.*\b(?:geschickt|gesendet|erhalten|bekommen)\b)",
        rf"\b{_US} (?:{_YOU} )?\w+en?\b(?<!haben)(?<!habe)(?<!hatten)(?<!hatte)(?<!sind)(?<!waren)(?<!wurden)(?<!können)(?<!konnten)"
        r"(?<!bitten)(?<!müssen)(?<!benötigen)(?<!brauchen)(?<!möchten)(?<!schließen)(?<!geschlossen)(?! .*\b\w*ge\w{3,}(?:t|en)$)",
    ),
    never=(
        r"^bitte\b(?!.*\b(?:wir|ich) (?:melde|prüfe|kümmere|schicke|sende)n?\b)",
        r"\b(?:können|kann|konnten)\b.*\bnicht\b.*\b(?:versprechen|garantieren|sagen|zusagen)\b",
        r"^(?:melden|geben|schicken|senden|nennen|prüfen|rufen|schreiben|teilen|informieren|starten) sie\b",
        r"\b(?:habe|haben) (?:ich |wir )?(?:ihnen|dir|euch|sie)\b.*\bge\w+(?:t|en)\.?$(?!.*\bund\b)",
    ),
    times=(
        (r"\b{n} minuten?\b", Kind.MINUTES, 1),
        (r"\b{n} ?(?:stunden?|h|std\.?)\b", Kind.HOURS, 1),
        (r"\bnächste[rn]? woche (?:am )?{weekday}\b", Kind.WEEKDAY_NEXT_WEEK, 0),
        (r"\b{weekday} (?:der )?(?:nächste[rn]?|kommende[rn]?) woche\b", Kind.WEEKDAY_NEXT_WEEK, 0),
        (r"\bübermorgen\b", Kind.DAY, 2),
        (r"\b{n}(?: bis \w+|-\d+)? (?:werk|arbeits|geschäfts)?tage?n?\b", Kind.DAYS, 1),
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
    ),
    hours=(
        (r"\bmittags?\b|\bvormittags?\b|\bmorgen früh\b|\b\w+tagmorgen\b|\bfrüh\b|\b\w+tagvormittag\b", 12),
        (r"\b{hour} ?uhr\b(?P<half>)", None),
        (r"\b(?:bis|vor|um|gegen) (?P<hour>\d{1,2}):(?P<minute>\d{2})\b", None),
    ),
    asking=(
        r"\b(?:können|könnten|würden) (?:sie|wir)\b",
        r"\b(?:kannst|könntest|würdest) du\b",
        r"\b(?:nennen|schicken|senden|geben|mailen|teilen|sagen|schreiben|übermitteln|verraten|bestätigen) sie\b",
        r"\b(?:nenne|schick|schicke|sende|gib|sag|schreib|teile?) (?:uns|mir)\b",
        r"\b(?:wie (?:lautet|ist)|was ist|welche[sr]? ist)\b",
        r"\b(?:ich|wir) (?:benötigen?|brauchen?|bräuchten?)\b",
        r"\b(?:benötigen?|brauchen?) (?:ich|wir)\b",
        r"\bhaben sie\b(?!.*\bge\w+(?:t|en)\b)",
        r"\bhast du\b",
        r"\bdürfte ich\b|\bdarf ich\b",
        r"\b(?:welche[sr]?|welchem|welchen)(?= (?:\w+ )?(?:gerät|modell|version|app-version|e-mail|firmware))",
        r"\bbitte (?:nennen|senden|schicken|geben|teilen|bestätigen)\b",
    ),
    asks_which=(
        ("device", r"\b(?:um )?welche[smn]? (?:gerät|modell|handy|laptop|router|drucker)\b"),
        ("email", r"\bunter welcher (?:e-?mail|mail)"),
        ("phone", r"\bunter welcher (?:\w*nummer)\b"),
        ("phone", r"\bwie (?:können|kann) (?:wir|ich) sie (?:telefonisch )?erreichen"),
    ),
    unasked=(
        r"\bnoch (?:immer|aktuell|gültig|richtig)\b",
        r"\bstimmt\b.*\bnoch\b",
        r"\bimmer noch\b",
        r"\bweiterhin\b",
    ),
    confirm="Stimmt noch: {key} {value}?",
    common="der die das und sie ihnen ihre wir ich ist nicht ein eine mit für auf bitte haben sind uns bei den dem zu du mir dir mich von im am noch",
)
