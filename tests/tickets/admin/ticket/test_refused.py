"""A verb that did not go through: what was typed stays, and beside it stands what is wrong."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import make
from tests.tickets.admin.conftest import words
from tests.tickets.admin.ticket.conftest import kinds
from tickets.actions.promises import PromiseGiven
from tickets.models import Message, Promise


def test_a_forbidden_move_says_why_and_keeps_the_text(ana, ticket):
    make.do("resolve", ticket, by=ana.person, at=make.at("10 10:20"))
    answer = ana.do(ticket, "reply", text="One more thing", then="wait")
    assert answer.status_code == 409
    assert "The ticket is already resolved. Open it again first." in words(answer)
    assert "One more thing" in answer.content.decode()


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        ("reply", {"text": " "}),
        ("reply", {"text": "x", "promise.text": "", "promise.due_at": ""}),
        ("reply", {"text": "x", "promise.due_at": "2025-03-11T10:00"}),
        ("reply", {"text": "x", "promise.text": "late", "promise.due_at": "2025-03-09T10:00"}),
        ("reply", {"text": "x", "promise.text": "when", "promise.due_at": "soon"}),
        ("reply", {"text": "x", "channel": "pigeon"}),
        ("reply", {"text": "x", "keeps": "999"}),
        ("reply", {"text": "x", "recipient": "not an address"}),
        ("assign", {}),
        ("assign", {"to": "999"}),
        ("assign", {"to": "x'"}),
        ("status", {"to": "closed"}),
        ("priority", {"to": "asap"}),
        ("snooze", {"until": "2025-03-09T10:00"}),
        ("merge", {"into": "999999"}),
        ("merge", {"into": "²"}),
        ("facts", {"facts": "Pixel 7"}),
        ("facts", {"facts": "device: Pixel 7", "from_message": "999"}),
        ("ask", {"facts": ", ,"}),
        ("keep-promise", {"promise": "999"}),
        ("retry", {"message": "999"}),
        ("split", {"messages": "999"}),
    ],
)
def test_what_cannot_be_taken_is_refused_and_changes_nothing(ana, ticket, verb, said):
    before = kinds(ticket)
    answer = ana.do(ticket, verb, **said)
    assert answer.status_code == 400
    assert b"d-refused" in answer.content
    assert kinds(ticket) == before


def part(answer, start, end):
    """What stands on a page between two marks."""
    return answer.content.decode().partition(start)[2].partition(end)[0]


def test_a_refused_field_keeps_what_was_typed_and_says_beside_it_what_is_wrong(ana, ticket):
    answer = ana.do(ticket, "snooze", until="2025-03-09T10:00")
    form = part(answer, f'action="/admin/tickets/ticket/{ticket.pk}/do/snooze/"', "</form>")
    assert 'value="2025-03-09T10:00"' in form
    assert "Snooze until a time in the future." in form
    assert "Snooze until a time in the future." not in part(answer, "do/merge/", "</form>")


def test_a_number_of_nothing_is_said_beside_the_number(ana, ticket):
    answer = ana.do(ticket, "merge", into="#999999")
    form = part(answer, f'action="/admin/tickets/ticket/{ticket.pk}/do/merge/"', "</form>")
    assert 'value="#999999"' in form
    assert "There is no ticket #999999." in form


def test_a_refused_answer_keeps_all_that_was_typed_but_its_files(ana, ticket):
    make.answered(ticket, "10 10:10", promise=PromiseGiven("a fix", make.at("10 12:00")))
    owed = Promise.objects.get().pk
    said = {"text": "My long answer", "promise.text": "", "promise.due_at": "2025-03-11T10:00", "keeps": owed}
    answer = ana.do(ticket, "reply", attachments=SimpleUploadedFile("fix.txt", b"x"), **said)
    form = part(answer, 'id="composer"', "</form>")
    assert answer.status_code == 400
    assert "My long answer" in form
    assert 'name="promise.due_at"' in form
    assert 'value="2025-03-11T10:00"' in form
    assert "Say what is promised." in form
    assert f'name="keeps" value="{owed}" checked' in form
    assert "Choose the files again" in form
    assert Message.objects.filter(text="My long answer").count() == 0


def test_what_was_typed_for_one_row_does_not_show_at_another(ana, ticket):
    for text in ("a fix", "a build"):
        make.answered(ticket, "10 10:10", promise=PromiseGiven(text, make.at("10 12:00")))
    first, second = Promise.objects.order_by("pk")
    answer = ana.do(ticket, "supersede-promise", promise=second.pk, text="sooner", due_at="2025-03-09T10:00")
    forms = answer.content.decode().split('name="promise" value="')[1:]
    shown = {int(form.partition('"')[0]): form for form in forms}
    assert "A promise is due in the future." in shown[second.pk]
    assert 'value="sooner"' in shown[second.pk]
    assert "sooner" not in shown[first.pk]


def test_a_promise_without_words_is_refused_beside_its_field(ana, ticket):
    answer = ana.do(ticket, "reply", text="My long answer", **{"promise.text": " ", "promise.due_at": ""})
    form = part(answer, 'id="composer"', "</form>")
    assert "promise: true" in form
    assert "Say what is promised." in part(answer, 'name="promise.text"', "</div>")
    assert "My long answer" in form
    assert not Message.objects.filter(text="My long answer").exists()
    assert not Promise.objects.exists()
