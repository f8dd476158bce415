"""What is known of a customer: set, changed, imported, and each time with who said so."""

import csv

import pytest
from django.core.management import CommandError, call_command

from tests import make
from tickets.actions.customers import attributes, merging
from tickets.actions.record import Invalid
from tickets.actions.setup.custom_fields import add_field, change_field
from tickets.models import Customer, CustomerChange, CustomerValue
from tickets.rules.access import COMMAND, Denied

pytestmark = pytest.mark.django_db
AT, LATER = make.at("10 10:42"), make.at("11 10:42")


@pytest.fixture
def plan():
    make.desk()
    add_field(by=COMMAND, on="customer", key="spent", label="Lifetime value", kind="number")
    return add_field(by=COMMAND, on="customer", key="plan", label="Plan", kind="choice", choices="Gold\nSilver\ngold")


@pytest.fixture
def mia(plan):
    return make.ticket("5 10:00", name="Mia Novak").customer


def test_a_value_has_its_source_and_its_time_and_the_same_again_changes_neither(mia):
    ana = make.person()
    attributes.set_values(mia, {"plan": "gold", "spent": "10.0"}, source="crm", by=ana, at=AT)
    attributes.set_values(mia, {"plan": "Gold"}, source="another", by=ana, at=LATER)
    told = [(row.field.key, row.value, row.source, row.by, row.at) for row in attributes.of(mia)]
    assert told == [("spent", "10", "crm", ana, AT), ("plan", "Gold", "crm", ana, AT)]
    assert CustomerChange.objects.count() == 2


def test_what_was_before_stays_with_who_changed_it(mia):
    for value, at in (("Gold", AT), ("Silver", LATER), ("", LATER)):
        attributes.set_values(mia, {"plan": value}, source="crm", by=make.person(), at=at)
    told = [(row.titled, row.before, row.after, row.source) for row in CustomerChange.objects.all()]
    assert told == [("Plan", "", "Gold", "crm"), ("Plan", "Gold", "Silver", "crm"), ("Plan", "Silver", "", "crm")]
    assert not CustomerValue.objects.exists()


@pytest.mark.parametrize("values", [{"plan": "Bronze"}, {"spent": "much"}, {"nothing": "1"}])
def test_what_no_field_holds_is_refused_whole_and_named(mia, values):
    with pytest.raises(Invalid) as refused:
        attributes.set_values(mia, {"spent": "1"} | values, by=make.person(), at=AT)
    assert refused.value.field in values
    assert not CustomerValue.objects.exists()


def test_a_field_out_of_use_takes_nothing_and_keeps_what_it_has(mia, plan):
    attributes.set_values(mia, {"plan": "Gold"}, by=make.person(), at=AT)
    change_field(plan, by=COMMAND, label="Old plan", choices="Gold", required=False, in_use=False)
    with pytest.raises(Invalid):
        attributes.set_values(mia, {"plan": ""}, by=make.person(), at=AT)
    assert [str(row) for row in attributes.of(mia)] == ["Gold"]


def test_who_only_reads_sets_nothing(mia):
    with pytest.raises(Denied):
        attributes.set_values(mia, {"plan": "Gold"}, by=make.person("rea", "read_only"), at=AT)


def test_a_merge_leaves_each_file_its_own(mia):
    other = make.ticket("6 10:00", email="work@example.org").customer
    attributes.set_values(mia, {"plan": "Gold"}, by=make.person(), at=AT)
    attributes.set_values(other, {"plan": "Silver"}, by=make.person(), at=AT)
    merging.merge_customers(mia, into=other, by=make.person(), at=AT)
    assert [str(row) for row in attributes.of(other)] == ["Silver"]
    merging.unmerge_customers(mia, by=make.person(), at=AT)
    assert [str(row) for row in attributes.of(mia)] == ["Gold"]


def imported(tmp_path, *rows, **options):
    path = tmp_path / "crm.csv"
    with path.open("w", newline="", encoding="utf-8-sig") as lines:
        csv.writer(lines).writerows(rows)
    try:
        call_command("import_attributes", str(path), **options)
    except SystemExit as end:
        return end.code
    return 0


def test_a_file_is_imported_and_does_nothing_the_second_time(mia, tmp_path, capsys):
    rows = [("email", "plan", "spent"), (" Mia@Example.org ", "gold", "12.50")]
    assert imported(tmp_path, *rows) == 0
    assert "1 taken, 0 known before, 0 refused" in capsys.readouterr().out
    assert [(row.value, row.source) for row in attributes.of(mia)] == [("12.5", "crm.csv"), ("Gold", "crm.csv")]
    assert imported(tmp_path, *rows) == 0
    assert "0 taken, 1 known before, 0 refused" in capsys.readouterr().out


def test_a_line_that_cannot_be_taken_is_named_and_the_others_are_taken(mia, tmp_path, capsys):
    rows = [("email", "plan"), ("nobody@example.org", "Gold"), (make.MIA, "Bronze"), (make.MIA, "Silver")]
    assert imported(tmp_path, *rows) == 1
    told = capsys.readouterr()
    assert "1 taken, 0 known before, 2 refused" in told.out
    assert "line 2: Nobody is known" in told.err
    assert "line 3: Plan: “Bronze” is none of: Gold, Silver." in told.err
    assert Customer.objects.count() == 1


@pytest.mark.parametrize("columns", [("phone", "plan"), ("email", "colour")])
def test_a_file_with_other_columns_is_refused_whole(mia, tmp_path, columns):
    with pytest.raises(CommandError):
        imported(tmp_path, columns, (make.MIA, "Gold"))
