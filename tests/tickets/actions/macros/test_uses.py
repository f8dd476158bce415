"""How often macros are used, by whom."""

import pytest

from tests import make
from tickets.actions.macros.uses import note_use
from tickets.models import Macro, MacroUse
from tickets.rules.access import Denied


@pytest.fixture
def macros(db):
    return [Macro.objects.create(name=name, text="Hello") for name in ("A", "B", "C")]


def names(user):
    return [macro.name for macro in Macro.objects.offered_to(user)]


def test_a_list_begins_with_what_a_person_uses_most_then_what_everybody_does(macros):
    ana, ben = make.person("ana"), make.person("ben")
    _a, b, c = macros
    for macro, by, times in ((b, ben, 3), (c, ana, 1)):
        for _ in range(times):
            note_use(macro, by=by)
    assert names(ana) == ["C", "B", "A"]
    assert names(ben) == ["B", "C", "A"]
    assert [(macro.own, macro.desk) for macro in Macro.objects.offered_to(ana)] == [(1, 1), (0, 3), (0, 0)]
    assert MacroUse.objects.count() == 2


def test_who_answers_nobody_uses_none(macros):
    with pytest.raises(Denied):
        note_use(macros[0], by=make.person("rita", "read_only"))
    assert not MacroUse.objects.exists()
