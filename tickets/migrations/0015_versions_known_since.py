"""Since when versions of hours, limits and targets are known, and what they moved; those that are there: from ever."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0014_feed"),
    ]

    operations = [
        migrations.AddField(
            model_name="calendarversion",
            name="moved",
            field=models.PositiveIntegerField(editable=False, null=True, verbose_name="tickets counted anew"),
        ),
        migrations.AddField(
            model_name="calendarversion",
            name="published_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="published at"),
        ),
        migrations.AddField(
            model_name="policyversion",
            name="moved",
            field=models.PositiveIntegerField(editable=False, null=True, verbose_name="tickets counted anew"),
        ),
        migrations.AddField(
            model_name="policyversion",
            name="published_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="published at"),
        ),
        migrations.AddField(
            model_name="servicetarget",
            name="moved",
            field=models.PositiveIntegerField(editable=False, null=True, verbose_name="tickets counted anew"),
        ),
        migrations.AddField(
            model_name="servicetarget",
            name="published_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="published at"),
        ),
    ]
