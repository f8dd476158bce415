"""What mail programs write around the words of a reply, in their languages. All in lower case."""

from __future__ import annotations

# Of "On 11 March, Ben wrote:".
WROTE = (
    " wrote", ">wrote", " writes", "schrieb", "a écrit", "escribió", "escribio", "va escriure", "ha scritto", "schreef", "escreveu",
    "napisał", " pisze", "skrev", "skreiv", "пишет", "написал", "пише", "写道", "寫道", "のメール", "のメッセージ",
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
    "oprindelig meddelelse", "opprinnelig melding", "wiadomość oryginalna", "oryginalna wiadomość",
    "исходное сообщение", "пересылаемое сообщение", "původní zpráva", "přeposlaná zpráva", "orijinal mesaj",
    "özgün ileti", "alkuperäinen viesti", "eredeti üzenet", "元のメッセージ", "転送メッセージ", "原始邮件", "原始郵件",
    "轉寄的郵件", "转发的邮件", "원본 메시지",
})  # fmt: skip

# The head of a mail that is quoted: its first line, and those that may follow.
SENDER_LINE = frozenset({
    "from", "von", "de", "da", "van", "от", "від", "från", "fra", "od", "lähettäjä", "kimden", "gönderen", "feladó",
    "寄件者", "发件人", "發件人", "差出人", "보낸 사람", "보낸사람",
})  # fmt: skip
HEADER_LINES = SENDER_LINE | frozenset({
    "sent", "date", "to", "cc", "subject", "reply-to", "importance", "gesendet", "datum", "an", "betreff", "antwort an",
    "envoyé", "à", "objet", "répondre à", "enviado", "enviado el", "enviada em", "para", "asunto", "assunto", "fecha",
    "data", "a", "oggetto", "inviato", "risposta", "verzonden", "aan", "onderwerp", "skickat", "till", "ämne", "sendt",
    "dato", "til", "emne", "wysłano", "do", "temat", "dla", "дата", "кому", "тема", "отправлено", "надіслано", "odesláno",
    "komu", "předmět", "odoslané", "predmet", "gönderildi", "gönderilme", "tarih", "kime", "konu", "lähetetty",
    "päivämäärä", "vastaanottaja", "aihe", "elküldve", "dátum", "címzett", "tárgy", "送信日時", "日時", "宛先", "件名",
    "发送时间", "日期", "收件人", "抄送", "主题", "寄件日期", "收件者", "副本", "主旨", "보낸 날짜", "날짜", "받는 사람", "제목",
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
