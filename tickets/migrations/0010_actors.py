"""Every event says who did it. What an old one can tell is taken from it; the guards come back after every migrate."""

from django.db import migrations, models
from django.db.models import CharField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce

KINDS = ("person", "customer", "rule", "clock", "channel", "import")
CUSTOMERS = ("contact", "thanks", "confirm", "dispute", "feedback", "facts", "promise_waived")
CHANNELS = ("auto_reply", "bounce", "asked_confirmation", "survey_sent")


def lift_guards(schema_editor):
    """Events are never changed, but for this once."""
    names = ("event_no_update", "event_no_delete")
    drops = [f"DROP TRIGGER IF EXISTS {name}" for name in names]
    if schema_editor.connection.vendor == "postgresql":
        drops = ["DROP TRIGGER IF EXISTS event_no_change ON tickets_event"]
    for drop in drops:
        schema_editor.execute(drop)


def say_who_did_it(apps, schema_editor):
    """The person who is named; else whoever alone does such things; else the import that it came by, or its channel."""
    lift_guards(schema_editor)
    events, messages = (apps.get_model("tickets", name).objects for name in ("Event", "Message"))
    tickets = apps.get_model("tickets", "Ticket").objects.filter(pk=OuterRef("ticket_id"))
    customer = Subquery(tickets.values(customer_text=Cast("customer_id", CharField()))[:1])
    own = Subquery(messages.filter(pk=OuterRef("message_id")).values("channel")[:1])
    first = Subquery(messages.filter(ticket=OuterRef("ticket_id")).order_by("id").values("channel")[:1])
    events.exclude(by=None).update(actor_kind="person", actor_id=Cast("by_id", CharField()))
    left = events.filter(actor_kind="")
    left.filter(kind__in=CUSTOMERS).update(actor_kind="customer", actor_id=customer)
    left.filter(kind="close").update(actor_kind="clock", actor_id="sweep")
    left.filter(kind__in=CHANNELS).update(actor_kind="channel", actor_id=Coalesce(own, Value("email")))
    left.exclude(external_id=None).update(actor_kind="import", actor_id="history")
    left.filter(kind="promise").update(actor_kind="channel", actor_id="phone")
    left.update(actor_kind="channel", actor_id=Coalesce(first, Value("other")))


class Migration(migrations.Migration):
    dependencies = [("tickets", "0009_choices_checked")]

    operations = [
        migrations.AddField(
            model_name="event",
            name="actor_kind",
            field=models.CharField(
                verbose_name="who did it", max_length=8, choices=[(kind, kind) for kind in KINDS], default=""
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="event",
            name="actor_id",
            field=models.CharField(verbose_name="which of them", max_length=80, default=""),
            preserve_default=False,
        ),
        migrations.RunPython(say_who_did_it, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=Q(actor_kind__in=sorted(KINDS)), name="event_actor_kind_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(condition=~Q(actor_id=""), name="event_has_an_actor"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=Q(actor_kind="person", by__isnull=False) | (~Q(actor_kind="person") & Q(by=None)),
                name="event_by_is_its_person",
            ),
        ),
    ]
