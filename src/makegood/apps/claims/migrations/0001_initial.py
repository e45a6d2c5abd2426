import django.db.models.deletion
import makegood.base.rows
import makegood.base.walls
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('base', '0001_initial'),
        ('returns', '0001_initial'),
        ('suppliers', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('party', models.CharField(choices=[('supplier', 'supplier'), ('carrier', 'carrier'), ('insurer', 'insurer')], max_length=10)),
                ('kind', models.CharField(max_length=24)),
                ('quantity', models.IntegerField()),
                ('asked_minor', models.BigIntegerField()),
                ('accepted_minor', models.BigIntegerField(default=0)),
                ('credited_minor', models.BigIntegerField(default=0)),
                ('currency', models.CharField(max_length=3)),
                ('state', models.CharField(choices=[('drafted', 'drafted'), ('submitted', 'submitted'), ('acknowledged', 'acknowledged'), ('info_requested', 'info_requested'), ('accepted', 'accepted'), ('part_accepted', 'part_accepted'), ('refused', 'refused'), ('short_credited', 'short_credited'), ('credited', 'credited'), ('written_off', 'written_off')], default='drafted', max_length=16)),
                ('packet', models.JSONField(default=dict)),
                ('opens_on', models.DateField(null=True)),
                ('window_until', models.DateField(null=True)),
                ('answer_by', models.DateTimeField(null=True)),
                ('credit_by', models.DateField(null=True)),
                ('drafted_at', models.DateTimeField()),
                ('submitted_at', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('agreement', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='suppliers.agreement')),
                ('case', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.case')),
                ('line', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.caseline')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'claims_claim',
                'indexes': [models.Index(fields=['merchant', 'case'], name='claim_case'), models.Index(fields=['merchant', 'state'], name='claim_state')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'public_id'), name='claim_public'), models.CheckConstraint(condition=models.Q(('asked_minor__gte', 0)), name='claim_amount')],
            },
        ),
        migrations.CreateModel(
            name='ClaimAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer', models.CharField(choices=[('accepted', 'accepted'), ('part_accepted', 'part_accepted'), ('refused', 'refused'), ('info_requested', 'info_requested')], max_length=16)),
                ('amount_minor', models.BigIntegerField(default=0)),
                ('credit_form', models.CharField(blank=True, max_length=20)),
                ('reason', models.CharField(blank=True, max_length=40)),
                ('words', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(max_length=80)),
                ('claim', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='claims.claim')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'claims_answer',
                'indexes': [models.Index(fields=['merchant', 'claim'], name='answer_claim')],
            },
        ),
        migrations.CreateModel(
            name='ClaimEvidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('covered', models.JSONField(default=list)),
                ('left_out', models.BooleanField(default=False)),
                ('caption', models.CharField(blank=True, max_length=120)),
                ('claim', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='claims.claim')),
                ('file', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.evidencefile')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('whole', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.evidencefile')),
            ],
            options={
                'db_table': 'claims_evidence',
                'indexes': [models.Index(fields=['merchant', 'claim'], name='claimevidence_claim')],
            },
        ),
        migrations.CreateModel(
            name='ClaimPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tracking', models.CharField(blank=True, max_length=80)),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(max_length=80)),
                ('claim', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='claims.claim')),
                ('file', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.evidencefile')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'claims_paper',
                'indexes': [models.Index(fields=['merchant', 'claim'], name='paper_claim')],
                'constraints': [models.CheckConstraint(condition=models.Q(('file__isnull', False), models.Q(('tracking', ''), _negated=True), _connector='OR'), name='paper_is_something')],
            },
        ),
        makegood.base.walls.Walls(append_only=('ClaimAnswer', 'ClaimPaper')),
    ]
