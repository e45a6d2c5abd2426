import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import makegood.base.rows
import makegood.base.walls
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('base', '0001_initial'),
        ('policies', '0001_initial'),
        ('suppliers', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Order',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('source', models.CharField(choices=[('shopify', 'shopify'), ('woocommerce', 'woocommerce'), ('csv', 'csv'), ('online_retail', 'online_retail'), ('api', 'api'), ('manual', 'manual')], max_length=20)),
                ('source_id', models.CharField(max_length=120)),
                ('source_digest', models.CharField(max_length=64)),
                ('number', models.CharField(max_length=60)),
                ('number_key', models.CharField(max_length=60)),
                ('placed_at', models.DateTimeField()),
                ('placed_on', models.DateField()),
                ('market', models.CharField(max_length=6)),
                ('channel', models.CharField(blank=True, max_length=40)),
                ('currency', models.CharField(max_length=3)),
                ('shop_currency', models.CharField(max_length=3)),
                ('shop_rate', models.CharField(default='1', max_length=24)),
                ('prices_include_tax', models.BooleanField()),
                ('goods_minor', models.BigIntegerField()),
                ('discount_minor', models.BigIntegerField(default=0)),
                ('shipping_minor', models.BigIntegerField(default=0)),
                ('shipping_discount_minor', models.BigIntegerField(default=0)),
                ('shipping_tax_rate', models.CharField(default='0', max_length=12)),
                ('shipping_tax_minor', models.BigIntegerField(default=0)),
                ('standard_shipping_minor', models.BigIntegerField(null=True)),
                ('duties_minor', models.BigIntegerField(default=0)),
                ('tax_minor', models.BigIntegerField(default=0)),
                ('total_minor', models.BigIntegerField()),
                ('shipped_on', models.DateField(null=True)),
                ('delivered_on', models.DateField(null=True)),
                ('promised_on', models.DateField(null=True)),
                ('delivery_terms', models.CharField(blank=True, max_length=3)),
                ('campaign', models.CharField(blank=True, max_length=80)),
                ('payment_method', models.CharField(blank=True, max_length=60)),
                ('gift', models.BooleanField(default=False)),
                ('occasion', models.CharField(default='none', max_length=10)),
                ('tags', models.JSONField(default=list)),
                ('disclosures', models.JSONField(default=list)),
                ('disclosed_late_on', models.DateField(null=True)),
                ('contract_document_on', models.DateField(null=True)),
                ('consents', models.JSONField(default=list)),
                ('language', models.CharField(blank=True, max_length=8)),
                ('email_digest', models.CharField(blank=True, max_length=64)),
                ('postcode_digest', models.CharField(blank=True, max_length=64)),
                ('customer_digest', models.CharField(blank=True, max_length=64)),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('imported_at', models.DateTimeField()),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('policy', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.policyversion')),
            ],
            options={
                'db_table': 'orders_order',
            },
        ),
        migrations.CreateModel(
            name='Inquiry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('number', models.CharField(blank=True, max_length=60)),
                ('contact', models.CharField(blank=True, max_length=254)),
                ('reply_to', models.CharField(blank=True, max_length=254)),
                ('text', models.TextField(blank=True)),
                ('language', models.CharField(default='en', max_length=8)),
                ('state', models.CharField(choices=[('open', 'open'), ('found', 'found'), ('closed', 'closed')], default='open', max_length=10)),
                ('at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('erased_at', models.DateTimeField(null=True)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('order', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
            ],
            options={
                'db_table': 'orders_inquiry',
            },
        ),
        migrations.CreateModel(
            name='OrderContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=160)),
                ('email', models.CharField(blank=True, max_length=254)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('address', models.JSONField(default=list)),
                ('postcode', models.CharField(blank=True, max_length=20)),
                ('note', models.TextField(blank=True)),
                ('erased_at', models.DateTimeField(null=True)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('order', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
            ],
            options={
                'db_table': 'orders_contact',
            },
        ),
        migrations.CreateModel(
            name='OrderLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('position', models.IntegerField()),
                ('source_id', models.CharField(blank=True, max_length=120)),
                ('sku', models.CharField(max_length=80)),
                ('title', models.CharField(max_length=300)),
                ('variant', models.CharField(blank=True, max_length=200)),
                ('category', models.CharField(blank=True, max_length=80)),
                ('material', models.CharField(blank=True, max_length=40)),
                ('image', models.CharField(blank=True, max_length=300)),
                ('quantity', models.IntegerField()),
                ('unit_price_minor', models.BigIntegerField()),
                ('source_price', models.CharField(blank=True, max_length=24)),
                ('discount_minor', models.BigIntegerField(default=0)),
                ('order_discount_minor', models.BigIntegerField(default=0)),
                ('tax_rate', models.CharField(default='0', max_length=12)),
                ('tax_minor', models.BigIntegerField(default=0)),
                ('taxes', models.JSONField(default=list)),
                ('gross_minor', models.BigIntegerField()),
                ('shipping_share_minor', models.BigIntegerField(default=0)),
                ('duties_minor', models.BigIntegerField(default=0)),
                ('cost_minor', models.BigIntegerField(null=True)),
                ('weight_g', models.IntegerField(null=True)),
                ('customer_input', models.CharField(choices=[('none', 'none'), ('preset_choice', 'preset_choice'), ('own_text', 'own_text'), ('own_image', 'own_image'), ('own_measurements', 'own_measurements'), ('unknown', 'unknown')], default='unknown', max_length=20)),
                ('flags', models.JSONField(default=dict)),
                ('production_days', models.IntegerField(null=True)),
                ('production_cost_minor', models.BigIntegerField(null=True)),
                ('resale_minor', models.BigIntegerField(null=True)),
                ('agreement', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='suppliers.agreement')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('order', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='orders.order')),
            ],
            options={
                'db_table': 'orders_line',
            },
        ),
        migrations.CreateModel(
            name='OrderLineWords',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('inputs', models.JSONField(default=list)),
                ('erased_at', models.DateTimeField(null=True)),
                ('line', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.orderline')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'orders_linewords',
            },
        ),
        migrations.CreateModel(
            name='OrderPayment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source_id', models.CharField(blank=True, max_length=120)),
                ('gateway', models.CharField(blank=True, max_length=60)),
                ('method', models.CharField(blank=True, max_length=60)),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('shop_amount_minor', models.BigIntegerField(null=True)),
                ('paid_on', models.DateField(null=True)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('order', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='orders.order')),
            ],
            options={
                'db_table': 'orders_payment',
            },
        ),
        migrations.CreateModel(
            name='OrderTokens',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order_id', models.BigIntegerField(unique=True)),
                ('tokens', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('merchant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'orders_tokens',
            },
        ),
        migrations.CreateModel(
            name='PastReturn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('refund', 'refund'), ('return', 'return'), ('cancellation', 'cancellation'), ('unmatched_cancellation', 'unmatched_cancellation'), ('write_off', 'write_off'), ('adjustment', 'adjustment'), ('repeated_row', 'repeated_row')], max_length=24)),
                ('source', models.CharField(max_length=20)),
                ('source_key', models.CharField(max_length=160)),
                ('sku', models.CharField(blank=True, max_length=80)),
                ('text', models.CharField(blank=True, max_length=300)),
                ('quantity', models.IntegerField(default=0)),
                ('amount_minor', models.BigIntegerField(default=0)),
                ('shipping_minor', models.BigIntegerField(default=0)),
                ('currency', models.CharField(max_length=3)),
                ('actor', models.CharField(blank=True, max_length=80)),
                ('ours', models.CharField(blank=True, max_length=64)),
                ('at', models.DateTimeField()),
                ('known_at', models.DateTimeField(null=True)),
                ('line', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.orderline')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('order', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='past_returns', to='orders.order')),
                ('payment', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.orderpayment')),
                ('reverses', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.pastreturn')),
            ],
            options={
                'db_table': 'orders_pastreturn',
            },
        ),
        migrations.CreateModel(
            name='Shipment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source_id', models.CharField(blank=True, max_length=120)),
                ('carrier', models.CharField(blank=True, max_length=60)),
                ('tracking_number', models.CharField(blank=True, max_length=120)),
                ('tracking_url', models.CharField(blank=True, max_length=500)),
                ('shipped_on', models.DateField(null=True)),
                ('delivered_on', models.DateField(null=True)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('order', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='shipments', to='orders.order')),
            ],
            options={
                'db_table': 'orders_shipment',
            },
        ),
        migrations.CreateModel(
            name='ShipmentLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.IntegerField()),
                ('line', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.orderline')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('shipment', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='orders.shipment')),
            ],
            options={
                'db_table': 'orders_shipmentline',
            },
        ),
        migrations.CreateModel(
            name='TableMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fingerprint', models.CharField(max_length=64)),
                ('header', models.JSONField(default=list)),
                ('mapping', models.JSONField(default=dict)),
                ('confirmed_by', models.CharField(max_length=60)),
                ('confirmed_at', models.DateTimeField()),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'orders_tablemapping',
            },
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('file_name', models.CharField(max_length=200)),
                ('size', models.BigIntegerField()),
                ('options', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('chosen', 'chosen'), ('waiting', 'waiting'), ('running', 'running'), ('done', 'done'), ('failed', 'failed')], default='chosen', max_length=10)),
                ('counts', models.JSONField(default=dict)),
                ('problem', models.JSONField(default=dict)),
                ('uploaded_by', models.CharField(max_length=60)),
                ('uploaded_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('dropped_at', models.DateTimeField(null=True)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'orders_upload',
            },
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['merchant', 'number_key'], name='order_number'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['merchant', '-placed_at'], name='order_placed'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(condition=models.Q(('customer_digest', ''), _negated=True), fields=['merchant', 'customer_digest'], name='order_customer'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.UniqueConstraint(fields=('merchant', 'source', 'source_id'), name='order_once'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.UniqueConstraint(fields=('merchant', 'public_id'), name='order_public'),
        ),
        migrations.AddIndex(
            model_name='inquiry',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['merchant'], name='inquiry_open'),
        ),
        migrations.AddConstraint(
            model_name='inquiry',
            constraint=models.UniqueConstraint(fields=('merchant', 'public_id'), name='inquiry_public'),
        ),
        migrations.AddConstraint(
            model_name='ordercontact',
            constraint=models.UniqueConstraint(fields=('merchant', 'order'), name='contact_once'),
        ),
        migrations.AddConstraint(
            model_name='orderline',
            constraint=models.UniqueConstraint(fields=('merchant', 'order', 'position'), name='line_position'),
        ),
        migrations.AddConstraint(
            model_name='orderline',
            constraint=models.UniqueConstraint(fields=('merchant', 'public_id'), name='line_public'),
        ),
        migrations.AddConstraint(
            model_name='orderline',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='line_quantity'),
        ),
        migrations.AddConstraint(
            model_name='orderlinewords',
            constraint=models.UniqueConstraint(fields=('merchant', 'line'), name='linewords_once'),
        ),
        migrations.AddIndex(
            model_name='orderpayment',
            index=models.Index(fields=['merchant', 'order'], name='payment_order'),
        ),
        migrations.AddIndex(
            model_name='ordertokens',
            index=django.contrib.postgres.indexes.GinIndex(fields=['tokens'], name='order_tokens'),
        ),
        migrations.AddIndex(
            model_name='pastreturn',
            index=models.Index(fields=['merchant', 'order'], name='past_order'),
        ),
        migrations.AddConstraint(
            model_name='pastreturn',
            constraint=models.UniqueConstraint(fields=('merchant', 'source', 'source_key'), name='past_once'),
        ),
        migrations.AddIndex(
            model_name='shipment',
            index=models.Index(fields=['merchant', 'order'], name='shipment_order'),
        ),
        migrations.AddIndex(
            model_name='shipmentline',
            index=models.Index(fields=['merchant', 'shipment'], name='shipmentline_shipment'),
        ),
        migrations.AddConstraint(
            model_name='tablemapping',
            constraint=models.UniqueConstraint(fields=('merchant', 'fingerprint'), name='tablemapping_once'),
        ),
        migrations.AddIndex(
            model_name='upload',
            index=models.Index(fields=['merchant', '-uploaded_at'], name='upload_newest'),
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.UniqueConstraint(fields=('merchant', 'public_id'), name='upload_public'),
        ),
        makegood.base.walls.Walls(append_only=()),
    ]
