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
                ('carrier', models.CharField(blank=True, max_length=60)),
                ('share', models.SmallIntegerField(default=100)),
                ('kind', models.CharField(max_length=24)),
                ('quantity', models.IntegerField()),
                ('whole_minor', models.BigIntegerField()),
                ('asked_minor', models.BigIntegerField()),
                ('accepted_minor', models.BigIntegerField(default=0)),
                ('credited_minor', models.BigIntegerField(default=0)),
                ('currency', models.CharField(max_length=3)),
                ('filed_as', models.CharField(blank=True, max_length=80)),
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
                'constraints': [models.UniqueConstraint(fields=('merchant', 'public_id'), name='claim_public'), models.CheckConstraint(condition=models.Q(('asked_minor__gte', 0)), name='claim_amount'), models.CheckConstraint(condition=models.Q(('accepted_minor__lte', models.F('asked_minor'))), name='claim_accepted'), models.CheckConstraint(condition=models.Q(('credited_minor__lte', models.F('accepted_minor'))), name='claim_credited')],
            },
        ),
        migrations.CreateModel(
            name='ClaimAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer', models.CharField(choices=[('accepted', 'accepted'), ('part_accepted', 'part_accepted'), ('refused', 'refused'), ('info_requested', 'info_requested'), ('info_given', 'info_given')], max_length=16)),
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
        migrations.CreateModel(
            name='Credit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('party', models.CharField(choices=[('supplier', 'supplier'), ('carrier', 'carrier'), ('insurer', 'insurer')], max_length=10)),
                ('who', models.CharField(max_length=60)),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('reference', models.CharField(blank=True, max_length=80)),
                ('named', models.CharField(blank=True, max_length=80)),
                ('came_on', models.DateField()),
                ('way', models.CharField(choices=[('typed', 'typed'), ('statement', 'statement'), ('invoice', 'invoice'), ('api', 'api')], max_length=10)),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(max_length=80)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'claims_credit',
                'indexes': [models.Index(fields=['merchant', 'who'], name='credit_who')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'public_id'), name='credit_public'), models.UniqueConstraint(condition=models.Q(('reference', ''), _negated=True), fields=('merchant', 'who', 'reference'), name='credit_once'), models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='credit_amount')],
            },
        ),
        migrations.CreateModel(
            name='CreditMatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('meaning', models.CharField(choices=[('matched', 'matched'), ('unmatched', 'unmatched'), ('sent_back', 'sent_back'), ('goodwill', 'goodwill'), ('something_else', 'something_else')], max_length=16)),
                ('amount_minor', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(max_length=80)),
                ('claim', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.claim')),
                ('credit', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='matches', to='claims.credit')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('undoes', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.creditmatch')),
            ],
            options={
                'db_table': 'claims_creditmatch',
                'indexes': [models.Index(fields=['merchant', 'credit'], name='match_credit'), models.Index(fields=['merchant', 'claim'], name='match_claim')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('undoes__isnull', False)), fields=('merchant', 'undoes'), name='match_undone_once'), models.CheckConstraint(condition=models.Q(('amount_minor', 0), _negated=True), name='match_amount')],
            },
        ),
        migrations.CreateModel(
            name='CustomerAsk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('photos', models.SmallIntegerField()),
                ('until_on', models.DateField()),
                ('asked_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_as', models.CharField(blank=True, choices=[('answered', 'answered'), ('declined', 'declined'), ('silent', 'silent'), ('unneeded', 'unneeded')], max_length=10)),
                ('claim', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.claim')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'claims_customerask',
                'constraints': [models.UniqueConstraint(fields=('merchant', 'claim'), name='ask_once')],
            },
        ),
        makegood.base.walls.Walls(append_only=('ClaimAnswer', 'ClaimPaper', 'Credit', 'CreditMatch')),
    ]
