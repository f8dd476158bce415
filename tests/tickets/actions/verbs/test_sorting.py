"""What a ticket is called, and its tags: the latest holds, and the history keeps what was before."""

import json

import pytest
from django.core.management import call_command

from tests import make
from tickets.actions.record import Invalid
from tickets.models import Event, Message, Ticket

pytestmark = pytest.mark.django_db
NAMED = "The app hangs\nafter the  update"


@pytest.fixture
def ticket():
    make.desk()
    return make.ticket("5 10:00", "It hangs.", subject="Help!")


def test_a_new_name_holds_and_the_history_keeps_the_old_one(ticket):
    done = make.do("rename", ticket, by=make.person(), at=make.at("5 11:00"), subject=NAMED)
    assert done.subject == Ticket.objects.get().subject == "The app hangs after the update"
    words = Event.objects.get(kind="rename").message
    assert (words.direction, words.text) == ("internal", "“Help!” is now called “The app hangs after the update”.")


def test_the_same_name_again_changes_nothing(ticket):
    make.do("rename", ticket, by=make.person(), at=make.at("5 11:00"), subject=" Help! ")
    assert not Event.objects.filter(kind="rename").exists()


def test_names_come_in_any_order_and_the_latest_holds(tmp_path):
    make.desk()
    lines = [
        {"id": "3", "ticket": "T", "at": "2025-03-05T12:00:00Z", "kind": "rename", "by": "ana", "subject": "Third"},
        {"id": "1", "ticket": "T", "at": "2025-03-05T10:00:00Z", "kind": "contact", "channel": "web", "subject": "One"},
        {"id": "2", "ticket": "T", "at": "2025-03-05T11:00:00Z", "kind": "rename", "by": "ana", "subject": "Second"},
    ]
    for number, line in enumerate(lines):
        file = tmp_path / f"{number}.jsonl"
        file.write_text(json.dumps({"from": {"email": "mia@example.org"}, "text": "x"} | line))
        call_command("import_history", file, verbosity=0)
    assert Ticket.objects.get().subject == "Third"


def test_a_name_goes_out_and_comes_in_as_it_was(ticket, tmp_path):
    make.do("rename", ticket, by=make.person(), at=make.at("5 11:00"), subject="The app hangs")
    call_command("export_history", first := tmp_path / "first.jsonl")
    make.empty()
    call_command("import_history", first, verbosity=0)
    call_command("export_history", second := tmp_path / "second.jsonl")
    assert first.read_text() == second.read_text()
    assert '"subject": "The app hangs"' in first.read_text()
    assert Ticket.objects.get().subject == "The app hangs"
    assert Message.objects.filter(direction="internal").count() == 1


def test_the_page_offers_it_with_the_name_of_now(ticket, django_user_model, client):
    ana = make.person()
    ana.is_staff = True
    ana.save()
    client.force_login(ana, backend="django.contrib.auth.backends.ModelBackend")
    page = f"/admin/tickets/ticket/{ticket.pk}/"
    assert 'value="Help!"' in client.get(f"{page}change/").content.decode()
    client.post(f"{page}do/rename/", {"subject": "The app hangs", "version": ticket.version})
    after = client.get(f"{page}change/").content.decode()
    assert "“Help!” is now called “The app hangs”." in after
    assert '<h2 class="d-title">The app hangs</h2>' in after


def tag(ticket, at="5 11:00", **given):
    return make.do("tag", ticket, by=make.person(), at=make.at(at), **given)


def test_tags_are_put_on_and_taken_off(ticket):
    assert tag(ticket, add=["Billing", " app  crash "]).tags == ["app crash", "billing"]
    assert tag(ticket, "5 11:10", add=["vip"], remove=["billing", "unknown"]).tags == ["app crash", "vip"]
    assert [event.data for event in Event.objects.filter(kind="tag").order_by("id")] == [
        {"add": ["app crash", "billing"]},
        {"add": ["vip"], "remove": ["billing"]},
    ]


def test_what_changes_nothing_leaves_no_event(ticket):
    tag(ticket, add=["billing"])
    tag(ticket, "5 11:10", add=["Billing"], remove=["vip"])
    assert Event.objects.filter(kind="tag").count() == 1


@pytest.mark.parametrize(
    ("given", "why"), [({}, "Say which tags"), ({"add": [f"t{n}" for n in range(21)]}, "at most 20")]
)
def test_no_tag_and_too_many_are_refused(ticket, given, why):
    with pytest.raises(Invalid, match=why):
        tag(ticket, **given)
    assert Ticket.objects.get().tags == []


def test_tags_follow_from_the_events(ticket):
    tag(ticket, add=["billing"])
    Ticket.objects.update(tags=["wrong"], rules_version=0)
    call_command("rebuild_tickets")
    assert Ticket.objects.get().tags == ["billing"]


def test_tags_go_out_and_come_in_as_they_were(ticket, tmp_path):
    tag(ticket, add=["billing", "vip"])
    tag(ticket, "5 11:10", remove=["vip"])
    call_command("export_history", first := tmp_path / "first.jsonl")
    make.empty()
    call_command("import_history", first, verbosity=0)
    call_command("export_history", second := tmp_path / "second.jsonl")
    assert first.read_text() == second.read_text()
    assert Ticket.objects.get().tags == ["billing"]
