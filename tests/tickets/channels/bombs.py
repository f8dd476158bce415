"""Mails that are written to break what reads them."""

import base64

HEAD = b"From: Mia Novak <mia@example.com>\r\nTo: help@example.org\r\nSubject: Help\r\n"


def html(source):
    """A mail of nothing but HTML."""
    return HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + source


def nested(depth):
    """A mail in a mail in a mail ..."""
    return HEAD + b"Content-Type: message/rfc822\r\n\r\n" * depth + b"Subject: innermost\r\n\r\nThe app hangs."


def multiparts(depth):
    """Parts in parts in parts ..."""
    inner = b"Content-Type: text/plain\r\n\r\nThe app hangs."
    for level in range(depth):
        inner = b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n%b\r\n--%d--\r\n' % (
            level,
            level,
            inner,
            level,
        )
    return HEAD + inner


def parts(count):
    """Many small files."""
    part = b"--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment\r\n\r\nx\r\n"
    return HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + part * count + b"--b--\r\n"


def charset(name, content):
    """Words that claim a charset."""
    return HEAD + b"Content-Type: text/plain; charset=" + name + b"\r\n\r\n" + content


BOMBS = {
    "1 MB of nested div": html(b"<div>" * 200_000),
    "nested div behind comments": html(b"<div><!--</div>-->" * 50_000),
    "1 MB of nested tables": html(b"<table><tr><td>" * 60_000),
    "1 MB of nested fonts": html(b'<font color="#123456"><p>' * 40_000),
    "a tag without an end": html(b"<a href=" * 120_000),
    "42 mails in each other": nested(42),
    "5,000 mails in each other": nested(5_000),
    "42 multiparts in each other": multiparts(42),
    "3,000 multiparts in each other": multiparts(3_000),
    "20 KB of From": HEAD.replace(b"mia@", b"(" * 10_000 + b"mia" + b"<" * 10_000 + b"@"),
    "20 KB of quotes in From": HEAD.replace(b"Mia Novak", b'"\\' * 10_000) + b"\r\nThe app hangs.",
    "60,000 addresses in Cc": HEAD
    + b"Cc: "
    + b", ".join(b"a%d@example.com" % n for n in range(60_000))
    + b"\r\n\r\nHi",
    "100,000 parts": parts(100_000),
    "10 MB of a header": HEAD + b"X-Long: " + b"x" * 10_000_000 + b"\r\n\r\nHi",
    "10 MB of encoded words": HEAD + b"Subject: " + b"=?utf-8?q?x?= " * 700_000 + b"\r\n\r\nHi",
    "500,000 headers": HEAD + b"X-A: b\r\n" * 500_000 + b"\r\nHi",
    "500,000 folded lines": HEAD + b"References:" + b"\r\n <a@b>" * 500_000 + b"\r\n\r\nHi",
    "15 MB of base64": HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(b"a" * 15_000_000),
    "15 MB of broken base64": HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"YWFh=\n" * 2_500_000,
    "20 MB of quoted-printable": HEAD + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + b"=3D=\n" * 4_000_000,
    "20 MB of one line": HEAD + b"\r\n" + b"x" * 20_000_000,
    "20 MB of line ends": HEAD + b"\r\n" + b"\n" * 20_000_000,
    "20 MB of quotes": HEAD + b"\r\n" + b"> x\n" * 5_000_000,
    "20 MB of uuencode": HEAD + b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 a\n" + b"M\n" * 10_000_000,
    "punycode": charset(b"punycode", b"a" * 2_000_000 + b"-" + b"z" * 2_000_000),
    "idna": charset(b"idna", b"xn--" + b"a" * 4_000_000),
    "utf-7": charset(b"utf-7", b"+AG" * 2_000_000),
    "utf-16": charset(b"utf-16", b"\xd8\x00" * 2_000_000),
    "iso-2022-jp": charset(b"iso-2022-jp", b"\x1b$B" * 2_000_000),
    "hz": charset(b"hz", b"~{" * 2_000_000),
    "unicode_escape": charset(b"unicode_escape", b"\\N{x}" * 1_000_000),
    "a boundary of 20 KB": HEAD
    + b'Content-Type: multipart/mixed; boundary="'
    + b"b" * 20_000
    + b'"\r\n\r\n'
    + b"--b\r\n" * 100_000,
    "100,000 parameters": HEAD + b"Content-Type: text/plain" + b'; a="b"' * 100_000 + b"\r\n\r\nHi",
    "100,000 continued parameters": HEAD
    + b"Content-Type: a/b"
    + b"".join(b"; name*%d*=%%41" % n for n in range(50_000))
    + b"\r\n\r\nHi",
}
