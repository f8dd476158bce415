"""Facts in columns instead of digests as JSON. What was kept is thrown away: it follows from events."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("metrics", "0001_digests"),
        ("tickets", "0029_report_indexes"),
    ]

    operations = [
        migrations.DeleteModel("TicketDigest"),
        migrations.DeleteModel("DigestRound"),
        migrations.CreateModel(
            name="DigestRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("transaction", models.BigIntegerField(verbose_name="transaction of the last event")),
                ("event", models.BigIntegerField(verbose_name="last event")),
                ("ticket", models.BigIntegerField(default=0, verbose_name="last ticket of the round")),
                ("form", models.CharField(default="", max_length=24, verbose_name="rules and sections")),
                ("edition", models.CharField(default="", max_length=64, verbose_name="agreements of the desk")),
                ("complete", models.BooleanField(default=False, verbose_name="has been through all tickets")),
            ],
            options={
                "verbose_name": "round of digests",
                "verbose_name_plural": "rounds of digests",
            },
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                ("code", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="code")),
                ("text", models.TextField(verbose_name="word")),
            ],
            options={
                "verbose_name": "word",
                "verbose_name_plural": "words",
            },
        ),
        migrations.CreateModel(
            name="FactBlock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("relation", models.CharField(max_length=32, verbose_name="relation")),
                ("day", models.IntegerField(verbose_name="day")),
                ("form", models.CharField(max_length=24, verbose_name="rules and sections")),
                ("stamp", models.BigIntegerField(verbose_name="stamp")),
                ("data", models.BinaryField(verbose_name="rows")),
            ],
            options={
                "verbose_name": "block of facts",
                "verbose_name_plural": "blocks of facts",
                "constraints": [models.UniqueConstraint(fields=("relation", "day"), name="fact_blocks_of_a_period")],
            },
        ),
        migrations.CreateModel(
            name="TicketDigest",
            fields=[
                (
                    "ticket",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="tickets.ticket",
                        verbose_name="ticket",
                    ),
                ),
                ("version", models.PositiveIntegerField(verbose_name="version of the ticket")),
                ("true_from", models.BigIntegerField(verbose_name="true from")),
                ("true_until", models.BigIntegerField(null=True, verbose_name="true until")),
                ("known_from", models.BigIntegerField(verbose_name="known from")),
                ("start", models.BigIntegerField(null=True, verbose_name="start")),
                ("places", models.JSONField(verbose_name="places of its rows")),
                ("told", models.CharField(max_length=32, verbose_name="hash of its rows")),
            ],
            options={
                "verbose_name": "digest",
                "verbose_name_plural": "digests",
                "indexes": [
                    models.Index(
                        condition=models.Q(("true_until__isnull", False)),
                        fields=["true_until"],
                        name="digests_to_tell_again",
                    ),
                    models.Index(fields=["true_from"], name="digests_of_later"),
                    models.Index(fields=["known_from"], name="digests_known_later"),
                ],
            },
        ),
    ]
