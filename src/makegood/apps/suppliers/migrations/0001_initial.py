import django.db.models.deletion
import makegood.base.rows
import makegood.base.walls
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('base', '0001_initial'),
        ('parties', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('code', models.SlugField(max_length=60)),
                ('from_on', models.DateField()),
                ('ended_on', models.DateField(null=True)),
                ('currency', models.CharField(max_length=3)),
                ('terms', models.JSONField(default=dict)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('language', models.CharField(default='en', max_length=8)),
                ('pack', models.JSONField(default=dict)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.CharField(max_length=80)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('confirmed_by', models.CharField(blank=True, max_length=80)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
            ],
            options={
                'db_table': 'suppliers_agreement',
                'indexes': [models.Index(fields=['merchant', 'code', 'from_on'], name='agreement_dated')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'public_id'), name='agreement_public')],
            },
        ),
        migrations.CreateModel(
            name='Autopilot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60)),
                ('is_on', models.BooleanField()),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(max_length=80)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'suppliers_autopilot',
                'indexes': [models.Index(fields=['merchant', 'code', '-id'], name='autopilot_newest')],
            },
        ),
        migrations.CreateModel(
            name='Product',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sku', models.CharField(max_length=80)),
                ('code', models.SlugField(max_length=60)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'suppliers_product',
                'constraints': [models.UniqueConstraint(fields=('merchant', 'sku'), name='product_once')],
            },
        ),
        makegood.base.walls.Walls(append_only=('Autopilot',)),
    ]
