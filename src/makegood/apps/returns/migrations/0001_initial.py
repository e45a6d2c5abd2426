import django.db.models.deletion
import makegood.base.rows
from django.conf import settings
import makegood.base.walls
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('base', '0001_initial'),
        ('orders', '0001_initial'),
        ('policies', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('number', models.CharField(max_length=12)),
                ('opened_by', models.CharField(choices=[('customer', 'customer'), ('staff', 'staff'), ('api', 'api'), ('recipient', 'recipient')], max_length=10)),
                ('opened_at', models.DateTimeField()),
                ('notified_on', models.DateField()),
                ('declared_at', models.DateTimeField(null=True)),
                ('language', models.CharField(default='en', max_length=8)),
                ('needed_by', models.DateField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_as', models.CharField(blank=True, choices=[('settled', 'settled'), ('declined', 'declined'), ('dropped', 'dropped'), ('merged', 'merged')], max_length=10)),
                ('ball_owner', models.CharField(default='system', max_length=10)),
                ('ball_step', models.CharField(default='decide', max_length=40)),
                ('ball_due_at', models.DateTimeField(null=True)),
                ('version', models.IntegerField(default=1)),
                ('tell_buyer', models.BooleanField(default=False)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('merged_into', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.case')),
                ('order', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
            ],
            options={
                'db_table': 'returns_case',
            },
        ),
        migrations.CreateModel(
            name='CaseContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.CharField(max_length=254)),
                ('erased_at', models.DateTimeField(null=True)),
                ('case', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.case')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'returns_contact',
            },
        ),
        migrations.CreateModel(
            name='CaseLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('quantity', models.IntegerField()),
                ('kinds', models.JSONField(default=list)),
                ('major', models.BooleanField(null=True)),
                ('value_minor', models.BigIntegerField()),
                ('decision', models.CharField(choices=[('undecided', 'undecided'), ('needs_review', 'needs_review'), ('offered', 'offered'), ('accepted_by_customer', 'accepted_by_customer'), ('refused', 'refused'), ('dropped_by_customer', 'dropped_by_customer')], default='undecided', max_length=24)),
                ('reception', models.CharField(choices=[('not_required', 'not_required'), ('announced', 'announced'), ('in_transit', 'in_transit'), ('received', 'received'), ('missing', 'missing'), ('wrong_item', 'wrong_item'), ('lost', 'lost'), ('sent_back', 'sent_back'), ('expired', 'expired')], default='not_required', max_length=24)),
                ('inspection', models.CharField(choices=[('not_needed', 'not_needed'), ('waiting', 'waiting'), ('done', 'done'), ('contested', 'contested')], default='not_needed', max_length=24)),
                ('disposition', models.CharField(choices=[('none', 'none'), ('hold', 'hold'), ('restock', 'restock'), ('refurbish', 'refurbish'), ('rework', 'rework'), ('return_to_supplier', 'return_to_supplier'), ('liquidate', 'liquidate'), ('donate', 'donate'), ('recycle', 'recycle'), ('destroy', 'destroy'), ('customer_keeps', 'customer_keeps')], default='none', max_length=24)),
                ('money', models.CharField(choices=[('nothing_due', 'nothing_due'), ('due', 'due'), ('pending', 'pending'), ('paid', 'paid'), ('failed', 'failed'), ('reversed', 'reversed')], default='nothing_due', max_length=24)),
                ('remake', models.CharField(choices=[('none', 'none'), ('proof', 'proof'), ('approved', 'approved'), ('in_production', 'in_production'), ('shipped', 'shipped'), ('delivered', 'delivered'), ('failed', 'failed')], default='none', max_length=24)),
                ('recovery', models.CharField(choices=[('none', 'none'), ('drafted', 'drafted'), ('submitted', 'submitted'), ('acknowledged', 'acknowledged'), ('info_requested', 'info_requested'), ('accepted', 'accepted'), ('part_accepted', 'part_accepted'), ('refused', 'refused'), ('credited', 'credited'), ('short_credited', 'short_credited'), ('written_off', 'written_off')], default='none', max_length=24)),
                ('root_cause', models.CharField(blank=True, max_length=40)),
                ('case', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='returns.case')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('order_line', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.orderline')),
                ('split_from', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.caseline')),
            ],
            options={
                'db_table': 'returns_caseline',
            },
        ),
        migrations.CreateModel(
            name='CaseEvidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('photo', 'photo'), ('video', 'video'), ('receipt', 'receipt'), ('document', 'document'), ('photo_declined', 'photo_declined')], max_length=16)),
                ('actor', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('case', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.case')),
                ('file', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.evidencefile')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('line', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.caseline')),
            ],
            options={
                'db_table': 'returns_evidence',
            },
        ),
        migrations.CreateModel(
            name='CaseLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField()),
                ('actor', models.CharField(max_length=80)),
                ('ended_at', models.DateTimeField(null=True)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('one', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.case')),
                ('other', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.case')),
            ],
            options={
                'db_table': 'returns_link',
            },
        ),
        migrations.CreateModel(
            name='CasePresence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('case', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.case')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'returns_presence',
            },
        ),
        migrations.CreateModel(
            name='CaseWords',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('author', models.CharField(max_length=10)),
                ('topic', models.CharField(max_length=20)),
                ('text', models.TextField()),
                ('at', models.DateTimeField()),
                ('erased_at', models.DateTimeField(null=True)),
                ('case', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.case')),
                ('line', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.caseline')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'returns_words',
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('cause', models.CharField(max_length=20)),
                ('policy_hash', models.CharField(max_length=64)),
                ('law_version', models.CharField(max_length=64)),
                ('facts_hash', models.CharField(max_length=64)),
                ('record', models.JSONField()),
                ('outcome', models.CharField(max_length=20)),
                ('made_at', models.DateTimeField()),
                ('actor', models.CharField(max_length=80)),
                ('case', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.case')),
                ('line', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.caseline')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('policy', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.policyversion')),
                ('previous', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.decision')),
            ],
            options={
                'db_table': 'returns_decision',
            },
        ),
        migrations.CreateModel(
            name='Choice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('remedy', models.CharField(max_length=20)),
                ('offer', models.JSONField()),
                ('chosen_at', models.DateTimeField()),
                ('actor', models.CharField(max_length=80)),
                ('line', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.caseline')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('decision', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.decision')),
            ],
            options={
                'db_table': 'returns_choice',
            },
        ),
        migrations.CreateModel(
            name='Declaration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('number', models.CharField(max_length=12)),
                ('lines', models.JSONField(default=list)),
                ('channel', models.CharField(max_length=8)),
                ('proof', models.CharField(blank=True, choices=[('shown', 'shown'), ('matched', 'matched'), ('staff', 'staff')], max_length=8)),
                ('market', models.CharField(blank=True, max_length=6)),
                ('zone', models.CharField(max_length=64)),
                ('language', models.CharField(max_length=8)),
                ('received_at', models.DateTimeField()),
                ('declared_on', models.DateField()),
                ('answer_by', models.DateTimeField()),
                ('statement_digest', models.CharField(max_length=64)),
                ('acknowledged', models.JSONField(default=dict)),
                ('answer_notice', models.CharField(blank=True, max_length=24)),
                ('answered_at', models.DateTimeField(null=True)),
                ('press', models.CharField(blank=True, max_length=64)),
                ('sameness', models.CharField(max_length=64)),
                ('folded', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('received', 'received'), ('matched', 'matched'), ('attached', 'attached'), ('unmatched', 'unmatched'), ('repeated', 'repeated'), ('answered', 'answered')], max_length=10)),
                ('case', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.case')),
                ('first', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.declaration')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('order', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
            ],
            options={
                'db_table': 'returns_declaration',
            },
        ),
        migrations.CreateModel(
            name='DeclarationWords',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.TextField(blank=True)),
                ('email', models.TextField(blank=True)),
                ('order_number', models.TextField(blank=True)),
                ('goods', models.TextField(blank=True)),
                ('statement', models.JSONField(default=dict)),
                ('erased_at', models.DateTimeField(null=True)),
                ('declaration', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.declaration')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'returns_declarationwords',
            },
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['merchant', 'order'], name='case_order'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['merchant'], name='case_open'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['merchant', '-opened_at'], name='case_opened'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(fields=('merchant', 'number'), name='case_number'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(fields=('merchant', 'public_id'), name='case_public'),
        ),
        migrations.AddConstraint(
            model_name='casecontact',
            constraint=models.UniqueConstraint(fields=('merchant', 'case'), name='casecontact_once'),
        ),
        migrations.AddIndex(
            model_name='caseline',
            index=models.Index(fields=['merchant', 'case'], name='caseline_case'),
        ),
        migrations.AddIndex(
            model_name='caseline',
            index=models.Index(fields=['merchant', 'order_line'], name='caseline_orderline'),
        ),
        migrations.AddConstraint(
            model_name='caseline',
            constraint=models.UniqueConstraint(fields=('merchant', 'public_id'), name='caseline_public'),
        ),
        migrations.AddConstraint(
            model_name='caseline',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='caseline_quantity'),
        ),
        migrations.AddIndex(
            model_name='caseevidence',
            index=models.Index(fields=['merchant', 'case'], name='evidence_case'),
        ),
        migrations.AddIndex(
            model_name='caselink',
            index=models.Index(fields=['merchant', 'one'], name='caselink_one'),
        ),
        migrations.AddIndex(
            model_name='caselink',
            index=models.Index(fields=['merchant', 'other'], name='caselink_other'),
        ),
        migrations.AddConstraint(
            model_name='caselink',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('merchant', 'one', 'other'), name='caselink_once'),
        ),
        migrations.AddConstraint(
            model_name='casepresence',
            constraint=models.UniqueConstraint(fields=('merchant', 'case', 'person'), name='presence_once'),
        ),
        migrations.AddIndex(
            model_name='casewords',
            index=models.Index(fields=['merchant', 'case'], name='words_case'),
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(fields=['merchant', 'case'], name='decision_case'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(fields=('merchant', 'public_id'), name='decision_public'),
        ),
        migrations.AddIndex(
            model_name='choice',
            index=models.Index(fields=['merchant', 'line'], name='choice_line'),
        ),
        migrations.AddIndex(
            model_name='declaration',
            index=models.Index(fields=['merchant', 'sameness'], name='declaration_same'),
        ),
        migrations.AddIndex(
            model_name='declaration',
            index=models.Index(condition=models.Q(('order', None), _negated=True), fields=['merchant', 'order'], name='declaration_order'),
        ),
        migrations.AddIndex(
            model_name='declaration',
            index=models.Index(condition=models.Q(('case', None), _negated=True), fields=['merchant', 'case'], name='declaration_case'),
        ),
        migrations.AddIndex(
            model_name='declaration',
            index=models.Index(condition=models.Q(('state__in', ('received', 'attached', 'unmatched'))), fields=['merchant', 'received_at'], name='declaration_waits'),
        ),
        migrations.AddConstraint(
            model_name='declaration',
            constraint=models.UniqueConstraint(fields=('merchant', 'number'), name='declaration_number'),
        ),
        migrations.AddConstraint(
            model_name='declaration',
            constraint=models.UniqueConstraint(fields=('merchant', 'public_id'), name='declaration_public'),
        ),
        migrations.AddConstraint(
            model_name='declaration',
            constraint=models.UniqueConstraint(condition=models.Q(('press', ''), _negated=True), fields=('merchant', 'press'), name='declaration_press'),
        ),
        migrations.AddConstraint(
            model_name='declarationwords',
            constraint=models.UniqueConstraint(fields=('merchant', 'declaration'), name='declarationwords_once'),
        ),
        makegood.base.walls.Walls(append_only=('Choice', 'Decision')),
    ]
