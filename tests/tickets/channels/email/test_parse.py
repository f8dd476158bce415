"""What a mail says, and what it cannot pretend."""

import base64

import pytest

from tests.make import mail
from tickets.channels.email.parse import Unreadable, parse
from tickets.channels.email.shape import packed, printed, unpacked, unread

SENDERS = [
    ("Mia Novak <mia@example.com>", ("Mia Novak", "mia@example.com")),
    ("mia@example.com", ("", "mia@example.com")),
    ("MIA@Example.com (Mia)", ("Mia", "mia@example.com")),
    ('"Novak, Mia" <mia@example.com>', ("Novak, Mia", "mia@example.com")),
    ("=?utf-8?q?Mia_Nov=C3=A1k?= <mia@example.com>", ("Mia Novák", "mia@example.com")),
    ("mia@example.com <mia@example.com>", ("", "mia@example.com")),
    ("Mia (at work) <mia(her account)@example.com(her host)>", ("Mia", "mia@example.com")),
    # A quoted name is a name, whatever it looks like.
    ('"alice@victim.com" <bob@evil.com>', ("alice@victim.com", "bob@evil.com")),
    # Two addresses name two people, so they name nobody.
    ("alice@victim.com <bob@evil.com>", None),
    ("alice@victim.com, bob@evil.com", None),
    ("<alice@victim.com> <bob@evil.com>", None),
    ("Alice <alice@victim.com>\r\nFrom: bob@evil.com", None),
    ("undisclosed-recipients:;", None),
    ("Mia", None),
    ("", None),
    ("alice@victim.com@evil.com", None),
    ("alice@victim.com\x00@evil.com", None),
]


@pytest.mark.parametrize(("header", "who"), SENDERS)
def test_a_mail_is_from_exactly_one_address_or_from_nobody(header, who):
    sender = parse(mail(sender=header)).sender
    assert (sender and (sender.name, sender.email)) == who


AUTOMATIC = [
    ({"Auto_Submitted": "auto-replied"}, True, False),
    ({"Auto_Submitted": "auto-generated; type=x"}, True, False),
    ({"Auto_Submitted": "no"}, False, True),
    # Older words for the same, and how Exchange marks an out-of-office mail.
    ({"X_Autoreply": "yes"}, True, False),
    ({"X_Autorespond": "Away until May"}, True, False),
    ({"Precedence": "auto_reply"}, True, False),
    ({"Return_Path": "<>", "X_Auto_Response_Suppress": "All"}, True, False),
    ({"Content_Type": 'multipart/report; report-type=disposition-notification; boundary="b"'}, True, False),
    # Not proof of a machine, but reason enough for ours to keep still.
    ({"X_Auto_Response_Suppress": "All"}, False, False),
    ({"Precedence": "bulk"}, False, False),
    ({"List_Id": "<news.example.com>"}, False, False),
    ({"Return_Path": "<>"}, False, False),
    ({}, False, True),
]


@pytest.mark.parametrize(("headers", "automatic", "answerable"), AUTOMATIC)
def test_machines_are_known_by_what_they_say_and_never_answered(headers, automatic, answerable):
    read = parse(mail(**headers))
    assert (read.automatic, read.answerable) == (automatic, answerable)


AWAY = [
    "Automatic reply: Help",
    "Automatische Antwort: Help",
    "Réponse automatique : Help",
    "Respuesta automática: Help",
    "Abwesenheitsnotiz: Help",
]


@pytest.mark.parametrize("subject", AWAY)
def test_a_subject_alone_makes_no_machine(subject):
    assert not parse(mail(subject=subject)).automatic
    assert parse(mail(subject=subject, Auto_Submitted="auto-replied")).automatic


def test_a_person_who_writes_about_failed_mail_is_no_bounce():
    words = "Your mail to me was returned: 550 5.1.1 user unknown. Delivery has failed."
    read = parse(mail(words, subject="Undelivered mail returned to sender", Return_Path="<mia@example.com>"))
    assert (read.bounce, read.automatic) == (None, False)


def test_a_postmaster_who_writes_himself_is_no_bounce():
    read = parse(mail("Your last two mails. Why?", sender="postmaster@example.com", subject="Mails to us are rejected"))
    assert (read.bounce, read.automatic) == (None, False)
    told = "mia@example.com: 550 5.1.1 no such user"
    read = parse(mail(told, sender="postmaster@example.com", subject="Undeliverable: Help"))
    assert (read.bounce.recipient, read.bounce.status) == ("mia@example.com", "5.1.1")


REPORT = (
    'From: MAILER-DAEMON@example.net\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
    "--b\r\n\r\nIt did not arrive.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
    "Final-Recipient: rfc822; Mia@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    "Diagnostic-Code: smtp; 550 no such user\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
    "Message-ID: <ours@example.org>\r\nSubject: Re: Help\r\n\r\nIt is fixed.\r\n--b--\r\n"
)


def test_a_delivery_report_says_which_mail_came_back_and_why():
    bounce = parse(REPORT.encode()).bounce
    assert (bounce.recipient, bounce.status, bounce.action) == ("mia@example.com", "5.1.1", "failed")
    assert (bounce.diagnostic, bounce.original_id) == ("550 no such user", "ours@example.org")


def test_of_several_recipients_the_one_that_failed_is_told():
    late = "Final-Recipient: rfc822; late@example.com\r\nAction: delayed\r\nStatus: 4.2.2\r\n\r\nFinal-Recipient:"
    bounce = parse(REPORT.replace("Final-Recipient:", late, 1).encode()).bounce
    assert (bounce.recipient, bounce.status) == ("mia@example.com", "5.1.1")


def test_the_other_servers_own_status_is_nearer_to_the_cause():
    bounce = parse(REPORT.replace("550 no such user", "550 5.7.1 blocked").encode()).bounce
    assert bounce.status == "5.7.1"


def multipart(kind, *parts):
    body = "".join(f"--b\r\n{part}\r\n" for part in parts)
    return f'From: mia@example.com\r\nContent-Type: multipart/{kind}; boundary="b"\r\n\r\n{body}--b--\r\n'.encode()


HTML = "Content-Type: text/html\r\n\r\n<p>It <b>hangs</b>.</p><script>alert(1)</script>"
PLAIN = "Content-Type: text/plain; charset=utf-8\r\n\r\nIt hangs, plainly."


def test_plain_text_is_preferred_to_html():
    assert parse(multipart("alternative", PLAIN, HTML)).text == "It hangs, plainly."


def test_html_alone_becomes_its_words():
    read = parse(multipart("alternative", HTML))
    assert read.text == "It hangs."
    assert read.html


def test_the_targets_of_links_tables_and_lists_are_readable():
    source = (
        '<p>See <a href="https://example.com/x">this</a>.</p><ul><li>one</li><li>two</li></ul>'
        "<table><tr><td>Phone</td><td>Pixel</td></tr></table><p>&nbsp;</p><p>&nbsp;</p><p>Mia</p>"
    )
    text = parse(multipart("alternative", f"Content-Type: text/html\r\n\r\n{source}")).text
    assert text == "See this (https://example.com/x).\n\n  * one\n  * two\nPhone  Pixel\n\nMia"


def test_a_footer_in_plain_text_does_not_hide_a_body_in_html():
    assert parse(multipart("mixed", HTML, PLAIN)).text == "It hangs.\nIt hangs, plainly."


def test_text_that_was_broken_for_the_way_is_joined():
    flowed = "Content-Type: text/plain; format=flowed\r\n\r\n> It \r\n> hangs.\r\nSince \r\nMonday.\r\n\r\n  Two\r\n-- \r\nMia"
    read = parse(multipart("mixed", flowed))
    assert read.text == "> It hangs.\nSince Monday.\n\n Two\n-- \nMia"
    delsp = flowed.replace("flowed\r", "flowed; delsp=yes\r").replace("Since \r\nMon", "東京 \r\n都")
    quoted = flowed.replace("> hangs.", ">> hangs.")
    assert parse(multipart("mixed", quoted)).text.startswith("> It \n>> hangs.\n")
    assert "東京都day." in parse(multipart("mixed", delsp)).text


def test_a_mail_forwarded_without_a_word_says_what_it_forwards():
    enclosed = "Content-Type: message/rfc822\r\n\r\nFrom: Ben <ben@example.org>\r\nSubject: Offer\r\n\r\n10 % off."
    read = parse(multipart("mixed", enclosed))
    assert read.text == read.reply == "From: Ben <ben@example.org>\nSubject: Offer\n\n10 % off."
    assert [(file.called, file.type) for file in read.files] == [("mail.eml", "message/rfc822")]
    assert parse(multipart("mixed", PLAIN, enclosed)).text == "It hangs, plainly."


def test_what_outlook_wraps_is_kept_as_a_file():
    part = 'Content-Type: application/ms-tnef; name="winmail.dat"\r\nContent-Transfer-Encoding: base64\r\n\r\neJ8+Ig=='
    (file,) = parse(multipart("mixed", PLAIN, part)).files
    assert (file.name, file.content) == ("winmail.dat", b'x\x9f>"')


def test_an_image_that_the_html_shows_belongs_into_the_words():
    image = "Content-Type: image/png\r\nContent-Disposition: attachment\r\nContent-ID: <Shot@1>\r\n\r\nx"
    html = 'Content-Type: text/html\r\n\r\n<img src="cid:shot@1">'
    (file,) = parse(multipart("related", html, image)).files
    assert (file.inline, file.content_id, file.called) == (True, "Shot@1", "image.png")
    (file,) = parse(multipart("mixed", PLAIN, image)).files
    assert not file.inline


CALENDAR = (
    "Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VTIMEZONE\r\n"
    "DTSTART:19700101T000000\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nSUMMARY:A look at\r\n  the app\\, together\r\n"
    "DTSTART;TZID=Europe/Berlin:20250305T100000\r\nDTEND;TZID=Europe/Berlin:20250305T110000\r\nLOCATION:Room 1\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)


def test_an_invitation_says_what_when_and_where_and_stays_a_file():
    read = parse(multipart("alternative", PLAIN, CALENDAR))
    invited = read.invitation
    assert (invited.method, invited.what, invited.where) == ("REQUEST", "A look at the app, together", "Room 1")
    assert invited.when == "2025-03-05 10:00-11:00 Europe/Berlin"
    assert [file.type for file in read.files] == ["text/calendar"]
    whole_day = CALENDAR.replace(";TZID=Europe/Berlin:20250305T100000", ";VALUE=DATE:20250305")
    assert parse(multipart("mixed", whole_day)).invitation.when == "2025-03-05"
    assert parse(multipart("mixed", CALENDAR.replace("VEVENT", "VTODO"))).invitation is None


BROKEN_HEADS = [
    "From  : mia@example.com\r\nSubject : Help\r\n\r\nIt hangs.",
    "From: mia@example.com\r\na stray line\r\nSubject: Help\r\n\r\nIt hangs.",
    "a stray line\r\nFrom: mia@example.com\r\nSubject: Help\r\n\r\nIt hangs.",
    "From mia Tue Mar 11 10:00:00 2025\r\nFrom: mia@example.com\r\nSubject: Help\r\n\r\nIt hangs.",
    "From: mia@example.com\rSubject: Help\r\rIt hangs.",
    "From: mia@example.com\nSubject: Help\nIt hangs.",
]


@pytest.mark.parametrize("raw", BROKEN_HEADS)
def test_a_broken_head_is_read_and_no_word_is_lost(raw):
    read = parse(raw.encode())
    assert (read.sender.email, read.subject, read.text) == ("mia@example.com", "Help", "It hangs.")


def test_base64_that_breaks_off_is_read_up_to_there():
    part = "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nSXQgaGFuZ3MuA"
    assert parse(multipart("mixed", part)).text == "It hangs."


def test_a_name_in_pieces_and_percent_signs_is_read():
    name = "Content-Disposition: attachment; filename*0*=utf-8''gr%C3%B6; filename*1*=%C3%9Fe.txt"
    (file,) = parse(multipart("mixed", PLAIN, f"Content-Type: text/plain\r\n{name}\r\n\r\nx")).files
    assert file.name == "größe.txt"


def test_a_file_keeps_its_bytes_and_gets_a_safe_name():
    content = base64.b64encode(b"\x89PNG").decode()
    name = 'Content-Disposition: attachment; filename="../../etc/\u202egnp.exe"'
    part = f"Content-Type: image/png\r\n{name}\r\nContent-Transfer-Encoding: base64\r\n\r\n{content}"
    (file,) = parse(multipart("mixed", PLAIN, part)).files
    assert (file.name, file.type, file.content, file.inline) == ("gnp.exe", "image/png", b"\x89PNG", False)


def test_what_is_nested_too_deeply_is_kept_as_a_file():
    inner = b"Content-Type: text/plain\r\n\r\ninnermost"
    for depth in range(42):
        head = f'Content-Type: multipart/mixed; boundary="b{depth}"\r\n\r\n--b{depth}\r\n'.encode()
        inner = head + inner + f"\r\n--b{depth}--\r\n".encode()
    read = parse(b"From: mia@example.com\r\n" + inner)
    assert [b"innermost" in file.content for file in read.files] == [True]


def test_no_more_than_200_parts_and_100_addresses_are_read():
    many = multipart("mixed", *[f"Content-Type: image/png\r\n\r\n{number}" for number in range(500)])
    assert len(parse(many).files) == 200
    assert len(parse(mail(Cc=", ".join(f"a{number}@example.com" for number in range(60_000)))).cc) == 100


CHARSETS = [
    ("utf-8", "größer".encode()),
    ("iso-8859-1", "größer".encode("latin-1")),
    ("us-ascii", "größer".encode()),  # as many mailers lie
    ("no-such-charset", "größer".encode()),
    ("zlib", "größer".encode()),  # a codec, but no charset
    ("utf-16", "größer".encode("utf-16")),
    ("utf\x00-8", "größer".encode()),
]


@pytest.mark.parametrize(("charset", "content"), CHARSETS)
def test_a_wrong_charset_never_raises(charset, content):
    raw = f"From: mia@example.com\r\nContent-Type: text/plain; charset={charset}\r\n\r\n".encode() + content
    assert parse(raw).text == "größer"


def test_nul_and_undecodable_bytes_leave_text_that_a_database_takes():
    read = parse(mail("a\x00b").replace(b"a", b"a\xff\xfe", 1))
    assert "\x00" not in read.text
    read.text.encode()


def test_headers_are_decoded_and_cannot_smuggle_lines():
    read = parse(mail(subject="=?utf-8?q?It_h=C3=A4?=\r\n =?utf-8?q?ngs=0D=0ABcc=3A_all?="))
    assert read.subject == "It hängs Bcc: all"


@pytest.mark.parametrize("raw", [b"", b"  \r\n", b"\x00" * 100, bytes(range(256))])
def test_what_is_no_mail_says_so(raw):
    with pytest.raises(Unreadable):
        parse(raw)


def test_a_mail_survives_the_way_between_processes():
    read = parse(REPORT.encode())
    assert unpacked(*packed(read)) == read


def test_a_mail_that_cannot_be_read_has_the_same_fields():
    assert unread("why") == {"unreadable": "why"} | {
        name: type(value)() if isinstance(value, list | str | bool) else None
        for name, value in printed(parse(mail())).items()
    } | {"from": None}


def test_the_printed_shape_is_the_promised_one():
    assert list(printed(parse(mail()))) == [
        *("from", "to", "cc", "subject", "message_id", "in_reply_to", "references", "date"),
        *("automatic", "bounce", "text", "reply", "html", "attachments"),
    ]
