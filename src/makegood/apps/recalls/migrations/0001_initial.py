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
            name='Recall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('kind', models.CharField(choices=[('safety', 'safety'), ('quality', 'quality')], max_length=10)),
                ('sku', models.CharField(max_length=80)),
                ('title', models.CharField(max_length=300)),
                ('supplier', models.CharField(blank=True, max_length=60)),
                ('batch', models.CharField(blank=True, max_length=60)),
                ('from_on', models.DateField(null=True)),
                ('until_on', models.DateField(null=True)),
                ('hazard', models.JSONField(default=dict)),
                ('what_to_do', models.JSONField(default=dict)),
                ('reach', models.CharField(blank=True, max_length=200)),
                ('remedies', models.JSONField(default=list)),
                ('verified_batch', models.CharField(blank=True, max_length=60)),
                ('own_brand', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('telling', 'telling'), ('told', 'told'), ('ended', 'ended')], default='telling', max_length=10)),
                ('begun_at', models.DateTimeField()),
                ('begun_by', models.CharField(max_length=80)),
                ('told_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'recalls_recall',
                'indexes': [models.Index(fields=['merchant', 'sku'], name='recall_sku')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'public_id'), name='recall_public')],
            },
        ),
        migrations.CreateModel(
            name='AuthorityTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('cause', models.CharField(choices=[('recall', 'recall'), ('injury', 'injury')], max_length=8)),
                ('market', models.CharField(max_length=6)),
                ('duty', models.CharField(choices=[('report', 'report'), ('tell_maker', 'tell_maker')], max_length=10)),
                ('portal', models.CharField(blank=True, max_length=200)),
                ('cite', models.CharField(max_length=300)),
                ('confidence', models.CharField(max_length=8)),
                ('by_law', models.BooleanField()),
                ('due_at', models.DateTimeField()),
                ('made_at', models.DateTimeField()),
                ('warned_at', models.DateTimeField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('done_by', models.CharField(blank=True, max_length=80)),
                ('reference', models.CharField(blank=True, max_length=120)),
                ('case', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.case')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('recall', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='recalls.recall')),
            ],
            options={
                'db_table': 'recalls_task',
                'indexes': [models.Index(condition=models.Q(('done_at', None)), fields=['merchant', 'due_at'], name='recall_task_due')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'public_id'), name='recall_task_public'), models.CheckConstraint(condition=models.Q(models.Q(('cause', 'recall'), ('recall__isnull', False)), models.Q(('case__isnull', False), ('cause', 'injury')), _connector='OR'), name='recall_task_of')],
            },
        ),
        migrations.CreateModel(
            name='RecallContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('key', models.CharField(max_length=64)),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('told', 'told'), ('no_address', 'no_address'), ('had_it', 'had_it'), ('answered', 'answered')], default='waiting', max_length=10)),
                ('notice', models.CharField(blank=True, max_length=24)),
                ('told_at', models.DateTimeField(null=True)),
                ('answer', models.CharField(blank=True, max_length=20)),
                ('answered_at', models.DateTimeField(null=True)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('order', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                ('recall', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='recalls.recall')),
            ],
            options={
                'db_table': 'recalls_contact',
                'constraints': [models.UniqueConstraint(fields=('merchant', 'public_id'), name='recall_contact_public'), models.UniqueConstraint(fields=('merchant', 'recall', 'key'), name='recall_contact_once')],
            },
        ),
        migrations.CreateModel(
            name='RecallUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.IntegerField()),
                ('case', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.case')),
                ('contact', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='units', to='recalls.recallcontact')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('order', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                ('order_line', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.orderline')),
                ('recall', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='recalls.recall')),
            ],
            options={
                'db_table': 'recalls_unit',
                'indexes': [models.Index(fields=['merchant', 'contact'], name='recall_unit_contact'), models.Index(fields=['merchant', 'order'], name='recall_unit_order'), models.Index(fields=['merchant', 'order_line'], name='recall_unit_line')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'recall', 'order_line'), name='recall_unit_once'), models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='recall_unit_quantity')],
            },
        ),
        migrations.CreateModel(
            name='ProductMaker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sku', models.CharField(max_length=80)),
                ('own_brand', models.BooleanField(default=False)),
                ('responsible', models.CharField(blank=True, max_length=300)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=80)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'recalls_maker',
                'constraints': [models.UniqueConstraint(fields=('merchant', 'sku'), name='maker_once')],
            },
        ),
        makegood.base.walls.Walls(append_only=()),
    ]
