"""What mail programs write around the words of a reply, and mail systems about failures, in their languages. All in lower
case.
"""

from __future__ import annotations

# Of "On 11 March, Ben wrote:".
WROTE = (
    " wrote", ">wrote", " writes", "schrieb", "geschrieben", "a écrit", "escribió", "escribio", "va escriure", "ha scritto", "schreef", "escreveu",
    "napisał", " pisze", "skrev", "skreiv", "skrevet", "пишет", "написал", "пише", "写道", "寫道", "のメール", "のメッセージ",
    "書きました", "작성", "kirjoitti", "yazdı", "a scris", "írta", "napsal", "napísal", "έγραψε", "đã viết", "menulis",
    "تمت كتابة", "כתב", "מאת",
)  # fmt: skip

# Of "-----Original Message-----".
ORIGINAL = frozenset({
    "original message", "original appointment", "forwarded message", "begin forwarded message", "reply message",
    "original email", "ursprüngliche nachricht", "weitergeleitete nachricht", "originalnachricht", "message d'origine",
    "message original", "message transféré", "mensaje original", "mensaje reenviado", "messaggio originale",
    "messaggio inoltrato", "oorspronkelijk bericht", "doorgestuurd bericht", "mensagem original",
    "mensagem encaminhada", "originalmeddelande", "ursprungligt meddelande", "vidarebefordrat meddelande",
    "oprindelig meddelelse", "oprindelig besked", "original besked", "videresendt besked", "videresendt meddelelse",
    "opprinnelig melding", "wiadomość oryginalna", "oryginalna wiadomość",
    "исходное сообщение", "пересылаемое сообщение", "původní zpráva", "přeposlaná zpráva", "orijinal mesaj",
    "özgün ileti", "alkuperäinen viesti", "eredeti üzenet", "元のメッセージ", "転送メッセージ", "原始邮件", "原始郵件",
    "轉寄的郵件", "转发的邮件", "원본 메시지",
})  # fmt: skip

# The head of a mail that is quoted: its first line, and those that may follow.
SENDER_LINE = frozenset({
    "from", "von", "de", "da", "van", "от", "від", "från", "fra", "od", "lähettäjä", "kimden", "gönderen", "feladó",
    "afsender", "avsender", "寄件者", "发件人", "發件人", "差出人", "보낸 사람", "보낸사람",
})  # fmt: skip
# Only mails have it: other lists of "From: ... To: ..." are timetables and moves.
SUBJECT_LINE = frozenset({
    "subject", "betreff", "objet", "sujet", "asunto", "assunto", "oggetto", "onderwerp", "ämne", "emne", "temat", "тема", "předmět",
    "predmet", "konu", "aihe", "tárgy", "件名", "主题", "主旨", "제목",
})  # fmt: skip
SENT_LINE = frozenset({
    "sent", "gesendet", "envoyé", "enviado", "enviado el", "enviada em", "inviato", "verzonden", "skickat", "sendt", "wysłano",
    "отправлено", "надіслано", "odesláno", "odoslané", "gönderildi", "lähetetty", "elküldve", "送信日時", "发送时间", "寄件日期",
    "보낸 날짜",
})  # fmt: skip
HEADER_LINES = SENDER_LINE | SUBJECT_LINE | SENT_LINE | frozenset({
    "copie à", "copie", "kopi", "kopi til", "modtager", "mottaker", "kopie", "copia",
    "sent", "date", "to", "cc", "subject", "reply-to", "importance", "gesendet", "datum", "an", "betreff", "antwort an",
    "envoyé", "à", "objet", "répondre à", "enviado", "enviado el", "enviada em", "para", "asunto", "assunto", "fecha",
    "data", "a", "oggetto", "inviato", "risposta", "verzonden", "aan", "onderwerp", "skickat", "till", "ämne", "sendt",
    "dato", "til", "emne", "wysłano", "do", "temat", "dla", "дата", "кому", "тема", "отправлено", "надіслано", "odesláno",
    "komu", "předmět", "odoslané", "predmet", "gönderildi", "gönderilme", "tarih", "kime", "konu", "lähetetty",
    "päivämäärä", "vastaanottaja", "aihe", "elküldve", "dátum", "címzett", "tárgy", "送信日時", "日時", "宛先", "件名",
    "发送时间", "日期", "收件人", "抄送", "主题", "寄件日期", "收件者", "副本", "主旨", "보낸 날짜", "날짜", "받는 사람", "제목",
})  # fmt: skip

# Above such a head, by webmail: "Message du : 25/11/2026 13:20".
MESSAGE_OF = ("message du", "message de", "besked fra", "meddelelse fra")

# Words of a person who tells what somebody wrote; no mail program speaks of itself or of us.
TELLING = frozenset({
    "me", "my", "us", "our", "you", "your", "following", "that", "mir", "mich", "uns", "mein", "meine", "unser", "ihr", "ihre", "ihnen",
    "sie", "folgendes", "folgende", "dass", "moi", "nous", "vous", "votre", "vos", "m'a", "que", "ceci", "suivant", "mí", "nosotros",
    "siguiente", "vostro", "mij", "ons", "jullie", "uw", "dat", "mig", "mej", "oss", "mnie", "nam", "że", "мне", "нам", "что", "мы",
})  # fmt: skip

# What a telephone or an app adds below: how it begins or ends, and what it names.
SENT_FROM = (
    "sent from ", "from my ", "sent via ", "sent with ", "sent by ", "get outlook for", "get [outlook", "someone from mobile",
    "envoyé de", "envoyé depuis", "envoyé à partir de", "gesendet von ", "gesendet mit", "gesendet über",
    "diese nachricht wurde von meinem", "enviado desde", "enviado do meu", "enviado de ", "inviato da", "verzonden met",
    "verzonden vanaf", "verzonden vanuit", "verstuurd vanaf", "skickat från", "sendt fra", "wysłane z", "wysłano z",
    "отправлено с", "отправлено из", "надіслано з", "odesláno z", "odoslané z", "lähetetty ", "從我的 ", "从我的 ",
    "发自我的", "發自我的", "傳送自",
)  # fmt: skip
SENT_FROM_AT_ITS_END = ("gesendet", "gönderildi", "küldve", "から送信", "에서 보냄", "傳送", "发送")
DEVICES = (
    "iphon", "ipad", "ipod", "mac", "android", "samsung", "galaxy", "pixel", "blackberry", "huawei", "xiaomi", "htc",
    "nokia", "sony", "alcatel", "cell", "verizon", "at&t", "t-mobile", "mobil", "móvil", "movil", "cellulare", "celular", "phone", "telefon",
    "téléphone", "teléfono", "telefoon", "handy", "tablet", "gerät", "device", "windows", "outlook", "mail", "yahoo",
    "gmx", "sparrow", "proton", "почт", "телефон",
)  # fmt: skip

# What mail systems of other languages say of a mail that did not arrive. Asked of machines' mails only.
NOT_DELIVERED = (
    "unzustellbar", "nicht zugestellt", "zustellung fehlgeschlagen", "fehler bei der zustellung", "übermittlungsfehler",
    "nicht übermittelt", "nicht ausgeliefert", "non remis", "non distribué", "échec de la remise", "échec de remise",
    "échec de la distribution", "échec de la livraison", "échec d'envoi", "pas pu être remis", "pas pu être distribué",
    "pas pu être livré", "pas pu être envoyé", "no se puede entregar", "no se pudo entregar", "no se ha podido entregar",
    "no entregado", "no entregable", "error de entrega", "error en la entrega", "fallo en la entrega", "devuelto al remitente",
    "non recapitabile", "mancato recapito", "mancata consegna", "impossibile recapitare", "non è stato possibile recapitare",
    "consegna non riuscita", "não entregue", "não pode ser entregue", "não pôde ser entregue", "não foi possível entregar",
    "falha na entrega", "falha de entrega", "devolvida ao remetente", "onbestelbaar", "niet bezorgd", "niet afgeleverd",
    "niet worden bezorgd", "niet worden afgeleverd", "bezorging mislukt", "aflevering mislukt", "inte levereras",
    "olevererbar", "ej levererat", "gick inte att leverera", "misslyckad leverans", "leveransfel", "kunne ikke leveres",
    "kan ikke leveres", "ikke leveret", "ikke levert", "leveringsfejl", "leveringsfeil", "levering mislykkedes",
    "niedostarczon", "nie dostarczono", "nie można dostarczyć", "nie została dostarczona", "błąd dostarczania", "nedoručiteln",
    "nedoručen", "nelze doručit", "se nepodařilo doručit", "не доставлен", "недоставлен", "не было доставлен",
    "невозможно доставить", "не удалось доставить", "не может быть доставлен", "ошибка доставки", "не вдалося доставити",
    "teslim edilemedi", "iletilemedi", "gönderilemedi", "ei voitu toimittaa", "toimittaminen epäonnistui", "toimitus epäonnistui",
    "kézbesíthetetlen", "nem kézbesíthető", "nem sikerült kézbesíteni", "nu a putut fi livrat", "nelivrat", "δεν παραδόθηκε",
    "αδυναμία παράδοσης", "αποτυχία παράδοσης", "配信不能", "配信できません", "配達不能", "配信されませんでした", "送信できません",
    "未配信", "退信", "无法投递", "投递失败", "未送达", "无法送达", "無法傳遞", "無法遞送", "未傳遞", "배달되지 않", "배달할 수 없",
    "전송 실패", "전송되지 않", "반송",
)  # fmt: skip
# And of one that takes longer.
DELIVERED_LATER = (
    "verzögert", "verzögerung", "retardé", "retard de", "retrasado", "retraso", "ritardo", "ritardat", "atrasad", "atraso",
    "vertraagd", "vertraging", "försenad", "försening", "forsinket", "forsinkelse", "opóźnion", "opóźnieni", "zpožděn",
    "задержка", "задержан", "отложен", "gecikme", "gecikti", "viivästy", "késés", "késleltet", "întârzi", "καθυστέρηση", "遅延",
    "延迟", "延遲", "지연",
)  # fmt: skip
