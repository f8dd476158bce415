"""How somebody wants their own desk."""

from tickets.models.preferences import preferences_of

PAGE = "/admin/tickets/ticket/my-desk/"


def test_everybody_sets_their_own_desk_and_reads_it_again(browser):
    rea = browser("rea", "read_only")
    page = rea.client.get(PAGE)
    assert page.context["form"]["undo_seconds"].value() == 10
    answer = rea.client.post(PAGE, {"undo_seconds": "20", "sound": "on"})
    assert answer["Location"] == PAGE
    mine = preferences_of(rea.person.pk)
    assert (mine.undo_seconds, mine.sound, mine.notice, mine.send_by_enter) == (20, True, False, False)
    assert PAGE in rea.client.get("/admin/tickets/ticket/").content.decode()  # in the menu of their name


def test_what_a_mail_cannot_wait_is_said_beside_the_field(ana):
    answer = ana.client.post(PAGE, {"undo_seconds": "31"})
    assert "less than or equal to 30" in answer.content.decode()
    assert preferences_of(ana.person.pk).undo_seconds == 10


def test_a_signature_names_only_what_has_a_value_there(ana):
    answer = ana.client.post(PAGE, {"undo_seconds": "10", "signature": "{customer.name}"})
    assert "has no value in a signature" in answer.content.decode()
