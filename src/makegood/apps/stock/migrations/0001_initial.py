import django.db.models.deletion
import makegood.base.rows
import makegood.base.walls
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('base', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Stock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('sku', models.CharField(max_length=80)),
                ('place', models.CharField(max_length=60)),
                ('holder', models.CharField(choices=[('hub', 'hub'), ('shop', 'shop'), ('supplier', 'supplier')], max_length=10)),
                ('code', models.SlugField(blank=True, max_length=60)),
                ('ready_days', models.IntegerField(default=1)),
                ('transit', models.JSONField(default=dict)),
                ('cost_minor', models.BigIntegerField(null=True)),
                ('on_hand', models.IntegerField(default=0)),
                ('reserved', models.IntegerField(default=0)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'stock_stock',
                'constraints': [models.UniqueConstraint(fields=('merchant', 'public_id'), name='stock_public'), models.UniqueConstraint(fields=('merchant', 'sku', 'place'), name='stock_once'), models.CheckConstraint(condition=models.Q(('on_hand__gte', models.F('reserved')), ('reserved__gte', 0)), name='stock_true'), models.CheckConstraint(condition=models.Q(('holder', 'supplier'), ('code', ''), _connector='XOR'), name='stock_whose')],
            },
        ),
        migrations.CreateModel(
            name='Movement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('counted', 'counted'), ('restocked', 'restocked'), ('reserved', 'reserved'), ('released', 'released'), ('taken', 'taken')], max_length=10)),
                ('on_hand', models.IntegerField(default=0)),
                ('reserved', models.IntegerField(default=0)),
                ('subject', models.CharField(blank=True, max_length=24)),
                ('actor', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('stock', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stock.stock')),
            ],
            options={
                'db_table': 'stock_movement',
                'indexes': [models.Index(fields=['merchant', 'stock'], name='movement_stock'), models.Index(condition=models.Q(('subject', ''), _negated=True), fields=['merchant', 'subject'], name='movement_subject')],
            },
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sku', models.CharField(max_length=80)),
                ('code', models.SlugField(max_length=60)),
                ('production_days', models.IntegerField(null=True)),
                ('transit', models.JSONField(default=dict)),
                ('cost_minor', models.BigIntegerField(null=True)),
                ('rank', models.IntegerField(default=1)),
                ('personalised', models.BooleanField(default=False)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'stock_source',
                'constraints': [models.UniqueConstraint(fields=('merchant', 'sku', 'code'), name='source_once')],
            },
        ),
        makegood.base.walls.Walls(append_only=('Movement',)),
    ]
