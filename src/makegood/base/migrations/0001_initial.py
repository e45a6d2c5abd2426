import django.db.models.deletion
import makegood.base.rows
import makegood.base.walls
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Merchant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('name', models.CharField(max_length=120)),
                ('legal_name', models.CharField(blank=True, max_length=200)),
                ('address', models.JSONField(default=list)),
                ('tax_number', models.CharField(blank=True, max_length=40)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('contact_name', models.CharField(blank=True, max_length=80)),
                ('country', models.CharField(max_length=2)),
                ('zone', models.CharField(default='Europe/Berlin', max_length=64)),
                ('currency', models.CharField(max_length=3)),
                ('languages', models.JSONField(default=list)),
                ('accent', models.CharField(default='#1f5f5b', max_length=7)),
                ('logo', models.CharField(blank=True, max_length=64)),
                ('texts', models.JSONField(default=dict)),
                ('settings', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'base_merchant',
            },
        ),
        migrations.CreateModel(
            name='RateLimit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('bucket', models.DateTimeField()),
                ('count', models.IntegerField(default=1)),
            ],
            options={
                'db_table': 'base_ratelimit',
                'constraints': [models.UniqueConstraint(fields=('key', 'bucket'), name='ratelimit_once')],
            },
        ),
        migrations.CreateModel(
            name='IdempotencyKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=255)),
                ('fingerprint', models.CharField(max_length=64)),
                ('status', models.IntegerField()),
                ('answer', models.JSONField(null=True)),
                ('created_at', models.DateTimeField()),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'base_idempotency',
                'constraints': [models.UniqueConstraint(fields=('merchant', 'key'), name='idempotency_once')],
            },
        ),
        migrations.CreateModel(
            name='EvidenceFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('original', models.CharField(blank=True, max_length=64)),
                ('original_type', models.CharField(blank=True, max_length=40)),
                ('media_type', models.CharField(max_length=40)),
                ('size', models.IntegerField()),
                ('captured', models.JSONField(default=dict)),
                ('sharpness', models.SmallIntegerField(null=True)),
                ('alike', models.BigIntegerField(null=True)),
                ('stored_at', models.DateTimeField()),
                ('erased_at', models.DateTimeField(null=True)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'base_evidence',
                'indexes': [models.Index(condition=models.Q(('alike__isnull', False)), fields=['merchant', 'alike'], name='evidence_alike')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'digest', 'original'), name='evidence_once')],
            },
        ),
        migrations.CreateModel(
            name='Deadline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case_id', models.BigIntegerField(null=True)),
                ('line_id', models.BigIntegerField(null=True)),
                ('subject', models.CharField(blank=True, max_length=40)),
                ('kind', models.CharField(max_length=40)),
                ('owner', models.CharField(max_length=10)),
                ('due_at', models.DateTimeField()),
                ('source', models.CharField(blank=True, max_length=200)),
                ('told_on', models.DateField(null=True)),
                ('state', models.CharField(default='open', max_length=8)),
                ('opened_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('swept_at', models.DateTimeField(null=True)),
                ('rung', models.SmallIntegerField(default=0)),
                ('warned_at', models.DateTimeField(null=True)),
                ('escalated_at', models.DateTimeField(null=True)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'base_deadline',
                'indexes': [models.Index(fields=['merchant', 'case_id'], name='deadline_case'), models.Index(condition=models.Q(('state', 'open')), fields=['due_at'], name='deadline_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(('owner__in', ('customer', 'shop', 'supplier', 'carrier', 'hub', 'system'))), name='deadline_owner'), models.CheckConstraint(condition=models.Q(('state__in', ('open', 'kept', 'broken', 'void'))), name='deadline_state')],
            },
        ),
        migrations.CreateModel(
            name='Connection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('port', models.CharField(max_length=20)),
                ('party', models.CharField(max_length=20)),
                ('address', models.CharField(blank=True, max_length=200)),
                ('key', models.TextField(blank=True)),
                ('hook_secret', models.TextField(blank=True)),
                ('made_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'base_connection',
                'constraints': [models.UniqueConstraint(fields=('public_id',), name='connection_public'), models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('merchant', 'port'), name='connection_once')],
            },
        ),
        migrations.CreateModel(
            name='SignedLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('purpose', models.CharField(max_length=20)),
                ('subject', models.CharField(max_length=60)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('merchant', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'base_link',
                'indexes': [models.Index(fields=['subject', 'purpose'], name='link_subject')],
                'constraints': [models.UniqueConstraint(fields=('public_id',), name='link_public')],
            },
        ),
        migrations.CreateModel(
            name='TimelineLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chain', models.CharField(max_length=60)),
                ('seq', models.IntegerField()),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(max_length=80)),
                ('name', models.CharField(max_length=60)),
                ('subject', models.CharField(blank=True, max_length=60)),
                ('body', models.JSONField(default=dict)),
                ('hash', models.CharField(max_length=64)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'base_timeline',
                'constraints': [models.UniqueConstraint(fields=('merchant', 'chain', 'seq'), name='timeline_no_fork')],
            },
        ),
        makegood.base.walls.Walls(append_only=('TimelineLine',)),
    ]
