import django.db.models.deletion
import makegood.base.rows
import makegood.base.walls
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
            name='Dispute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('connection', models.CharField(max_length=24)),
                ('provider', models.CharField(max_length=20)),
                ('source_id', models.CharField(max_length=120)),
                ('payment', models.CharField(blank=True, max_length=120)),
                ('kind', models.CharField(choices=[('inquiry', 'inquiry'), ('dispute', 'dispute')], default='dispute', max_length=10)),
                ('state', models.CharField(choices=[('told', 'told'), ('needs_response', 'needs_response'), ('under_review', 'under_review'), ('won', 'won'), ('lost', 'lost'), ('closed', 'closed')], default='told', max_length=16)),
                ('status', models.CharField(blank=True, max_length=40)),
                ('reason', models.CharField(choices=[('not_received', 'not_received'), ('not_described', 'not_described'), ('not_authorised', 'not_authorised'), ('paid_twice', 'paid_twice'), ('credit_missing', 'credit_missing'), ('was_cancelled', 'was_cancelled'), ('not_recognised', 'not_recognised'), ('other_amount', 'other_amount'), ('other_reason', 'other_reason')], default='other_reason', max_length=20)),
                ('amount_minor', models.BigIntegerField(default=0)),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('taken_minor', models.BigIntegerField(default=0)),
                ('fee_minor', models.BigIntegerField(default=0)),
                ('fee_currency', models.CharField(blank=True, max_length=3)),
                ('may_answer', models.BooleanField(default=False)),
                ('refund_anyway', models.BooleanField(default=False)),
                ('told_at', models.DateTimeField()),
                ('opened_at', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('looked_at', models.DateTimeField(null=True)),
                ('looks', models.IntegerField(default=0)),
                ('next_look_at', models.DateTimeField(null=True)),
                ('problem', models.CharField(blank=True, max_length=200)),
                ('case', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.case')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('order', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
            ],
            options={
                'db_table': 'disputes_dispute',
                'indexes': [models.Index(fields=['merchant', 'order'], name='dispute_order'), models.Index(condition=models.Q(('state__in', ['told', 'needs_response'])), fields=['merchant', 'due_at'], name='dispute_open'), models.Index(condition=models.Q(('next_look_at__isnull', False)), fields=['next_look_at'], name='dispute_look')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'public_id'), name='dispute_public'), models.UniqueConstraint(fields=('merchant', 'provider', 'source_id'), name='dispute_once')],
            },
        ),
        migrations.CreateModel(
            name='DisputeAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('texts', models.JSONField(default=dict)),
                ('files', models.JSONField(default=list)),
                ('state', models.CharField(choices=[('approved', 'approved'), ('asked', 'asked'), ('failed', 'failed'), ('sent', 'sent')], default='approved', max_length=10)),
                ('tries', models.IntegerField(default=0)),
                ('next_try_at', models.DateTimeField(null=True)),
                ('problem', models.CharField(blank=True, max_length=200)),
                ('actor', models.CharField(max_length=80)),
                ('approved_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('erased_at', models.DateTimeField(null=True)),
                ('dispute', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='disputes.dispute')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'disputes_answer',
                'indexes': [models.Index(condition=models.Q(('next_try_at__isnull', False)), fields=['next_try_at'], name='disputeanswer_due')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'public_id'), name='disputeanswer_public'), models.UniqueConstraint(fields=('merchant', 'dispute'), name='disputeanswer_once')],
            },
        ),
        makegood.base.walls.Walls(append_only=()),
    ]
