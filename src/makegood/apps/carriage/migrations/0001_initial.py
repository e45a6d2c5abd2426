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
        migrations.AddIndex(
            model_name='parcel',
            index=models.Index(fields=['merchant', 'case'], name='parcel_case'),
        ),
        migrations.AddIndex(
            model_name='parcel',
            index=models.Index(fields=['hub', 'state'], name='parcel_hub'),
        ),
        migrations.AddConstraint(
            model_name='parcel',
            constraint=models.UniqueConstraint(fields=('code',), name='parcel_code'),
        ),
        migrations.AddConstraint(
            model_name='parcel',
            constraint=models.UniqueConstraint(fields=('merchant', 'public_id'), name='parcel_public'),
        ),
        migrations.AddIndex(
            model_name='extraunit',
            index=models.Index(fields=['merchant', 'parcel'], name='extra_parcel'),
        ),
        migrations.AddIndex(
            model_name='parcelline',
            index=models.Index(fields=['merchant', 'parcel'], name='parcelline_parcel'),
        ),
        migrations.AddIndex(
            model_name='parcelline',
            index=models.Index(fields=['merchant', 'line'], name='parcelline_line'),
        ),
        makegood.base.walls.Walls(append_only=()),
    ]
