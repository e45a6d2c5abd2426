import django.db.models.deletion
import makegood.base.rows
import makegood.base.walls
import makegood.apps.settlement.guard
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('base', '0001_initial'),
        ('orders', '0001_initial'),
        ('returns', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reimbursement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('kind', models.CharField(choices=[('refund', 'refund'), ('partial_refund', 'partial_refund'), ('store_credit', 'store_credit'), ('gift_card', 'gift_card'), ('exchange', 'exchange'), ('replacement', 'replacement'), ('remake', 'remake'), ('reorder_discount', 'reorder_discount'), ('repair', 'repair')], max_length=20)),
                ('amount_minor', models.BigIntegerField(default=0)),
                ('shipping_minor', models.BigIntegerField(default=0)),
                ('duties_minor', models.BigIntegerField(default=0)),
                ('quantity', models.IntegerField(default=0)),
                ('currency', models.CharField(max_length=3)),
                ('breakdown', models.JSONField(default=dict)),
                ('by_payment', models.JSONField(default=list)),
                ('state', models.CharField(choices=[('pending', 'pending'), ('failed', 'failed'), ('posted', 'posted'), ('voided', 'voided'), ('reversed', 'reversed')], default='pending', max_length=10)),
                ('provider', models.CharField(max_length=20)),
                ('provider_ref', models.CharField(blank=True, max_length=120)),
                ('idempotency_key', models.CharField(max_length=64)),
                ('attempt', models.IntegerField(default=1)),
                ('problem', models.CharField(blank=True, max_length=200)),
                ('moved_minor', models.BigIntegerField(default=0)),
                ('excess_minor', models.BigIntegerField(default=0)),
                ('in_question', models.BooleanField(default=False)),
                ('due_on', models.DateField(null=True)),
                ('asked_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('case', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.case')),
                ('line', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.caseline')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'settlement_reimbursement',
                'indexes': [models.Index(fields=['merchant', 'case'], name='reimbursement_case'), models.Index(condition=models.Q(('state__in', ['pending', 'failed'])), fields=['merchant', 'state'], name='reimbursement_open'), models.Index(condition=models.Q(('excess_minor__gt', 0)), fields=['merchant'], name='reimbursement_excess'), models.Index(condition=models.Q(('in_question', True)), fields=['merchant'], name='reimbursement_asked')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'public_id'), name='reimbursement_public'), models.UniqueConstraint(fields=('merchant', 'idempotency_key'), name='reimbursement_once'), models.UniqueConstraint(condition=models.Q(('kind__in', ('store_credit', 'gift_card', 'reorder_discount')), models.Q(('provider_ref', ''), _negated=True)), fields=('merchant', 'provider_ref'), name='reimbursement_code'), models.CheckConstraint(condition=models.Q(('amount_minor__gte', 0)), name='reimbursement_amount')],
            },
        ),
        migrations.CreateModel(
            name='OtherMeans',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('asked', 'asked'), ('given', 'given'), ('shown', 'shown'), ('paid', 'paid'), ('credit', 'credit'), ('void', 'void')], default='asked', max_length=8)),
                ('sealed', models.TextField(blank=True)),
                ('last4', models.CharField(blank=True, max_length=4)),
                ('asked_at', models.DateTimeField()),
                ('given_at', models.DateTimeField(null=True)),
                ('shown_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('reimbursement', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='settlement.reimbursement')),
            ],
            options={
                'db_table': 'settlement_means',
                'constraints': [models.UniqueConstraint(fields=('merchant', 'reimbursement'), name='means_once'), models.CheckConstraint(condition=models.Q(('ended_at', None), ('sealed', ''), _connector='OR'), name='means_erased_at_the_end')],
            },
        ),
        migrations.CreateModel(
            name='CustomerDebt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('due_was', models.DateField()),
                ('state', models.CharField(choices=[('open', 'open'), ('paid', 'paid'), ('let_be', 'let_be'), ('came', 'came')], default='open', max_length=8)),
                ('noted_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('case', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.case')),
                ('line', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.caseline')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('reimbursement', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='settlement.reimbursement')),
            ],
            options={
                'db_table': 'settlement_debt',
                'indexes': [models.Index(fields=['merchant', 'case'], name='debt_case'), models.Index(condition=models.Q(('state', 'open')), fields=['merchant'], name='debt_open')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'reimbursement'), name='debt_once'), models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='debt_amount')],
            },
        ),
        migrations.CreateModel(
            name='CreditPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('owed', 'owed'), ('bonus', 'bonus')], max_length=8)),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('source', models.CharField(max_length=120)),
                ('expires_on', models.DateField(null=True)),
                ('citation', models.CharField(blank=True, max_length=300)),
                ('warned_for', models.DateField(null=True)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('reimbursement', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='settlement.reimbursement')),
            ],
            options={
                'db_table': 'settlement_creditpart',
                'indexes': [models.Index(condition=models.Q(('expires_on__isnull', False)), fields=['merchant', 'expires_on'], name='creditpart_ends')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'reimbursement', 'kind'), name='creditpart_once'), models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='creditpart_amount'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'owed'), _negated=True), ('expires_on', None), models.Q(('citation', ''), _negated=True), _connector='OR'), name='creditpart_owed_ends_by_law')],
            },
        ),
        migrations.CreateModel(
            name='CreditNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20)),
                ('issued_on', models.DateField()),
                ('body', models.JSONField()),
                ('cancels', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='settlement.creditnote')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('reimbursement', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='settlement.reimbursement')),
            ],
            options={
                'db_table': 'settlement_creditnote',
                'indexes': [models.Index(fields=['merchant', 'reimbursement'], name='creditnote_of')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'number'), name='creditnote_number'), models.UniqueConstraint(condition=models.Q(('cancels', None)), fields=('merchant', 'reimbursement'), name='creditnote_once'), models.UniqueConstraint(fields=('merchant', 'cancels'), name='creditnote_cancelled_once')],
            },
        ),
        migrations.CreateModel(
            name='SameRefund',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('same', models.BooleanField()),
                ('amount_minor', models.BigIntegerField(default=0)),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(max_length=80)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('past', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.pastreturn')),
                ('reimbursement', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='settlement.reimbursement')),
                ('twin', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.pastreturn')),
            ],
            options={
                'db_table': 'settlement_samerefund',
                'indexes': [models.Index(fields=['merchant', 'past'], name='samerefund_past')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('reimbursement', None), ('twin__isnull', False)), models.Q(('reimbursement__isnull', False), ('twin', None)), _connector='OR'), name='samerefund_one')],
            },
        ),
        migrations.CreateModel(
            name='Transfer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('connection', models.CharField(blank=True, max_length=24)),
                ('provider', models.CharField(max_length=20)),
                ('payment', models.CharField(blank=True, max_length=120)),
                ('method', models.CharField(blank=True, max_length=60)),
                ('amount_minor', models.BigIntegerField()),
                ('moved_minor', models.BigIntegerField(default=0)),
                ('currency', models.CharField(max_length=3)),
                ('key', models.CharField(max_length=64)),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('asked', 'asked'), ('unknown', 'unknown'), ('pending', 'pending'), ('succeeded', 'succeeded'), ('failed', 'failed'), ('stopped', 'stopped'), ('reversed', 'reversed')], default='waiting', max_length=10)),
                ('provider_ref', models.CharField(blank=True, max_length=120)),
                ('tries', models.IntegerField(default=0)),
                ('asks', models.IntegerField(default=0)),
                ('next_try_at', models.DateTimeField(null=True)),
                ('problem', models.CharField(blank=True, max_length=200)),
                ('goods', models.JSONField(default=dict)),
                ('made_at', models.DateTimeField()),
                ('asked_at', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('case', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.case')),
                ('line', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.caseline')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('reimbursement', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='settlement.reimbursement')),
            ],
            options={
                'db_table': 'settlement_transfer',
                'indexes': [models.Index(fields=['merchant', 'reimbursement'], name='transfer_of'), models.Index(fields=['merchant', 'case'], name='transfer_case'), models.Index(condition=models.Q(('state__in', ('waiting', 'asked', 'unknown', 'pending'))), fields=['merchant'], name='transfer_open'), models.Index(condition=models.Q(('next_try_at__isnull', False)), fields=['merchant', 'next_try_at'], name='transfer_due')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'public_id'), name='transfer_public'), models.UniqueConstraint(fields=('merchant', 'key'), name='transfer_once'), models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0), ('moved_minor__gte', 0)), name='transfer_amount')],
            },
        ),
        migrations.CreateModel(
            name='CreditNoteCounter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.IntegerField()),
                ('last', models.IntegerField(default=0)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'settlement_counter',
                'constraints': [models.UniqueConstraint(fields=('merchant', 'year'), name='counter_year')],
            },
        ),
        migrations.CreateModel(
            name='CreditMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('spent', 'spent'), ('given_back', 'given_back'), ('expired', 'expired'), ('revived', 'revived')], max_length=10)),
                ('amount_minor', models.BigIntegerField()),
                ('order_number', models.CharField(blank=True, max_length=60)),
                ('order_key', models.CharField(blank=True, max_length=60)),
                ('reference', models.CharField(blank=True, max_length=60)),
                ('on', models.DateField()),
                ('source', models.CharField(choices=[('api', 'api'), ('desk', 'desk'), ('file', 'file'), ('system', 'system')], max_length=8)),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(max_length=80)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('part', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='settlement.creditpart')),
            ],
            options={
                'db_table': 'settlement_creditmove',
                'constraints': [models.UniqueConstraint(fields=('merchant', 'part', 'kind', 'order_key', 'reference'), name='creditmove_once'), models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='creditmove_amount')],
            },
        ),
        migrations.CreateModel(
            name='ProviderEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event_id', models.CharField(max_length=120)),
                ('key', models.CharField(blank=True, max_length=120)),
                ('came_at', models.DateTimeField()),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'settlement_event',
                'constraints': [models.UniqueConstraint(fields=('merchant', 'event_id'), name='event_once')],
            },
        ),
        makegood.base.walls.Walls(append_only=('CreditMove', 'CreditNote', 'ProviderEvent', 'SameRefund')),
        makegood.apps.settlement.guard.credit(),
    ]
