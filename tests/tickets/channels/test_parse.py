"""What a mail says, and what it cannot pretend."""

import base64

import pytest

from tests.tickets.channels.builders import mail
from tickets.channels.email.parse import Unreadable, parse
from tickets.channels.email.shape import packed, printed, unpacked

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


def test_the_printed_shape_is_the_promised_one():
    assert list(printed(parse(mail()))) == [
        *("from", "to", "cc", "subject", "message_id", "in_reply_to", "references", "date"),
        *("automatic", "bounce", "text", "reply", "html", "attachments"),
    ]
