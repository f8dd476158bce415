"""When a sweep first saw each flag, written down once; what was seen so far is taken over."""

from itertools import islice

import django.db.models.deletion
from django.db import migrations, models


def take_over(apps, schema_editor):
    """Of flags with one anchor on several tickets (a merge) the first sight counts."""
    flag, sighting = apps.get_model("tickets", "StalledFlag"), apps.get_model("tickets", "FlagSighting")
    seen = flag.objects.exclude(detected_at=None).filter(imported=False).order_by("detected_at", "id")
    rows = (
        sighting(rule=rule, anchor_id=anchor, detected_at=detected_at)
        for rule, anchor, detected_at in seen.values_list("rule", "anchor", "detected_at").iterator()
    )
    while some := list(islice(rows, 5000)):
        sighting.objects.bulk_create(some, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0015_versions_known_since"),
    ]

    operations = [
        migrations.CreateModel(
            name="FlagSighting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("R1", "R1 promise past due"),
                            ("R2", "R2 wait too long"),
                            ("R3", "R3 no answer"),
                            ("R4", "R4 nobody owns it"),
                            ("R5", "R5 no update given"),
                        ],
                        max_length=2,
                        verbose_name="rule",
                    ),
                ),
                ("detected_at", models.DateTimeField(verbose_name="detected at")),
                (
                    "anchor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="tickets.event", verbose_name="counted from"
                    ),
                ),
            ],
            options={
                "verbose_name": "first sight of a flag",
                "verbose_name_plural": "first sights of flags",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("rule__in", ["R1", "R2", "R3", "R4", "R5"])),
                        name="flagsighting_rule_is_known",
                    ),
                    models.UniqueConstraint(fields=("rule", "anchor"), name="one_sighting_per_flag"),
                ],
            },
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop),
    ]
