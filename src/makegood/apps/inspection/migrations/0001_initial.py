import django.db.models.deletion
import makegood.base.rows
import makegood.base.walls
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('base', '0001_initial'),
        ('carriage', '0001_initial'),
        ('parties', '0001_initial'),
        ('returns', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Inspection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('quantity', models.IntegerField()),
                ('result', models.CharField(choices=[('as_it_should', 'as_it_should'), ('not_right', 'not_right'), ('not_this', 'not_this')], max_length=12)),
                ('grade', models.CharField(choices=[('A', 'A'), ('B', 'B'), ('C', 'C'), ('D', 'D')], max_length=1)),
                ('finding', models.CharField(blank=True, choices=[('broken', 'broken'), ('used', 'used'), ('wrong_text', 'wrong_text'), ('parts_missing', 'parts_missing'), ('dirty', 'dirty'), ('', '')], max_length=16)),
                ('root_cause', models.CharField(blank=True, choices=[('production_defect', 'production_defect'), ('transit_damage', 'transit_damage'), ('wrong_item_sent', 'wrong_item_sent'), ('customization_error', 'customization_error'), ('customer_damage', 'customer_damage'), ('none_found', 'none_found'), ('unknown', 'unknown'), ('', '')], max_length=24)),
                ('proposed', models.CharField(choices=[('restock', 'restock'), ('refurbish', 'refurbish'), ('rework', 'rework'), ('return_to_supplier', 'return_to_supplier'), ('liquidate', 'liquidate'), ('donate', 'donate'), ('recycle', 'recycle'), ('destroy', 'destroy'), ('hold', 'hold')], max_length=20)),
                ('disposition', models.CharField(choices=[('restock', 'restock'), ('refurbish', 'refurbish'), ('rework', 'rework'), ('return_to_supplier', 'return_to_supplier'), ('liquidate', 'liquidate'), ('donate', 'donate'), ('recycle', 'recycle'), ('destroy', 'destroy'), ('hold', 'hold')], max_length=20)),
                ('why', models.JSONField(default=dict)),
                ('reason', models.CharField(blank=True, max_length=16)),
                ('shelf', models.CharField(blank=True, max_length=12)),
                ('template', models.CharField(blank=True, max_length=24)),
                ('answers', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(max_length=80)),
                ('case', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.case')),
                ('corrects', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspection.inspection')),
                ('line', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.caseline')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('parcel', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='carriage.parcel')),
            ],
            options={
                'db_table': 'inspection_inspection',
                'indexes': [models.Index(fields=['merchant', 'line'], name='inspection_line')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'public_id'), name='inspection_public')],
            },
        ),
        migrations.CreateModel(
            name='InspectionPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.evidencefile')),
                ('inspection', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='inspection.inspection')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'inspection_photo',
                'indexes': [models.Index(fields=['merchant', 'inspection'], name='photo_inspection')],
            },
        ),
        migrations.CreateModel(
            name='InspectionTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('category', models.CharField(blank=True, max_length=80)),
                ('questions', models.JSONField(default=list)),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(max_length=80)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'inspection_template',
                'indexes': [models.Index(fields=['merchant', 'category'], name='template_category')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'public_id'), name='template_public')],
            },
        ),
        migrations.CreateModel(
            name='HubTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24, unique=True)),
                ('category', models.CharField(blank=True, max_length=80)),
                ('questions', models.JSONField(default=list)),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(max_length=80)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.hub')),
            ],
            options={
                'db_table': 'inspection_hubtemplate',
                'indexes': [models.Index(fields=['hub', 'category'], name='hubtemplate_category')],
            },
        ),
        makegood.base.walls.Walls(append_only=('Inspection', 'InspectionPhoto', 'InspectionTemplate')),
    ]
