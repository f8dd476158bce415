"""Chat widgets, answer times, and what a chat remembers of its visitor."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import tickets.models.sealed
import tickets.rules.lifecycle


def give_accounts(apps, schema_editor):
    """Chats from before belong to the account that their names begin with; each chat account has a widget."""
    account_model, widget = apps.get_model("tickets", "ChannelAccount"), apps.get_model("tickets", "Widget")
    session = apps.get_model("tickets", "ChannelSession")
    for account in account_model.objects.filter(channel="chat"):
        widget.objects.get_or_create(account=account)
        session.objects.filter(channel="chat", external_id__startswith=f"{account.slug}.").update(account=account)


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0007_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="AnswerTime",
            fields=[
                (
                    "channel",
                    models.CharField(
                        choices=[
                            (tickets.rules.lifecycle.Channel["CHAT"], "Chat"),
                            (tickets.rules.lifecycle.Channel["EMAIL"], "Email"),
                            (tickets.rules.lifecycle.Channel["PHONE"], "Phone"),
                            (tickets.rules.lifecycle.Channel["WEB"], "Web"),
                            (tickets.rules.lifecycle.Channel["SOCIAL"], "Social"),
                            (tickets.rules.lifecycle.Channel["IN_PERSON"], "In person"),
                            (tickets.rules.lifecycle.Channel["OTHER"], "Other"),
                        ],
                        max_length=12,
                        primary_key=True,
                        serialize=False,
                        verbose_name="channel",
                    ),
                ),
                ("median_s", models.PositiveIntegerField(verbose_name="half of them waited at most")),
                ("p90_s", models.PositiveIntegerField(verbose_name="1 in 10 waited longer than")),
                ("n", models.PositiveIntegerField(verbose_name="tickets")),
                ("since", models.DateTimeField(verbose_name="of tickets that started since")),
                ("as_of", models.DateTimeField(verbose_name="as of")),
            ],
            options={
                "verbose_name": "answer time",
                "verbose_name_plural": "answer times",
            },
        ),
        migrations.CreateModel(
            name="Widget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(blank=True, max_length=60, verbose_name="title")),
                (
                    "colour",
                    models.CharField(
                        default="#155dfc",
                        max_length=7,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^#[0-9a-fA-F]{6}\\Z", "A colour is written as #1d4ed8."
                            )
                        ],
                        verbose_name="colour",
                    ),
                ),
                ("origins", models.JSONField(default=list, verbose_name="sites that may show it")),
                ("secret", tickets.models.sealed.SealedField(blank=True, default="", verbose_name="secret")),
            ],
            options={
                "verbose_name": "chat widget",
                "verbose_name_plural": "chat widgets",
            },
        ),
        migrations.AddField(
            model_name="channelsession",
            name="account",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="tickets.channelaccount",
                verbose_name="channel account",
            ),
        ),
        migrations.AddField(
            model_name="channelsession",
            name="reach",
            field=models.CharField(blank=True, default="", max_length=320, verbose_name="where to reach them"),
        ),
        migrations.AddField(
            model_name="channelsession",
            name="seen_at",
            field=models.DateTimeField(null=True, verbose_name="last seen"),
        ),
        migrations.AddField(
            model_name="channelsession",
            name="shown",
            field=models.BigIntegerField(default=0, verbose_name="last line shown"),
        ),
        migrations.AddField(
            model_name="channelsession",
            name="subject",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="vouched for as"),
        ),
        migrations.AddField(
            model_name="channelsession",
            name="vouched",
            field=models.JSONField(default=dict, verbose_name="vouched for"),
        ),
        migrations.AddIndex(
            model_name="channelsession",
            index=models.Index(
                condition=models.Q(("subject", ""), _negated=True),
                fields=["account", "subject"],
                name="chats_of_a_visitor",
            ),
        ),
        migrations.AddIndex(
            model_name="channelsession",
            index=models.Index(
                condition=models.Q(("channel", "chat"), ("ticket", None)), fields=["opened_at"], name="chats_to_forget"
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("session", ""), _negated=True), fields=["session", "id"], name="lines_of_a_chat"
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("channel", "chat"), ("delivery", "none"), ("direction", "out")),
                fields=["recorded_at"],
                name="chat_answers_to_hand_over",
            ),
        ),
        migrations.AddField(
            model_name="widget",
            name="account",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="widget",
                to="tickets.channelaccount",
                verbose_name="channel account",
            ),
        ),
        migrations.RunPython(give_accounts, migrations.RunPython.noop),
    ]
