"""Real mails, readable and broken: none may raise, and what others understood in them we understand too."""

import json
from collections import Counter

import pytest

from tests.make import mail
from tests.tickets.channels.corpora import COUNT, SOURCES, expected, mails, messages, read, squeezed, understood
from tickets.channels.email.html import to_text, without_quote
from tickets.channels.email.parse import parse
from tickets.channels.email.reply import new_words
from tickets.channels.email.shape import packed, printed, unpacked


def test_no_mail_raises_and_all_can_be_stored_and_printed(shared):
    found = dict(mails(shared))
    for path in found.values():
        if mail := read(path):
            fields, contents = packed(mail)
            assert unpacked(json.loads(json.dumps(fields)), contents) == mail
            assert "\\u0000" not in json.dumps(printed(mail))
    assert len(found) == COUNT
    # "// Not an RFC-822 Document", and nothing else: kept as it came, with that reason.
    assert [name for name, path in found.items() if read(path) is None] == ["enmime/mails/mail/erroneous.raw"]


NOBODY = "names two senders: nobody, by our rule"
BETTER_TEXT = "the bytes are valid in the charset that they look like, not in the one that is named"
NAMED = "a text with a name is a file"
DIFFERENCES = {
    "chatwoot/mails/attachments_without_filename.eml": ("text", "the first line is kept though no empty line precedes"),
    "django-mailbox/mails/message_with_invalid_content_for_declared_encoding.eml": ("text", BETTER_TEXT),
    "django-mailbox/mails/message_with_single_byte_extended_subject_encoding.eml": ("subject", BETTER_TEXT),
    "django-mailbox/mails/message_with_utf8_char.eml": ("text", BETTER_TEXT),
    "enmime/mails/low-quality/bad-header-wrap.raw": ("att_filenames att_contents", "a part's head breaks off"),
    "enmime/mails/mail/malformed-multiple-address-header-values.raw": ("from_addrs from_names", NOBODY),
    "enmime/mails/mail/mime-bad-content-transfer-encoding.raw": ("text", "plain words that claim to be base64"),
    "enmime/mails/mail/multipart-wo-boundary.raw": ("text", "the words are kept though no part begins"),
    "enmime/mails/mail/qp-utf8-header-no-break.raw": ("from_addrs from_names", NOBODY),
    "enmime/mails/mail/qp-utf8-header.raw": ("from_addrs from_names", NOBODY),
    "enmime/mails/parts/chardet-fail.raw": ("text att_count att_filenames att_contents", NAMED),
    "enmime/mails/parts/chardet-success-iso-8859-1.raw": ("text", BETTER_TEXT),
    "enmime/mails/parts/ctype-invalid-characters.raw": (
        "text att_count att_filenames att_contents",
        "`text/plain>` is text",
    ),
    "enmime/mails/parts/empty-ctype-bad-content.raw": ("text att_count att_filenames", "`<html>` is text"),
    "mikel-mail/mails/attachment_emails/attachment_message_rfc822.eml": (
        "att_filenames att_contents",
        "an enclosed mail is one file, its own files stay in it",
    ),
    "mikel-mail/mails/attachment_emails/attachment_pdf_non_ascii.eml": ("text", BETTER_TEXT),
    "mikel-mail/mails/attachment_emails/attachment_pdf_non_ascii_lf.eml": ("text", BETTER_TEXT),
    "mikel-mail/mails/error_emails/content_transfer_encoding_7-bit.eml": ("text", BETTER_TEXT),
    "mikel-mail/mails/error_emails/invalid_subject_characters.eml": ("subject", BETTER_TEXT),
    "mikel-mail/mails/error_emails/multiple_references_with_one_invalid.eml": ("references", "both headers are read"),
    "mikel-mail/mails/plain_emails/raw_email_multiple_from.eml": (
        "from_addrs from_names reply_to_addrs to_addrs to_names",
        f"{NOBODY}; two addresses without a comma",
    ),
    "mikel-mail/mails/plain_emails/raw_email_with_at_display_name.eml": ("from_addrs from_names", NOBODY),
    "mikel-mail/mails/rfc2822/example10.eml": ("from_addrs from_names to_addrs", "comments are no part of an address"),
    "mikel-mail/mails/rfc2822/example13.eml": (
        "from_addrs from_names message_id to_addrs to_names",
        "blanks before the colons, as RFC 2822 once allowed",
    ),
    "sisimai-bounces-sample/mails/bsd/lhost-kddi-02.eml": (
        "att_count att_filenames att_contents",
        "the enclosed mail is a file",
    ),
    "sisimai-bounces-sample/mails/bsd/lhost-qmail-20.eml": (
        "att_count att_filenames att_contents",
        "the enclosed mail is a file",
    ),
    "sisimai-bounces-sample/mails/mac/rfc3834-01.eml": (
        "from_addrs from_names to_addrs to_names subject message_id date_utc text",
        "lines that end in CR alone are read",
    ),
    "talon-replies/fixtures/standard_replies/thunderbird.eml": ("text", "a flowing line ends where the quote ends"),
}


@pytest.mark.parametrize("source", SOURCES)
def test_at_least_98_of_100_fields_agree_and_every_difference_has_its_reason(shared, source):
    agreed, differing = 0, {}
    root = shared(f"data/email-{source}")
    for path, fields in expected(shared, source):
        ours = understood(path)
        differs = {name for name, value in fields.items() if ours[name] != value}
        agreed += len(fields) - len(differs)
        if differs:
            differing[f"{source}/{path.relative_to(root)}"] = differs
    listed = {name: set(fields.split()) for name, (fields, _) in DIFFERENCES.items() if name.startswith(f"{source}/")}
    assert differing == listed
    assert agreed / (agreed + sum(map(len, differing.values()))) >= 0.98


# Described in the collection's README rather than in its file.
ALSO = {"dos/rfc3834-01.eml": "auto_reply_rfc3834", "mac/rfc3834-01.eml": "auto_reply_rfc3834"}
ALSO |= {"not/is-not-bounce-01.eml": "not_bounce"}


def kinds(shared):
    """Mails of machines: what each is, by those who collected them."""
    folder = shared("data/email-sisimai-bounces-sample")
    also = {name: {"kind": kind, "expected": []} for name, kind in ALSO.items()}
    for name, told in {**json.loads((folder / "expected.json").read_text()), **also}.items():
        yield f"sisimai-bounces-sample/mails/{name}", read(folder / "mails" / name), told


def test_bounces_and_automatic_answers_are_recognised(shared):
    told = list(kinds(shared))
    wrong = {name for name, mail, told in told if (mail.bounce is not None) != (told["kind"] == "bounce")}
    # A mailing list's alert about a loop: it says of no address that mail did not arrive.
    assert wrong == {"sisimai-bounces-sample/mails/bsd/lhost-fml-03.eml"}
    assert {name for name, mail, told in told if mail.automatic != (told["kind"] != "not_bounce")} == wrong
    assert len(told) == 91


def test_a_status_is_the_one_that_others_read(shared):
    stated = [
        (mail.bounce.status, {each["dsn"] for each in told["expected"]})
        for _name, mail, told in kinds(shared)
        if mail.bounce and not all(each["dsn"].startswith("5.0.9") for each in told["expected"])  # made up by them
    ]
    assert len(stated) == 67
    assert [status for status, named in stated if status not in named] == []


# Mails of machines in the sources whose mails are otherwise people's.
MACHINES = {
    "chatwoot/mails/auto_reply.eml": None,
    "chatwoot/mails/auto_reply_with_auto_submitted.eml": None,
    "chatwoot/mails/non_utf_encoded_mail.eml": None,
    "chatwoot/mails/bounced_gmail.eml": "failed",
    "chatwoot/mails/bounced_with_no_from.eml": "failed",
    "enmime/mails/dsn/delayed_dsn.raw": "delayed",
    "enmime/mails/dsn/dsn_with_multipart_alternative.raw": "failed",
    "enmime/mails/dsn/multi_recipient_dsn.raw": "failed",
    "enmime/mails/dsn/simple_dsn.raw": "failed",
    "enmime/mails/dsn/simple_dsn_with_html.raw": "failed",
    "enmime/mails/mail/multipart-wo-boundary.raw": "failed",
    "mikel-mail/mails/mime_emails/raw_email_with_mimepart_without_content_type.eml": "delayed",
    "mikel-mail/mails/multipart_report_emails/multi_address_bounce1.eml": "failed",
    "mikel-mail/mails/multipart_report_emails/multi_address_bounce2.eml": "failed",
    "mikel-mail/mails/multipart_report_emails/multipart_report_multiple_status.eml": "failed",
    "mikel-mail/mails/multipart_report_emails/report_422.eml": "delayed",
    "mikel-mail/mails/multipart_report_emails/report_530.eml": "failed",
}


def test_no_other_mail_is_taken_for_a_machines(shared):
    others = {name: read(path) for name, path in mails(shared) if not name.startswith("sisimai")}
    found = {name: mail.bounce and mail.bounce.action for name, mail in others.items() if mail and mail.automatic}
    assert found == MACHINES


@pytest.mark.slow
def test_no_customers_words_make_a_mail_a_machines(shared):
    count = Counter()
    for words in messages(shared):
        read = parse(mail(words, subject=" ".join(words.split())[:60]))
        count[read.automatic, read.answerable] += 1
    assert list(count) == [(False, True)]
    assert count.total() > 22_000


def test_new_words_are_those_that_others_found(shared):
    discourse = shared("data/email-discourse-replies-sample")
    for path in sorted((discourse / "emails").iterdir()):
        told = (discourse / "trimmed" / path.name).read_text(errors="replace")
        assert squeezed(new_words(path.read_text(errors="replace"))) == squeezed(told), path.name


def test_new_words_of_whole_mails_are_those_that_others_found(shared):
    fixtures = shared("data/email-talon-replies/fixtures")
    told = json.loads((fixtures.parent / "expected.json").read_text())
    plain = {name: parse((fixtures / name).read_bytes()).reply for name in told["plain_standard_replies"]}
    differ = {
        name for name, words in plain.items() if squeezed(words) != squeezed(told["plain_standard_replies"][name])
    }
    # Talon cuts signatures in a second step; we cut them at once.
    assert differ == {"standard_replies/iphone.eml", "standard_replies/sparrow.eml"}
    assert {plain[name] for name in differ} == {"Hello"}
    html = {name: words for name, words in told["html_replies"].items() if name != "_rule"}
    for name, words in html.items():
        source = (fixtures / name).read_text(errors="replace")
        assert new_words(to_text(without_quote(source))).split() == words.split(), name


# What each of these bodies must still say, and what of it may not be taken for new words.
GITHUB = {
    "correct_sig.txt": ("with a correct -- signature.", "rick"),
    "email_1_1.txt": ("-Abhishek Kona", "mailman"),
    "email_1_2.txt": ("You can list the keys", "Russell Brown wrote"),
    "email_1_3.txt": ("Having the function would be great.", ">"),
    "email_1_4.txt": ("another problem with it.", "Loader"),
    "email_1_5.txt": ("for a while.", ">"),
    "email_1_6.txt": ("I get proper rendering as well.", "caching"),
    "email_1_7.txt": (":+1:", "Wanstrath"),
    "email_1_8.txt": ("and under this.", "Hey there"),
    "email_2_1.txt": ("Outlook with a reply", "Google"),
    "email_2_2.txt": ("directly above line", "CRM"),
    "email_2_3.txt": ("directly above line", "CRM"),
    "email_BlackBerry.txt": ("Here is another email", "BlackBerry"),
    "email_bullets.txt": ("- and another", "Joe Smith"),
    "email_iPhone.txt": ("Here is another email", "iPhone"),
    "email_long_quote.txt": ("What is the best way", "Russell"),
    "email_multi_word_sent_from_my_mobile_device.txt": ("Here is another email", "Verizon"),
    "email_one_is_not_on.txt": ("One outstanding question I had:", "lastLocation"),
    "email_sent_from_my_not_signature.txt": ("Sent from my desk", ">"),
    "email_sig_delimiter_in_middle_of_line.txt": ("kthxbai", ">"),
    "greedy_on.txt": ("On your remote host", "Plymale"),
    "pathological.txt": ("get back to a computer.", "Sullivan"),
}


def test_the_bodies_that_other_cutters_fail_on_are_cut_right(shared):
    fixtures = shared("data/email-github-reply-parser/fixtures")
    assert {path.name for path in fixtures.iterdir()} == set(GITHUB)
    for name, (said, not_said) in GITHUB.items():
        reply = new_words((fixtures / name).read_text(errors="replace"))
        assert said in reply, name
        assert not_said not in reply, name
