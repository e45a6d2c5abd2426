import django.db.models.deletion
import makegood.base.rows
import makegood.base.walls
import makegood.apps.webhooks.guard
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('base', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Endpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('url', models.CharField(max_length=500)),
                ('types', models.JSONField(default=list)),
                ('secret', models.TextField(blank=True)),
                ('old_secret', models.TextField(blank=True)),
                ('old_until', models.DateTimeField(null=True)),
                ('off_because', models.CharField(blank=True, choices=[('', ''), ('by_hand', 'by_hand'), ('gone', 'gone'), ('failing', 'failing')], max_length=8)),
                ('failing_since', models.DateTimeField(null=True)),
                ('made_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'webhooks_endpoint',
                'constraints': [models.UniqueConstraint(fields=('merchant', 'public_id'), name='endpoint_public')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message_id', models.CharField(max_length=40)),
                ('type', models.CharField(max_length=60)),
                ('at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('delivered', 'delivered'), ('dead', 'dead')], default='waiting', max_length=10)),
                ('tries', models.IntegerField(default=0)),
                ('due_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('line', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.timelineline')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('endpoint', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='webhooks.endpoint')),
            ],
            options={
                'db_table': 'webhooks_delivery',
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at'], name='delivery_due'), models.Index(fields=['merchant', 'endpoint', 'state', 'at'], name='delivery_list')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'endpoint', 'message_id'), name='delivery_once')],
            },
        ),
        migrations.CreateModel(
            name='Try',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('ms', models.IntegerField(default=0)),
                ('status', models.IntegerField(default=0)),
                ('problem', models.CharField(blank=True, choices=[('', ''), ('no_address', 'no_address'), ('address_unfit', 'address_unfit'), ('no_connection', 'no_connection'), ('no_answer', 'no_answer'), ('connection_broke', 'connection_broke'), ('refused', 'refused'), ('gone', 'gone'), ('redirected', 'redirected'), ('asked_to_wait', 'asked_to_wait'), ('their_fault', 'their_fault')], max_length=20)),
                ('excerpt', models.CharField(blank=True, max_length=200)),
                ('delivery', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='webhooks.delivery')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'webhooks_try',
                'indexes': [models.Index(fields=['merchant', 'delivery'], name='try_delivery')],
            },
        ),
        makegood.base.walls.Walls(append_only=()),
        makegood.apps.webhooks.guard.told(),
    ]
