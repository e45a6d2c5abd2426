import django.db.models.deletion
import makegood.base.rows
import makegood.base.walls
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('base', '0001_initial'),
        ('returns', '0001_initial'),
        ('stock', '0001_initial'),
        ('suppliers', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='PriceDifference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('state', models.CharField(choices=[('asked', 'asked'), ('paid', 'paid'), ('earned', 'earned'), ('back_due', 'back_due'), ('paid_back', 'paid_back'), ('voided', 'voided')], default='asked', max_length=10)),
                ('pay_link', models.CharField(blank=True, max_length=500)),
                ('asked_at', models.DateTimeField()),
                ('paid_at', models.DateTimeField(null=True)),
                ('reference', models.CharField(blank=True, max_length=120)),
                ('ended_at', models.DateTimeField(null=True)),
                ('back_reference', models.CharField(blank=True, max_length=120)),
                ('case', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.case')),
                ('decision', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.decision')),
                ('line', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.caseline')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'replacements_difference',
                'indexes': [models.Index(fields=['merchant', 'case'], name='difference_case'), models.Index(condition=models.Q(('state__in', ['paid', 'back_due'])), fields=['merchant'], name='difference_held')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'public_id'), name='difference_public'), models.UniqueConstraint(fields=('merchant', 'line', 'decision'), name='difference_once'), models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='difference_amount')],
            },
        ),
        migrations.CreateModel(
            name='ReplacementOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('remedy', models.CharField(choices=[('replacement', 'replacement'), ('remake', 'remake'), ('exchange', 'exchange')], max_length=20)),
                ('party', models.CharField(choices=[('shop', 'shop'), ('supplier', 'supplier')], max_length=10)),
                ('way', models.CharField(blank=True, max_length=80)),
                ('plan', models.JSONField(default=dict)),
                ('then', models.CharField(blank=True, max_length=80)),
                ('quantity', models.IntegerField()),
                ('sku', models.CharField(blank=True, max_length=80)),
                ('title', models.CharField(max_length=300)),
                ('other_goods', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('drafted', 'drafted'), ('placed', 'placed'), ('accepted', 'accepted'), ('sent', 'sent'), ('delivered', 'delivered'), ('refused', 'refused'), ('voided', 'voided')], default='drafted', max_length=10)),
                ('made_at', models.DateTimeField()),
                ('placed_at', models.DateTimeField(null=True)),
                ('answer_by', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('ready_on', models.DateField(null=True)),
                ('tracking', models.CharField(blank=True, max_length=80)),
                ('reason', models.CharField(blank=True, max_length=24)),
                ('words', models.TextField(blank=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('agreement', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='suppliers.agreement')),
                ('case', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.case')),
                ('decision', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.decision')),
                ('line', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.caseline')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('stock', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stock.stock')),
            ],
            options={
                'db_table': 'replacements_order',
                'indexes': [models.Index(fields=['merchant', 'case'], name='replacement_case'), models.Index(condition=models.Q(('state__in', ['placed', 'accepted'])), fields=['merchant', 'agreement'], name='replacement_party')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'public_id'), name='replacement_public'), models.UniqueConstraint(condition=models.Q(('state__in', ('drafted', 'placed', 'accepted', 'sent', 'delivered'))), fields=('merchant', 'line'), name='replacement_once'), models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='replacement_quantity'), models.CheckConstraint(condition=models.Q(models.Q(('agreement', None), ('party', 'shop')), models.Q(('agreement__isnull', False), ('party', 'supplier')), _connector='OR'), name='replacement_by')],
            },
        ),
        makegood.base.walls.Walls(append_only=()),
    ]
