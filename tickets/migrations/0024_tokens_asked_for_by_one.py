from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0023_a_chat_per_browser"),
    ]

    operations = [
        migrations.AddField(
            model_name="mailbox",
            name="oauth_asked_until",
            field=models.DateTimeField(null=True, verbose_name="somebody asks for a token until"),
        ),
        migrations.AddField(
            model_name="mailbox",
            name="oauth_asks",
            field=models.PositiveBigIntegerField(default=0, verbose_name="questions for a token"),
        ),
    ]
