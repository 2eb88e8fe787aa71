"""How an audited event went, from which address it was asked, and the number of its request.

Empty in the events of before: they are append-only, and their seals hold what they were written with.
And by how much the clock of a working part is ahead of the database's.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cardiology', '0029_codes_in_index'),
    ]

    operations = [
        migrations.AddField(
            model_name='auditevent',
            name='outcome',
            field=models.CharField(choices=[('done', 'Done'), ('refused', 'Refused'), ('failed', 'Failed')], max_length=10, null=True),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='address',
            field=models.GenericIPAddressField(null=True),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='request_number',
            field=models.CharField(max_length=64, null=True),
        ),
        migrations.AddField(
            model_name='heartbeat',
            name='ahead',
            field=models.FloatField(null=True),
        ),
    ]
