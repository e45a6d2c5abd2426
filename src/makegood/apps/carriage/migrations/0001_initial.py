import django.db.models.deletion
import makegood.base.rows
import makegood.base.walls
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('base', '0001_initial'),
        ('parties', '0001_initial'),
        ('returns', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='LabelStock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('name', models.CharField(max_length=80)),
                ('carrier', models.CharField(max_length=40)),
                ('markets', models.JSONField(default=list)),
                ('cost_minor', models.BigIntegerField(null=True)),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('expires_on', models.DateField(null=True)),
                ('made_at', models.DateTimeField()),
                ('actor', models.CharField(max_length=80)),
                ('ended_at', models.DateTimeField(null=True)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'carriage_labelstock',
                'constraints': [models.UniqueConstraint(fields=('merchant', 'public_id'), name='labelstock_public')],
            },
        ),
        migrations.CreateModel(
            name='Parcel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('code', models.CharField(max_length=20)),
                ('state', models.CharField(choices=[('announced', 'announced'), ('in_transit', 'in_transit'), ('received', 'received'), ('lost', 'lost'), ('expired', 'expired'), ('void', 'void')], default='announced', max_length=12)),
                ('paid_by', models.CharField(max_length=10)),
                ('send_by', models.DateField(null=True)),
                ('announced_at', models.DateTimeField()),
                ('posted_on', models.DateField(null=True)),
                ('carrier', models.CharField(blank=True, max_length=40)),
                ('tracking_number', models.CharField(blank=True, max_length=80)),
                ('received_at', models.DateTimeField(null=True)),
                ('shelf', models.CharField(blank=True, max_length=12)),
                ('case', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.case')),
                ('hub', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.hub')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'carriage_parcel',
                'indexes': [models.Index(fields=['merchant', 'case'], name='parcel_case'), models.Index(fields=['hub', 'state'], name='parcel_hub')],
                'constraints': [models.UniqueConstraint(fields=('code',), name='parcel_code'), models.UniqueConstraint(fields=('merchant', 'public_id'), name='parcel_public')],
            },
        ),
        migrations.CreateModel(
            name='ExtraUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(blank=True, max_length=200)),
                ('photo_digest', models.CharField(blank=True, max_length=64)),
                ('shelf', models.CharField(blank=True, max_length=12)),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(max_length=80)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('parcel', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='carriage.parcel')),
            ],
            options={
                'db_table': 'carriage_extra',
                'indexes': [models.Index(fields=['merchant', 'parcel'], name='extra_parcel')],
            },
        ),
        migrations.CreateModel(
            name='ParcelLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.IntegerField()),
                ('received_as', models.CharField(blank=True, choices=[('right', 'right'), ('wrong', 'wrong'), ('missing', 'missing'), ('extra', 'extra')], max_length=8)),
                ('received_quantity', models.IntegerField(null=True)),
                ('line', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.caseline')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('parcel', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='carriage.parcel')),
            ],
            options={
                'db_table': 'carriage_parcelline',
                'indexes': [models.Index(fields=['merchant', 'parcel'], name='parcelline_parcel'), models.Index(fields=['merchant', 'line'], name='parcelline_line')],
            },
        ),
        migrations.CreateModel(
            name='Postage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('way', models.CharField(choices=[('stock', 'stock'), ('easypost', 'easypost'), ('by_hand', 'by_hand')], max_length=10)),
                ('state', models.CharField(choices=[('wanted', 'wanted'), ('buying', 'buying'), ('unknown', 'unknown'), ('bought', 'bought'), ('failed', 'failed'), ('void_wanted', 'void_wanted'), ('voiding', 'voiding'), ('void_failed', 'void_failed'), ('void', 'void')], max_length=12)),
                ('connection', models.CharField(blank=True, max_length=24)),
                ('key', models.CharField(max_length=40)),
                ('carrier', models.CharField(blank=True, max_length=40)),
                ('service', models.CharField(blank=True, max_length=60)),
                ('tracking_number', models.CharField(blank=True, max_length=80)),
                ('cost_minor', models.BigIntegerField(null=True)),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('label_url', models.CharField(blank=True, max_length=500)),
                ('shipment', models.CharField(blank=True, max_length=64)),
                ('tracker', models.CharField(blank=True, max_length=64)),
                ('tries', models.IntegerField(default=0)),
                ('next_try_at', models.DateTimeField(null=True)),
                ('problem', models.CharField(blank=True, max_length=40)),
                ('detail', models.CharField(blank=True, max_length=200)),
                ('made_at', models.DateTimeField()),
                ('bought_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('polled_at', models.DateTimeField(null=True)),
                ('file', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.evidencefile')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('parcel', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='carriage.parcel')),
            ],
            options={
                'db_table': 'carriage_postage',
                'indexes': [models.Index(condition=models.Q(('next_try_at__isnull', False)), fields=['next_try_at'], name='postage_due'), models.Index(fields=['merchant', 'tracker'], name='postage_tracker'), models.Index(fields=['merchant', 'tracking_number'], name='postage_number')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'public_id'), name='postage_public'), models.UniqueConstraint(fields=('merchant', 'key'), name='postage_key'), models.UniqueConstraint(condition=models.Q(('state', 'void'), _negated=True), fields=('merchant', 'parcel'), name='postage_living')],
            },
        ),
        migrations.CreateModel(
            name='PrepaidLabel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.IntegerField()),
                ('tracking_number', models.CharField(blank=True, max_length=80)),
                ('state', models.CharField(choices=[('free', 'free'), ('given', 'given'), ('void', 'void'), ('out', 'out')], default='free', max_length=8)),
                ('given_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('file', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.evidencefile')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('parcel', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='carriage.parcel')),
                ('stock', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='carriage.labelstock')),
            ],
            options={
                'db_table': 'carriage_prepaidlabel',
                'indexes': [models.Index(condition=models.Q(('state', 'free')), fields=['merchant', 'stock'], name='prepaid_free')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'file'), name='prepaid_once'), models.UniqueConstraint(condition=models.Q(('tracking_number', ''), _negated=True), fields=('merchant', 'tracking_number'), name='prepaid_number'), models.UniqueConstraint(condition=models.Q(('state', 'given')), fields=('merchant', 'parcel'), name='prepaid_parcel'), models.CheckConstraint(condition=models.Q(models.Q(('parcel', None), ('state__in', ('free', 'out'))), models.Q(('parcel__isnull', False), ('state__in', ('given', 'void'))), _connector='OR'), name='prepaid_whose')],
            },
        ),
        migrations.CreateModel(
            name='StrayParcel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24, unique=True)),
                ('typed', models.CharField(blank=True, max_length=120)),
                ('label_photo', models.CharField(blank=True, max_length=64)),
                ('content_photo', models.CharField(blank=True, max_length=64)),
                ('shelf', models.CharField(default='U', max_length=12)),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(max_length=80)),
                ('settled_at', models.DateTimeField(null=True)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.hub')),
            ],
            options={
                'db_table': 'carriage_stray',
            },
        ),
        migrations.CreateModel(
            name='TrackingEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('said', models.CharField(max_length=60)),
                ('means', models.CharField(choices=[('announced', 'announced'), ('in_transit', 'in_transit'), ('near', 'near'), ('delivered', 'delivered'), ('held', 'held'), ('going_back', 'going_back'), ('failed', 'failed'), ('unknown', 'unknown')], max_length=12)),
                ('at', models.DateTimeField(null=True)),
                ('at_text', models.CharField(blank=True, max_length=40)),
                ('words', models.CharField(blank=True, max_length=200)),
                ('place', models.CharField(blank=True, max_length=80)),
                ('by_way', models.CharField(max_length=8)),
                ('heard_at', models.DateTimeField()),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('parcel', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='carriage.parcel')),
            ],
            options={
                'db_table': 'carriage_trackingevent',
                'indexes': [models.Index(fields=['merchant', 'parcel'], name='tracking_parcel')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'parcel', 'key'), name='tracking_once')],
            },
        ),
        migrations.CreateModel(
            name='CarrierMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message_id', models.CharField(max_length=64)),
                ('tracker', models.CharField(blank=True, max_length=64)),
                ('heard_at', models.DateTimeField()),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'carriage_message',
                'constraints': [models.UniqueConstraint(fields=('merchant', 'message_id'), name='message_once')],
            },
        ),
        makegood.base.walls.Walls(append_only=('CarrierMessage', 'TrackingEvent')),
    ]
