"""What mail programs write around a reply, in the languages that a desk meets."""

import pytest

from tickets.channels.email.reply import new_words

WROTE = [
    "On Tue, Mar 11, 2025 at 10:00 AM Ben Help <help@example.org> wrote:",
    "On Mar 11, 2025, at 10:00, Ben <help@example.org> wrote:",
    "Ben <help@example.org> wrote on 11/03/2025 10:00:",
    "2025-03-11 10:00 GMT+01:00 Ben <help@example.org>:",
    "Am Di., 11. März 2025 um 10:00 Uhr schrieb Ben Help <help@example.org>:",
    "Am 11.03.2025 um 10:00 schrieb Ben:",
    "Ben Help <help@example.org> schrieb am Di., 11. März 2025, 10:00:",
    "Le mar. 11 mars 2025 à 10:00, Ben Help <help@example.org> a écrit :",
    "Le 11/03/2025 à 10:00, Ben a écrit\u00a0:",
    "El mar, 11 mar 2025 a las 10:00, Ben Help (<help@example.org>) escribió:",
    "El 11/3/25 a las 10:00, Ben escribió:",
    "Il giorno mar 11 mar 2025 alle ore 10:00 Ben Help <help@example.org> ha scritto:",
    "Il 11/03/2025 10:00, Ben ha scritto:",
    "Em ter., 11 de mar. de 2025 às 10:00, Ben Help <help@example.org> escreveu:",
    "Em 11/03/2025 10:00, Ben escreveu:",
    "Op di 11 mrt 2025 om 10:00 schreef Ben Help <help@example.org>:",
    "Op 11-03-2025 om 10:00 schreef Ben:",
    "wt., 11 mar 2025 o 10:00 Ben Help <help@example.org> napisał(a):",
    "W dniu 11.03.2025 o 10:00, Ben pisze:",
    "вт, 11 мар. 2025 г. в 10:00, Ben Help <help@example.org>:",
    "11 марта 2025 г., 10:00, Ben <help@example.org> написал:",
    "11.03.2025 10:00, Ben пишет:",
    "2025年3月11日(火) 10:00 Ben Help <help@example.org>:",
    "2025年3月11日 10:00、Ben <help@example.org>のメール:",
    "2025/03/11 10:00、Ben <help@example.org> のメッセージ:",
    "On 2025/03/11 10:00, Ben wrote:",
    "Ben さんは書きました (2025/03/11 10:00):",
    "Ben Help <help@example.org> 于2025年3月11日周二 10:00写道：",
    "在 2025年3月11日，上午10:00，Ben <help@example.org> 写道：",
    "Ben Help <help@example.org> 於 2025年3月11日 週二 上午10:00寫道：",
    "Den tis 11 mars 2025 kl 10:00 skrev Ben Help <help@example.org>:",
    "11 mars 2025 kl. 10:00 skrev Ben <help@example.org>:",
    "Den tir. 11. mar. 2025 kl. 10.00 skrev Ben Help <help@example.org>:",
    "Den 11/03/2025 kl. 10.00 skrev Ben:",
    "tir. 11. mars 2025 kl. 10:00 skrev Ben Help <help@example.org>:",
    "út 11. 3. 2025 v 10:00 odesílatel Ben Help <help@example.org> napsal:",
    "Dne 11.3.2025 v 10:00 Ben napsal(a):",
    "ut 11. 3. 2025 o 10:00 Ben Help <help@example.org> napísal(a):",
    "Ben Help <help@example.org>, 11 Mar 2025 Sal, 10:00 tarihinde şunu yazdı:",
    "11.03.2025 10:00 tarihinde Ben yazdı:",
    "ti 11. maalisk. 2025 klo 10.00 Ben Help (help@example.org) kirjoitti:",
    "În mar., 11 mar. 2025 la 10:00, Ben Help <help@example.org> a scris:",
    "вт, 11 бер. 2025 р. о 10:00 Ben Help <help@example.org> пише:",
    "2025년 3월 11일 (화) 오전 10:00, Ben Help <help@example.org>님이 작성:",
    "2025. 3. 11. 오전 10:00, Ben <help@example.org> 작성:",
    "Στις Τρί 11 Μαρ 2025 στις 10:00 π.μ., ο/η Ben Help <help@example.org> έγραψε:",
    "Vào Th 3, 11 thg 3, 2025 vào lúc 10:00 Ben Help <help@example.org> đã viết:",
    "Pada tanggal Sel, 11 Mar 2025 pukul 10.00 Ben Help <help@example.org> menulis:",
    "في الثلاثاء، 11 مارس 2025 في 10:00 ص تمت كتابة ما يلي بواسطة Ben Help <help@example.org>:",
    "El dt., 11 de març 2025, 10:00, Ben <help@example.org> va escriure:",
]

HEADS = [
    "From: Ben <help@example.org>\nSent: Tuesday, March 11, 2025 10:00 AM\nTo: Mia\nSubject: Re: Help",
    "Von: Ben <help@example.org>\nGesendet: Dienstag, 11. März 2025 10:00\nAn: Mia\nBetreff: AW: Help",
    "Von: Ben <help@example.org>\nDatum: Dienstag, 11. März 2025\nAn: Mia\nBetreff: AW: Help",
    "De : Ben <help@example.org>\nEnvoyé : mardi 11 mars 2025 10:00\nÀ : Mia\nObjet : RE: Help",
    "De: Ben <help@example.org>\nDate: mardi 11 mars 2025 10:00\nÀ: Mia\nObjet: RE: Help",
    "De: Ben <help@example.org>\nEnviado: martes, 11 de marzo de 2025 10:00\nPara: Mia\nAsunto: RE: Help",
    "De: Ben <help@example.org>\nEnviado el: martes, 11 de marzo de 2025 10:00\nPara: Mia\nAsunto: RE: Help",
    "Da: Ben <help@example.org>\nInviato: martedì 11 marzo 2025 10:00\nA: Mia\nOggetto: R: Help",
    "De: Ben <help@example.org>\nEnviado: terça-feira, 11 de março de 2025 10:00\nPara: Mia\nAssunto: RE: Help",
    "De: Ben <help@example.org>\nEnviada em: terça-feira, 11 de março de 2025 10:00\nPara: Mia\nAssunto: RES: Help",
    "Van: Ben <help@example.org>\nVerzonden: dinsdag 11 maart 2025 10:00\nAan: Mia\nOnderwerp: RE: Help",
    "Od: Ben <help@example.org>\nWysłano: wtorek, 11 marca 2025 10:00\nDo: Mia\nTemat: RE: Help",
    "Od: Ben <help@example.org>\nData: wtorek, 11 marca 2025 10:00\nDo: Mia\nTemat: RE: Help",
    "От: Ben <help@example.org>\nОтправлено: вторник, 11 марта 2025 г. 10:00\nКому: Mia\nТема: RE: Help",
    "От: Ben <help@example.org>\nДата: вторник, 11 марта 2025 г. 10:00\nКому: Mia\nТема: RE: Help",
    "差出人: Ben <help@example.org>\n送信日時: 2025年3月11日 10:00\n宛先: Mia\n件名: RE: Help",
    "差出人： Ben <help@example.org>\n日時： 2025年3月11日\n宛先： Mia\n件名： RE: Help",
    "From: Ben <help@example.org>\nSent: 2025年3月11日\nTo: Mia\nSubject: RE: Help",
    "发件人: Ben <help@example.org>\n发送时间: 2025年3月11日 10:00\n收件人: Mia\n主题: RE: Help",
    "寄件者: Ben <help@example.org>\n寄件日期: 2025年3月11日\n收件者: Mia\n主旨: RE: Help",
    "发件人： Ben <help@example.org>\n日期： 2025年3月11日\n收件人： Mia\n主题： RE: Help",
    "Från: Ben <help@example.org>\nSkickat: den 11 mars 2025 10:00\nTill: Mia\nÄmne: SV: Help",
    "Fra: Ben <help@example.org>\nSendt: 11. marts 2025 10:00\nTil: Mia\nEmne: SV: Help",
    "Od: Ben <help@example.org>\nOdesláno: úterý 11. března 2025 10:00\nKomu: Mia\nPředmět: RE: Help",
    "Od: Ben <help@example.org>\nDatum: 11. 3. 2025 10:00\nKomu: Mia\nPředmět: RE: Help",
    "Kimden: Ben <help@example.org>\nGönderildi: 11 Mart 2025 Salı 10:00\nKime: Mia\nKonu: RE: Help",
    "Kimden: Ben <help@example.org>\nTarih: 11 Mart 2025 Salı 10:00\nKime: Mia\nKonu: RE: Help",
    "Fra: Ben <help@example.org>\nSendt: tirsdag 11. mars 2025 10:00\nTil: Mia\nEmne: SV: Help",
    "Lähettäjä: Ben <help@example.org>\nLähetetty: tiistai 11. maaliskuuta 2025\nVastaanottaja: Mia\nAihe: VS: Help",
    "Feladó: Ben <help@example.org>\nElküldve: 2025. március 11.\nCímzett: Mia\nTárgy: RE: Help",
    "보낸 사람: Ben <help@example.org>\n보낸 날짜: 2025년 3월 11일\n받는 사람: Mia\n제목: RE: Help",
    "Від: Ben <help@example.org>\nНадіслано: 11 березня 2025\nКому: Mia\nТема: RE: Help",
    "*From:* Ben <help@example.org>\n*Sent:* Tuesday\n*To:* Mia\n*Subject:* Re: Help",
    "________________________________\nFrom: Ben <help@example.org>\nSent: Tuesday, March 11, 2025 10:00 AM\nTo: Mia\nSubject: Re: Help",
]

SENT_FROM = [
    "Sent from my iPhone",
    "Get Outlook for iOS<https://aka.ms/o0ukef>",
    "Von meinem iPhone gesendet",
    "Gesendet von meinem Samsung-Gerät",
    "Gesendet mit der GMX Mail App",
    "Envoyé de mon iPhone",
    "Envoyé à partir de Outlook pour iOS",
    "Enviado desde mi iPhone",
    "Inviato da iPhone",
    "Inviato dal mio Galaxy",
    "Enviado do meu iPhone",
    "Verstuurd vanaf mijn iPhone",
    "Verzonden vanuit Outlook",
    "Wysłane z iPhone'a",
    "Wysłano z iPhone’a",
    "Отправлено с iPhone",
    "Отправлено из мобильной Почты",
    "iPhoneから送信",
    "Androidから送信",
    "发自我的iPhone",
    "從我的 iPhone 傳送",
    "Skickat från min iPhone",
    "Sendt fra min iPhone",
    "Odesláno z iPhonu",
    "iPhone'umdan gönderildi",
    "Lähetetty iPhonesta",
    "나의 iPhone에서 보냄",
    "Надіслано з iPhone",
    "Sendt fra min iPhone",
    "iPhone-ról küldve",
]


@pytest.mark.parametrize("marker", WROTE)
@pytest.mark.parametrize("quoted", ["> It is fixed.\n> Ben", "\n> It is fixed.", "It is fixed."])
def test_who_wrote_when_ends_the_new_words(marker, quoted):
    assert new_words(f"It hangs again.\n\n{marker}\n{quoted}\n") == "It hangs again."


@pytest.mark.parametrize("marker", [marker for marker in WROTE if len(marker) > 60])
def test_even_when_it_is_broken_over_two_lines(marker):
    space = marker.rfind(" ", 0, 60)
    broken = f"{marker[:space]}\n{marker[space + 1 :]}"
    assert new_words(f"It hangs again.\n\n{broken}\n\n> It is fixed.\n") == "It hangs again."


@pytest.mark.parametrize("head", HEADS)
def test_the_head_of_the_quoted_mail_ends_the_new_words(head):
    assert new_words(f"It hangs again.\n\n{head}\n\nIt is fixed.\n") == "It hangs again."


@pytest.mark.parametrize("line", SENT_FROM)
def test_what_a_telephone_adds_is_left_out(line):
    assert new_words(f"It hangs again.\n\n{line}\n") == "It hangs again."


SENTENCES = [
    "Sent from my desk, which is easier than by telephone.",
    "Sent by DHL on Monday",
    "Von meinem Konto fehlen 30 Euro",
    "From my point of view this is broken",
    "Enviado de Madrid el lunes",
    "Ben wrote: all is well",
    "Yesterday your colleague wrote:",
]


@pytest.mark.parametrize("line", SENTENCES)
def test_a_sentence_that_only_looks_like_it_stays(line):
    assert new_words(f"It hangs again.\n\n{line}\n") == f"It hangs again.\n\n{line}"
