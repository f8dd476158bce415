"""Mails whose letters, parts and files are not as they say: read as far as they can be, and nothing of them lost."""

import base64
import struct
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

from tests.make import mail
from tests.yardstick import within_cpu
from tickets.channels.email.charsets import decode
from tickets.channels.email.parse import parse

LETTERS = [
    # What says UTF-8 and is none, but is good Western.
    ("utf-8", "Straße in Köln, „heute“".encode("cp1252"), "Straße in Köln, „heute“"),
    ("utf-8", "café".encode("latin-1"), "café"),
    # Partly UTF-8: then it is UTF-8, and what is broken is shown as broken.
    ("utf-8", "Köln ".encode() + b"\xe4", "Köln "),
    ("utf-8", b"\xe4 " + "Köln".encode(), "\ufffd Köln"),
    # No letters of any charset that people write.
    ("utf-8", b"a\x81\xfe", "a\ufffd\ufffd"),
    # Beyond doubt UTF-8, whatever it is called.
    ("koi8-r", "Где посылка?".encode(), "Где посылка?"),
    ("gb2312", "Où est mon café à Besançon ?".encode(), "Où est mon café à Besançon ?"),
    # One letter of chance is none.
    ("windows-1251", "СЂ".encode("cp1251"), "СЂ"),
    # Two-byte letters that are plain ASCII.
    ("utf-16", b"It hangs.", "It hangs."),
    ("utf-16", "größer".encode("utf-16"), "größer"),
    # What NEC and IBM added to JIS, and half-width letters; and the plain ones beside them.
    ("iso-2022-jp", b"\x1b$B-j-!\x1b(B, \x1b$B|b66\x1b(B", "㈱①, 髙橋"),
    ("iso-2022-jp", b"\x1b$B-!\x1b(I1\x1b(B", "①ｱ"),
    ("iso-2022-jp", "電話".encode("iso2022_jp"), "電話"),
    # A name that was cut in the middle of a letter.
    ("utf-8", "Müller-Lüdenscheidt".encode()[:9], "Müller-L"),
]


@pytest.mark.parametrize(("charset", "content", "text"), LETTERS)
def test_letters_are_read_as_what_they_are(charset, content, text):
    assert decode(content, charset) == text


def test_a_head_without_a_charset_is_written_in_that_of_the_words():
    said = "Content-Type: text/plain; charset=koi8-r\r\n\r\nпривет".encode("koi8-r")
    head = "From: Аня <anya@example.com>\r\nSubject: Где мой заказ\r\n".encode("koi8-r")
    read = parse(head + said)
    assert (read.sender.name, read.subject, read.text) == ("Аня", "Где мой заказ", "привет")
    # By a part of parts: the first that says what it is written in. Also the names of files.
    file = 'Content-Type: image/png; name="счёт.png"\r\n\r\nx'.encode("koi8-r")
    parts = b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n%b\r\n--b\r\n%b\r\n--b--' % (said, file)
    read = parse(head + parts)
    assert (read.subject, [file.name for file in read.files]) == ("Где мой заказ", ["счёт.png"])
    # UTF-8 is UTF-8.
    assert parse("Subject: größer\r\n".encode() + said).subject == "größer"


CUT = [
    ("=?utf-8?q?Rechnung_M=C3=BCller_L=C3?=", "Rechnung Müller L"),
    ("=?utf-8?q?Rechnung_M=C3=BCl", "Rechnung Mül"),
    ("=?utf-8?b?UmVjaG51bmcgTcO8?=\r\n =?utf-8?b?bGxlcg==?=", "Rechnung Müller"),
    ("=?utf-8?b?UmVjaG51bmcgTcO8bGxlc", "Rechnung Mülle"),
    ("=?utf-8?q?M=C3?=\r\n =?utf-8?q?=BCller?=", "Müller"),
]


@pytest.mark.parametrize(("header", "said"), CUT)
def test_a_name_that_was_cut_inside_a_letter_loses_no_other(header, said):
    assert parse(mail(subject=header)).subject == said


PART = "Content-Type: text/plain\r\n\r\nSee the photo."
PHOTO = 'Content-Type: image/png; name="p.png"\r\nContent-Disposition: attachment\r\n\r\nx'


def multipart(boundary, body, kind="mixed"):
    return f"From: mia@example.com\r\nContent-Type: multipart/{kind}; boundary={boundary}\r\n\r\n{body}".encode()


def said(raw):
    read = parse(raw)
    return read.text, [file.called for file in read.files]


def test_one_boundary_on_two_levels_loses_nothing_and_says_nothing_twice():
    inner = 'Content-Type: multipart/alternative; boundary="b"\r\n\r\n'
    both = f"--b\r\n{PART}\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>See the photo.</p>\r\n"
    ended = f"--b\r\n{inner}{both}--b--\r\n--b\r\n{PHOTO}\r\n--b--\r\n"
    assert said(multipart("b", ended)) == ("See the photo.", ["p.png"])
    # The inner one is not even ended.
    assert said(multipart("b", ended.replace("--b--\r\n", "", 1))) == ("See the photo.", ["p.png"])


def test_parts_behind_the_end_are_read():
    assert said(multipart("b", f"--b\r\n{PART}\r\n--b--\r\n--b\r\n{PHOTO}\r\n--b--\r\n")) == (
        "See the photo.",
        ["p.png"],
    )


@pytest.mark.parametrize("between", ["", " ", "\t"])
def test_a_boundary_that_was_broken_over_two_lines_is_one(between):
    body = f"--a{between}b\r\n{PART}\r\n--a{between}b\r\n{PHOTO}\r\n--a{between}b--\r\n"
    assert said(multipart(f'"a\r\n{between or " "}b"', body)) == ("See the photo.", ["p.png"])


def test_junk_above_the_head_is_left_out():
    for junk in ("-- begin of mail --\r\n", "*** SPAM? ***\r\n--\r\n", "> quoted\r\n"):
        read = parse(junk.encode() + mail("It hangs."))
        assert (read.sender.email, read.subject, read.text) == ("mia@example.com", "Help", "It hangs.")


def test_plain_text_beside_html_that_is_made_of_tags_is_html():
    source = "<p>It <b>hangs</b> f&uuml;r me.</p>\r\n<p>Mia</p>"
    both = "".join(f"--b\r\nContent-Type: text/{kind}\r\n\r\n{source}\r\n" for kind in ("plain", "html"))
    assert said(multipart("b", f"{both}--b--", kind="alternative"))[0] == "It hangs für me.\n\nMia"
    # Who writes nothing else may mean the tags.
    assert parse(mail(source)).text.startswith("<p>It <b>hangs")
    for words in ("<Mia> wrote <b>this</b>, <i>really</i>?", "<p> is the tag that I mean", "a <p>b</p></div>"):
        odd = both.replace(source, words, 1)
        assert said(multipart("b", f"{odd}--b--", kind="alternative"))[0] == words


def enclosed(*subjects):
    parts = [f"Content-Type: message/rfc822\r\n\r\nFrom: a@example.com\r\n{s}\r\nwords" for s in subjects]
    return multipart("b", "".join(f"--b\r\n{part}\r\n" for part in (PART, *parts)) + "--b--\r\n")


def test_several_enclosed_mails_are_told_apart_by_their_subjects():
    named = enclosed("Subject: Offer 5/7\r\n", "Subject: =?utf-8?q?=C3=9Cbersicht?=\r\n", "Subject: Offer 5/7\r\n", "")
    assert said(named)[1] == ["Offer 5-7.eml", "Übersicht.eml", "Offer 5-7 (2).eml", "mail.eml"]
    assert said(enclosed("Subject: Offer\r\n"))[1] == ["mail.eml"]


UUENCODED = "begin 644 größe.txt\r\n#0V%T\r\n`\r\nend\r\n"  # "Cat"


def test_a_file_that_is_written_into_the_text_is_a_file():
    read = parse(mail(f"The list follows.\r\n\r\n{UUENCODED}\r\nMia\r\n{UUENCODED}"))
    assert read.text == "The list follows.\n\n\nMia"
    assert [(file.name, file.content, file.type) for file in read.files] == [("größe.txt", b"Cat", "text/plain")] * 2


@pytest.mark.parametrize(
    "words",
    [
        "begin 644 of them today",
        "begin 644 a.txt\nThis is how I begin, in words that go on for longer than a line of such a file does.\nend",
        "begin 644 a.txt\n#0V%T",
        "begin 644 a.txt\nM\nM\nend",
        "We begin 644 a.txt\n#0V%T\n`\nend",
    ],
)
def test_words_that_only_look_like_one_stay(words):
    read = parse(mail(words))
    assert (read.text, read.files) == (words, ())


def tnef(*objects):
    """A winmail.dat of objects (level, name, type, content)."""
    said = b"".join(
        bytes([level]) + struct.pack("<HHI", name, kind, len(content)) + content + bytes(2)
        for level, name, kind, content in objects
    )
    return b"\x78\x9f\x3e\x22\x01\x00" + said


CODEPAGE = (1, 0x9007, 6, struct.pack("<II", 1252, 0))
ATTACHED = [
    (2, 0x9002, 6, bytes(14)),
    (2, 0x8010, 1, "Zählung.csv\0".encode("cp1252")),
    (2, 0x800F, 6, b"meter;5"),
]


def winmail(content, words=PART):
    part = "Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    part += base64.b64encode(content).decode()
    return multipart("b", f"--b\r\n{words}\r\n--b\r\n{part}\r\n--b--\r\n")


def test_what_outlook_wraps_is_opened():
    read = parse(winmail(tnef(CODEPAGE, *ATTACHED, *ATTACHED)))
    assert [(f.name, f.type, f.content) for f in read.files] == [("Zählung.csv", "text/csv", b"meter;5")] * 2
    assert read.text == "See the photo."


def test_what_is_said_only_in_there_is_said():
    read = parse(winmail(tnef(CODEPAGE, (1, 0x800C, 2, b"It hangs.\0")), words="Content-Type: text/plain\r\n\r\n"))
    assert (read.text, read.files) == ("It hangs.", ())


def properties(count, *rest):
    return struct.pack("<I", count) + b"".join(rest)


@pytest.mark.parametrize(
    "content",
    [
        tnef((1, 0x9003, 6, properties(0xFFFFFFFF))),
        tnef((1, 0x9003, 6, properties(1, struct.pack("<HHI", 0x1003, 1, 0xFFFFFFFF)))),
        tnef((1, 0x9004, 6, properties(0xFFFFFFFF))),
        tnef(*[(1, 0x8004, 0, b"")] * 200_000),
        tnef((2, 0x800F, 6, b"without a beginning")),
        tnef()[:5],
    ],
)
def test_a_hostile_one_stays_the_file_that_it_is_and_the_mail_is_read(content):
    read = parse(winmail(content))
    assert (read.text, [(f.name, f.content) for f in read.files]) == ("See the photo.", [("winmail.dat", content)])


@pytest.fixture(scope="module")
def signed():
    """Signs a part as Outlook does: opaque, so that who cannot open it reads nothing."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Mia")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    begin = datetime(2025, 3, 1, tzinfo=UTC)
    builder = builder.serial_number(1).not_valid_before(begin).not_valid_after(begin + timedelta(days=9))
    certificate = builder.sign(key, hashes.SHA256())

    def sign(part):
        of = pkcs7.PKCS7SignatureBuilder().set_data(part).add_signer(certificate, key, hashes.SHA256())
        content = base64.encodebytes(of.sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary]))
        head = b"Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\n"
        head += b"Content-Disposition: attachment; filename=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        return head + content

    return sign


def test_what_is_inside_an_opaque_signature_is_read_and_known_as_unchecked(signed):
    inner = multipart("b", f"--b\r\n{PART}\r\n--b\r\n{PHOTO}\r\n--b--\r\n").partition(b"\r\n")[2]
    head = b"From: mia@example.com\r\nSubject: Help\r\n"
    for content in (signed(inner), signed(signed(inner))):
        read = parse(head + content)
        assert (read.text, [file.name for file in read.files]) == ("See the photo.", ["p.png"])
        assert (read.signed, read.subject) == (True, "Help")
    assert not parse(mail()).signed


def test_what_is_sealed_or_broken_stays_a_file(signed):
    for broken in (b"", b"0\x80" * 50_000, b"0\x82\x0f\xff\x06\x09*\x86H\x86\xf7\r\x01\x07\x02\xa0\x80"):
        content = base64.encodebytes(broken).decode()
        part = f"Content-Type: application/pkcs7-mime; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n{content}"
        read = parse(multipart("b", f"--b\r\n{PART}\r\n--b\r\n{part}\r\n--b--\r\n"))
        assert (read.text, [f.name for f in read.files], read.signed) == ("See the photo.", ["smime.p7m"], False)


PIECES = [
    "begin 644 a\n",
    "begin 644 a\nM\n",
    "<p>",
    "</",
    "\x1b$B",
    "\x1b$B-",
    "=?utf-8?q?x",
    "=?",
    "=?x?b?",
    "--b\r\n",
    "\xe4",
]


@pytest.mark.parametrize("piece", PIECES)
def test_long_hostile_ones_take_no_time(piece):
    long = piece * (65_536 // len(piece))
    content = f"Content-Type: text/plain; charset=iso-2022-jp\r\nSubject: {long[:60_000].strip()}\r\n\r\n".encode(
        "latin-1"
    )
    with within_cpu(1):
        parse(b"From: mia@example.com\r\n" + content + long.encode("latin-1"))
        decode(long.encode("latin-1"), "utf-8")
