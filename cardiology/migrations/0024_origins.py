"""Of kept scores also the unit of each input and the rows that it was read from."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("cardiology", "0023_scores"),
    ]

    operations = [
        migrations.AddField(
            model_name="keptscore",
            name="origins",
            field=models.JSONField(default=dict, verbose_name="units and origins of the inputs"),
        ),
    ]
