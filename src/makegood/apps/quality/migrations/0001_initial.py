import django.db.models.deletion
import makegood.base.rows
import makegood.base.walls
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('base', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Spike',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('about', models.CharField(choices=[('product', 'product'), ('supplier', 'supplier')], max_length=10)),
                ('key', models.CharField(max_length=80)),
                ('title', models.CharField(max_length=300)),
                ('state', models.CharField(choices=[('open', 'open'), ('acting', 'acting'), ('ended', 'ended'), ('dismissed', 'dismissed')], default='open', max_length=10)),
                ('since_on', models.DateField()),
                ('before_of', models.IntegerField()),
                ('before_total', models.IntegerField()),
                ('after_of', models.IntegerField()),
                ('after_total', models.IntegerField()),
                ('chance', models.FloatField()),
                ('splits', models.JSONField(default=list)),
                ('found_at', models.DateTimeField()),
                ('decide_by', models.DateField()),
                ('paused_at', models.DateTimeField(null=True)),
                ('batch_asked_at', models.DateTimeField(null=True)),
                ('why_not', models.CharField(blank=True, choices=[('known', 'known'), ('chance', 'chance'), ('wrong_data', 'wrong_data')], max_length=12)),
                ('ended_at', models.DateTimeField(null=True)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'quality_spike',
                'indexes': [models.Index(fields=['merchant', 'state'], name='spike_state')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'public_id'), name='spike_public'), models.UniqueConstraint(condition=models.Q(('state__in', ('open', 'acting'))), fields=('merchant', 'about', 'key'), name='spike_one_live')],
            },
        ),
        migrations.CreateModel(
            name='CorrectiveAction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('what', models.CharField(max_length=200)),
                ('who', models.CharField(choices=[('shop', 'shop'), ('supplier', 'supplier'), ('hub', 'hub'), ('carrier', 'carrier')], max_length=10)),
                ('from_on', models.DateField()),
                ('from_batch', models.CharField(blank=True, max_length=60)),
                ('due_on', models.DateField()),
                ('begun_at', models.DateTimeField()),
                ('begun_by', models.CharField(max_length=80)),
                ('ended_at', models.DateTimeField(null=True)),
                ('verdict', models.CharField(blank=True, choices=[('worked', 'worked'), ('did_not', 'did_not'), ('too_early', 'too_early')], max_length=10)),
                ('before_of', models.IntegerField(null=True)),
                ('before_total', models.IntegerField(null=True)),
                ('after_of', models.IntegerField(null=True)),
                ('after_total', models.IntegerField(null=True)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('spike', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='quality.spike')),
            ],
            options={
                'db_table': 'quality_action',
                'constraints': [models.UniqueConstraint(fields=('merchant', 'public_id'), name='action_public'), models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('merchant', 'spike'), name='action_one_at_a_time')],
            },
        ),
        makegood.base.walls.Walls(append_only=()),
    ]
