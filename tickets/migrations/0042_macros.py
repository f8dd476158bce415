import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tickets.rules.lifecycle


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0030_figures"),
    ]

    operations = [
        migrations.CreateModel(
            name="Macro",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("text", models.TextField(blank=True, max_length=10000, verbose_name="text")),
                ("active", models.BooleanField(default=True, verbose_name="offered")),
                (
                    "status",
                    models.CharField(
                        blank=True,
                        choices=[
                            (tickets.rules.lifecycle.Status["OPEN"], "Open"),
                            (tickets.rules.lifecycle.Status["PENDING"], "Pending"),
                            (tickets.rules.lifecycle.Status["ON_HOLD"], "On hold"),
                            (tickets.rules.lifecycle.Status["RESOLVED"], "Resolved"),
                        ],
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "priority",
                    models.CharField(
                        blank=True,
                        choices=[
                            (tickets.rules.lifecycle.Priority["LOW"], "Low"),
                            (tickets.rules.lifecycle.Priority["NORMAL"], "Normal"),
                            (tickets.rules.lifecycle.Priority["HIGH"], "High"),
                            (tickets.rules.lifecycle.Priority["URGENT"], "Urgent"),
                        ],
                        max_length=8,
                        verbose_name="priority",
                    ),
                ),
                ("to_owner", models.CharField(blank=True, max_length=150, verbose_name="owner")),
                ("add_tags", models.CharField(blank=True, max_length=500, verbose_name="tags to add")),
                ("remove_tags", models.CharField(blank=True, max_length=500, verbose_name="tags to take off")),
                ("promise", models.CharField(blank=True, max_length=500, verbose_name="promise")),
                (
                    "promise_due",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("2_hours", "in 2 hours"),
                            ("end_of_day", "by the end of the day"),
                            ("next_morning", "on the next working day at 10:00"),
                            ("1_business_day", "by the end of the next working day"),
                            ("2_business_days", "in 2 working days"),
                            ("5_business_days", "in 5 working days"),
                        ],
                        max_length=20,
                        verbose_name="promise is due",
                    ),
                ),
                ("facts", models.TextField(blank=True, max_length=2000, verbose_name="facts")),
                (
                    "snooze",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("2_hours", "in 2 hours"),
                            ("end_of_day", "by the end of the day"),
                            ("next_morning", "on the next working day at 10:00"),
                            ("1_business_day", "by the end of the next working day"),
                            ("2_business_days", "in 2 working days"),
                            ("5_business_days", "in 5 working days"),
                        ],
                        max_length=20,
                        verbose_name="snooze until",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="macros",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="only for",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="macros",
                        to="tickets.team",
                        verbose_name="for the team",
                    ),
                ),
                (
                    "to_team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="tickets.team",
                        verbose_name="hand over to team",
                    ),
                ),
            ],
            options={
                "verbose_name": "macro",
                "verbose_name_plural": "macros",
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="MacroUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(default=0, verbose_name="times")),
                (
                    "macro",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="uses",
                        to="tickets.macro",
                        verbose_name="macro",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "use of a macro",
                "verbose_name_plural": "uses of macros",
            },
        ),
        migrations.AddConstraint(
            model_name="macro",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["", "on_hold", "open", "pending", "resolved"])),
                name="macro_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="macro",
            constraint=models.CheckConstraint(
                condition=models.Q(("priority__in", ["", "high", "low", "normal", "urgent"])),
                name="macro_priority_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="macro",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "promise_due__in",
                        [
                            "",
                            "1_business_day",
                            "2_business_days",
                            "2_hours",
                            "5_business_days",
                            "end_of_day",
                            "next_morning",
                        ],
                    )
                ),
                name="macro_promise_due_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="macro",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "snooze__in",
                        [
                            "",
                            "1_business_day",
                            "2_business_days",
                            "2_hours",
                            "5_business_days",
                            "end_of_day",
                            "next_morning",
                        ],
                    )
                ),
                name="macro_snooze_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="macro",
            constraint=models.CheckConstraint(
                condition=models.Q(("person", None), ("team", None), _connector="OR"), name="macro_is_of_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="macrouse",
            constraint=models.UniqueConstraint(fields=("macro", "person"), name="macro_uses_once_per_person"),
        ),
    ]
