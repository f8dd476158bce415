from datetime import UTC

from django.db import migrations, models
from django.db.models import F, Func, Max, Min, OuterRef, Subquery

from tickets.rules.lifecycle import SETTLED, UNRESOLVED
from tickets.rules.ranking import LAST, rank

BATCH, MANY = 1000, 50_000


class UnixSeconds(Func):
    """A moment as a whole number."""

    output_field = models.BigIntegerField()
    template = "CAST(EXTRACT(EPOCH FROM %(expressions)s) AS BIGINT)"

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(
            compiler, connection, template="CAST(strftime('%%s', %(expressions)s) AS INTEGER)", **context
        )


def give_places(apps, schema_editor):
    """What the rows of tickets say by now, without telling their stories again."""
    names = ("Ticket", "Promise", "ServiceClock")
    ticket, promise, running = (apps.get_model("tickets", name) for name in names)
    owed = promise.objects.filter(owed=True).order_by()
    first = owed.filter(ticket=OuterRef("pk")).values("ticket").annotate(first=Min("due_at")).values("first")
    ticket.objects.filter(pk__in=owed.values("ticket"), merged_into=None).exclude(
        status__in=["merged", "spam", "test"]
    ).update(promise_due_at=Subquery(first))
    done = ticket.objects.filter(status__in=sorted(SETTLED), resolved_at__isnull=False)
    for start in range(0, (done.aggregate(top=Max("pk"))["top"] or 0) + 1, MANY):  # no statement may take long
        some = done.filter(pk__gte=start, pk__lt=start + MANY)
        some.update(rank=LAST - UnixSeconds(F("resolved_at")))
    updates = running.objects.filter(metric="update", ended_at=None, due_at__isnull=False)
    due_updates = dict(updates.values_list("ticket").annotate(first=Min("due_at")).order_by())
    batch = []
    for row in ticket.objects.filter(status__in=sorted(UNRESOLVED)).iterator(BATCH):
        due = {"promise": row.promise_due_at, "update": due_updates.get(row.pk), row.due_kind: row.due_at}
        row.rank = rank(row.waiting_on, [(_unix(at), kind) for kind, at in due.items() if at])
        batch.append(row)
        if len(batch) == BATCH:
            ticket.objects.bulk_update(batch, ["rank"])
            batch = []
    ticket.objects.bulk_update(batch, ["rank"])


def _unix(at):
    return int(at.astimezone(UTC).timestamp())


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0034_preferences"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="ticket",
            name="list_mine",
        ),
        migrations.RemoveIndex(
            model_name="ticket",
            name="list_of_team",
        ),
        migrations.AddField(
            model_name="ticket",
            name="promise_due_at",
            field=models.DateTimeField(null=True, verbose_name="what we promised is due at"),
        ),
        migrations.AddField(
            model_name="ticket",
            name="rank",
            field=models.BigIntegerField(default=5497558138880, editable=False, verbose_name="place in the lists"),
        ),
        migrations.RunPython(give_places, migrations.RunPython.noop),
    ]
