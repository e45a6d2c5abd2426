import django.db.models.deletion
import makegood.base.rows
import makegood.base.walls
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('base', '0001_initial'),
        ('carriage', '0001_initial'),
        ('orders', '0001_initial'),
        ('parties', '0001_initial'),
        ('returns', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='HubInvoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('number', models.CharField(max_length=40)),
                ('since', models.DateField()),
                ('until', models.DateField()),
                ('currency', models.CharField(max_length=3)),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(max_length=80)),
                ('hub', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.hub')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'hubs_invoice',
                'constraints': [models.UniqueConstraint(fields=('merchant', 'public_id'), name='hubinvoice_public'), models.UniqueConstraint(fields=('merchant', 'hub', 'number'), name='hubinvoice_once')],
            },
        ),
        migrations.CreateModel(
            name='HubInvoiceLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('place', models.IntegerField()),
                ('act', models.CharField(choices=[('receive', 'receive'), ('inspect', 'inspect'), ('refurbish', 'refurbish'), ('repack', 'repack'), ('restock', 'restock'), ('donate', 'donate'), ('recycle', 'recycle'), ('destroy', 'destroy'), ('sample', 'sample')], max_length=10)),
                ('reference', models.CharField(blank=True, max_length=40)),
                ('done_on', models.DateField(null=True)),
                ('quantity', models.IntegerField()),
                ('amount_minor', models.BigIntegerField()),
                ('invoice', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='hubs.hubinvoice')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'hubs_invoiceline',
                'constraints': [models.UniqueConstraint(fields=('merchant', 'public_id'), name='hubinvoiceline_public'), models.UniqueConstraint(fields=('merchant', 'invoice', 'place'), name='hubinvoiceline_place')],
            },
        ),
        migrations.CreateModel(
            name='HubAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('act', models.CharField(choices=[('receive', 'receive'), ('inspect', 'inspect'), ('refurbish', 'refurbish'), ('repack', 'repack'), ('restock', 'restock'), ('donate', 'donate'), ('recycle', 'recycle'), ('destroy', 'destroy'), ('sample', 'sample')], max_length=10)),
                ('state', models.CharField(choices=[('wanted', 'wanted'), ('done', 'done'), ('void', 'void')], max_length=8)),
                ('quantity', models.IntegerField()),
                ('subject', models.CharField(max_length=40)),
                ('shelf', models.CharField(blank=True, max_length=12)),
                ('wanted_at', models.DateTimeField()),
                ('at', models.DateTimeField(null=True)),
                ('done_on', models.DateField(null=True)),
                ('price_minor', models.BigIntegerField(null=True)),
                ('currency', models.CharField(max_length=3)),
                ('actor', models.CharField(max_length=80)),
                ('case', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.case')),
                ('hub', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.hub')),
                ('line', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.caseline')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('parcel', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='carriage.parcel')),
                ('paid_by', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hubs.hubinvoiceline')),
            ],
            options={
                'db_table': 'hubs_act',
                'indexes': [models.Index(fields=['merchant', 'hub', 'done_on'], name='hubact_done'), models.Index(condition=models.Q(('line__isnull', False)), fields=['merchant', 'line'], name='hubact_line'), models.Index(condition=models.Q(('paid_by__isnull', False)), fields=['merchant', 'paid_by'], name='hubact_paid'), models.Index(condition=models.Q(('state', 'wanted')), fields=['merchant', 'hub'], name='hubact_wanted')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'public_id'), name='hubact_public'), models.UniqueConstraint(fields=('merchant', 'subject', 'act'), name='hubact_once'), models.CheckConstraint(condition=models.Q(models.Q(('at__isnull', False), ('state', 'done')), models.Q(('state', 'done'), _negated=True), _connector='OR'), name='hubact_when')],
            },
        ),
        migrations.CreateModel(
            name='HubInvoiceWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('accepted', 'accepted'), ('disputed', 'disputed'), ('open', 'open')], max_length=8)),
                ('cause', models.CharField(max_length=16)),
                ('difference_minor', models.BigIntegerField()),
                ('acts', models.JSONField(default=list)),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(max_length=80)),
                ('line', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='words', to='hubs.hubinvoiceline')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'hubs_invoiceword',
                'indexes': [models.Index(fields=['merchant', 'line'], name='hubinvoiceword_line')],
            },
        ),
        migrations.CreateModel(
            name='HubPrice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(choices=[('receive', 'receive'), ('inspect', 'inspect'), ('refurbish', 'refurbish'), ('repack', 'repack'), ('restock', 'restock'), ('donate', 'donate'), ('recycle', 'recycle'), ('destroy', 'destroy'), ('sample', 'sample')], max_length=10)),
                ('price_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('from_on', models.DateField()),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(max_length=80)),
                ('hub', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.hub')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'hubs_price',
                'indexes': [models.Index(fields=['merchant', 'hub'], name='hubprice_hub')],
                'constraints': [models.CheckConstraint(condition=models.Q(('price_minor__gte', 0)), name='hubprice_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='RestockBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('number', models.IntegerField()),
                ('destination', models.CharField(choices=[('shop', 'shop'), ('buffer', 'buffer')], max_length=8)),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(max_length=80)),
                ('hub', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.hub')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'hubs_restock',
                'constraints': [models.UniqueConstraint(fields=('merchant', 'public_id'), name='restock_public'), models.UniqueConstraint(fields=('merchant', 'number'), name='restock_number')],
            },
        ),
        migrations.CreateModel(
            name='RestockLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.IntegerField()),
                ('grade', models.CharField(max_length=1)),
                ('act', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hubs.hubact')),
                ('batch', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='hubs.restockbatch')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('order_line', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.orderline')),
            ],
            options={
                'db_table': 'hubs_restockline',
                'indexes': [models.Index(fields=['merchant', 'batch'], name='restockline_batch')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'act'), name='restockline_once')],
            },
        ),
        migrations.CreateModel(
            name='Route',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('place', models.CharField(choices=[('none', 'none'), ('shop', 'shop'), ('hub', 'hub'), ('supplier', 'supplier')], max_length=8)),
                ('cost_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('chosen_by', models.CharField(choices=[('rule', 'rule'), ('person', 'person')], max_length=6)),
                ('reason', models.CharField(blank=True, choices=[('customer_asks', 'customer_asks'), ('supplier_asks', 'supplier_asks'), ('goods_differ', 'goods_differ'), ('no_room', 'no_room'), ('cheaper', 'cheaper'), ('safety', 'safety'), ('other', 'other')], max_length=16)),
                ('record', models.JSONField(default=list)),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(max_length=80)),
                ('case', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.case')),
                ('hub', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.hub')),
                ('line', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.caseline')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('parcel', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='carriage.parcel')),
            ],
            options={
                'db_table': 'hubs_route',
                'indexes': [models.Index(fields=['merchant', 'case'], name='route_case'), models.Index(condition=models.Q(('parcel__isnull', False)), fields=['merchant', 'parcel'], name='route_parcel')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'public_id'), name='route_public')],
            },
        ),
        migrations.CreateModel(
            name='Sample',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('sku', models.CharField(max_length=80)),
                ('batch', models.CharField(blank=True, max_length=80)),
                ('category', models.CharField(blank=True, max_length=80)),
                ('lot', models.IntegerField()),
                ('size', models.IntegerField()),
                ('worst_percent', models.IntegerField()),
                ('wanted_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('actor', models.CharField(max_length=80)),
                ('hub', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.hub')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'hubs_sample',
                'indexes': [models.Index(condition=models.Q(('ended_at', None)), fields=['merchant', 'hub'], name='sample_open')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'public_id'), name='sample_public'), models.CheckConstraint(condition=models.Q(('size__gte', 1), ('size__lte', models.F('lot'))), name='sample_of_its_lot')],
            },
        ),
        migrations.CreateModel(
            name='SampleLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.IntegerField()),
                ('result', models.CharField(max_length=12)),
                ('grade', models.CharField(max_length=1)),
                ('finding', models.CharField(blank=True, max_length=16)),
                ('template', models.CharField(blank=True, max_length=24)),
                ('answers', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(max_length=80)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('sample', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='looks', to='hubs.sample')),
            ],
            options={
                'db_table': 'hubs_samplelook',
                'constraints': [models.UniqueConstraint(fields=('merchant', 'sample', 'place'), name='samplelook_once')],
            },
        ),
        makegood.base.walls.Walls(append_only=('HubInvoice', 'HubInvoiceLine', 'HubInvoiceWord', 'HubPrice', 'RestockBatch', 'RestockLine', 'Route', 'SampleLook')),
    ]
