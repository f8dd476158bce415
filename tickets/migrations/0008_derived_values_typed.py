"""What a ticket's row says of its channels and rules becomes data: it was a text, cut to fit, and was read all the same."""

from collections import Counter

from django.db import migrations, models

CUT_FROM = 190  # a text so long may have lost its end
LATEST = 30
BATCH = 1000
NEW = ["last_channel", "channels", "contacts_by_channel", "stalled_rules"]


def read(apps, schema_editor):
    """From texts to data. Texts that were cut are counted again from the events."""
    tickets, events = apps.get_model("tickets", "Ticket"), apps.get_model("tickets", "Event")
    batch = []
    for ticket in tickets.objects.exclude(text_of_channels="", text_of_rules="").iterator(chunk_size=BATCH):
        ticket.stalled_rules = [rule for rule in ticket.text_of_rules.split(",") if rule]
        told = [name for name in ticket.text_of_channels.split(",") if name]
        if len(ticket.text_of_channels) >= CUT_FROM:
            told = _contacts(events, tickets, ticket.pk)
        ticket.last_channel = told[-1] if told else ""
        ticket.channels, ticket.contacts_by_channel = told[-LATEST:], dict(Counter(told))
        batch.append(ticket)
        if len(batch) == BATCH:
            tickets.objects.bulk_update(batch, NEW)
            batch.clear()
    tickets.objects.bulk_update(batch, NEW)


def _contacts(events, tickets, ticket):
    """The channel of every message of the customer: how many of them were one contact, the next change will tell."""
    own = [ticket, *tickets.objects.filter(merged_into=ticket).values_list("pk", flat=True)]
    rows = events.objects.filter(ticket__in=own, kind__in=("contact", "thanks")).order_by("occurred_at", "id")
    return [data["channel"] for data in rows.values_list("data", flat=True) if not data.get("automatic")]


def write(apps, schema_editor):
    """From data to texts of the length of before."""
    tickets, batch = apps.get_model("tickets", "Ticket"), []
    for ticket in tickets.objects.exclude(last_channel="", stalled_rules=[]).iterator(chunk_size=BATCH):
        ticket.text_of_channels = ",".join(ticket.channels)[:200]
        ticket.text_of_rules = ",".join(ticket.stalled_rules)
        batch.append(ticket)
        if len(batch) == BATCH:
            tickets.objects.bulk_update(batch, ["text_of_channels", "text_of_rules"])
            batch.clear()
    tickets.objects.bulk_update(batch, ["text_of_channels", "text_of_rules"])


class Migration(migrations.Migration):
    dependencies = [("tickets", "0004_threads")]

    operations = [
        migrations.RenameField("ticket", "channels", "text_of_channels"),
        migrations.RenameField("ticket", "stalled_rules", "text_of_rules"),
        migrations.AddField(
            "ticket",
            "last_channel",
            models.CharField(
                blank=True,
                choices=[
                    ("chat", "Chat"),
                    ("email", "Email"),
                    ("phone", "Phone"),
                    ("web", "Web"),
                    ("social", "Social"),
                    ("in_person", "In person"),
                    ("other", "Other"),
                ],
                default="",
                max_length=12,
                verbose_name="channel of the last contact",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "ticket",
            "channels",
            models.JSONField(blank=True, default=list, verbose_name="channels of the latest contacts, in order"),
        ),
        migrations.AddField(
            "ticket",
            "contacts_by_channel",
            models.JSONField(blank=True, default=dict, verbose_name="contacts by channel"),
        ),
        migrations.AddField(
            "ticket", "stalled_rules", models.JSONField(blank=True, default=list, verbose_name="stalled by")
        ),
        migrations.RunPython(read, write),
        migrations.RemoveField("ticket", "text_of_channels"),
        migrations.RemoveField("ticket", "text_of_rules"),
    ]
