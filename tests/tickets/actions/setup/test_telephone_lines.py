"""How a line's provider proves itself, and whom a call rings."""

import pytest

from tests import make
from tickets.actions.record import Invalid
from tickets.actions.setup.telephone_lines import change_line
from tickets.models import Line
from tickets.rules.access import Denied

pytestmark = pytest.mark.django_db
SAID = {"signed_by": "twilio", "key": "token", "region": "", "rings": [], "timeout": 20, "language": "de-DE"}
SAID |= {"voicemail": False, "says": "Later."}


@pytest.fixture
def line():
    return make.account("phone", "main", address="+4930901800")[0].line


def change(line, by=None, **said):
    return change_line(line, by=by or make.person("root", "administrator"), **SAID | said)


def test_a_line_is_put_right(line):
    make.person("ana"), make.person("ben")
    change(line, region=" at ", rings=[("ana", ""), ("ben", "01 5321234")])
    row = Line.objects.get()
    assert (row.signed_by, row.key, row.region, row.timeout, row.says) == ("twilio", "token", "AT", 20, "Later.")
    assert (row.rings, row.voicemail, row.language) == ([["ana", ""], ["ben", "+4315321234"]], False, "de-DE")


def test_a_number_is_dialled_from_where_the_line_is(line):
    make.person("ana")
    assert change(line, rings=[("ana", "030 901821")]).rings == [["ana", "+4930901821"]]


@pytest.mark.parametrize(("said", "key"), [({"key": ""}, "token"), ({"signed_by": "secret", "key": "x"}, "")])
def test_an_empty_key_keeps_the_one_that_is_there_and_our_own_secret_needs_none(line, said, key):
    change(line)
    assert change(line, **said).key == key


WRONG = [
    ({"key": ""}, "key"),
    ({"region": "XX"}, "region"),
    ({"rings": [("nobody", "")]}, "rings"),
    ({"rings": [("rita", "")]}, "rings"),
    ({"rings": [("gone", "")]}, "rings"),
    ({"rings": [("ana", "twelve")]}, "rings"),
]


@pytest.mark.parametrize(("said", "field"), WRONG)
def test_what_cannot_work_is_refused(line, said, field):
    make.person("ana"), make.person("rita", "read_only"), make.person("gone", is_active=False)
    with pytest.raises(Invalid) as caught:
        change(line, **said)
    assert (caught.value.field, Line.objects.get().signed_by) == (field, "secret")


def test_another_scheme_needs_a_key_of_its_own(line):
    change(line)
    with pytest.raises(Invalid, match="nothing proves who calls"):
        change(line, signed_by="plivo", key="")


def test_only_who_sets_the_desk_up_may(line):
    with pytest.raises(Denied):
        change(line, by=make.person("lea", "manager"))
