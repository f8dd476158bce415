"""A person's own desk."""

import pytest

from tests import make
from tickets.actions.record import Invalid
from tickets.actions.setup.preferences import prefer
from tickets.models import Preferences
from tickets.models.preferences import preferences_of

pytestmark = pytest.mark.django_db


def chosen(**changed):
    return {"send_by_enter": True, "undo_seconds": 10, "sound": False, "notice": False} | changed


def test_whoever_set_nothing_has_a_quiet_desk_and_ten_seconds_to_take_a_mail_back():
    kim = make.person("kim")
    mine = preferences_of(kim.pk)
    assert (mine.send_by_enter, mine.undo_seconds, mine.sound, mine.notice) == (True, 10, False, False)
    assert not Preferences.objects.exists()


def test_what_a_person_sets_holds_for_them_alone_and_the_last_word_counts():
    kim, lee = make.person("kim"), make.person("lee")
    prefer(by=kim, **chosen(undo_seconds=30, sound=True))
    prefer(by=kim, **chosen(undo_seconds=0, notice=True))
    mine = preferences_of(kim.pk)
    assert (mine.undo_seconds, mine.sound, mine.notice) == (0, False, True)
    assert preferences_of(lee.pk).undo_seconds == 10


@pytest.mark.parametrize("seconds", [-1, 31])
def test_a_mail_waits_no_longer_than_half_a_minute(seconds):
    with pytest.raises(Invalid):
        prefer(by=make.person("kim"), **chosen(undo_seconds=seconds))


def test_also_who_only_reads_may_set_their_own_desk():
    assert prefer(by=make.person("rea", "read_only"), **chosen(sound=True)).sound


def test_a_signature_is_kept_and_names_only_what_has_a_value_there():
    kim = make.person("kim")
    prefer(by=kim, **chosen(signature="{agent.name}\n"))
    assert preferences_of(kim.pk).signature == "{agent.name}"
    with pytest.raises(Invalid) as refused:
        prefer(by=kim, **chosen(signature="{customer.name}"))
    assert "{customer.name} has no value in a signature" in str(refused.value)
