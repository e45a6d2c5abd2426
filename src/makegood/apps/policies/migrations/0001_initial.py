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
            name='PolicyVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('hash', models.CharField(max_length=64)),
                ('name', models.CharField(max_length=80)),
                ('currency', models.CharField(max_length=3)),
                ('text', models.TextField()),
                ('made_at', models.DateTimeField()),
                ('actor', models.CharField(max_length=80)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'policies_version',
                'constraints': [models.UniqueConstraint(fields=('merchant', 'hash'), name='policy_once'), models.UniqueConstraint(fields=('merchant', 'public_id'), name='policy_public')],
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_at', models.DateTimeField()),
                ('note', models.CharField(default='', max_length=500)),
                ('actor', models.CharField(max_length=80)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('version', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.policyversion')),
            ],
            options={
                'db_table': 'policies_publication',
                'constraints': [models.UniqueConstraint(fields=('merchant', 'from_at'), name='publication_order')],
            },
        ),
        migrations.CreateModel(
            name='Showing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('place', models.CharField(max_length=10)),
                ('goods', models.CharField(max_length=12)),
                ('market', models.CharField(max_length=6)),
                ('language', models.CharField(max_length=8)),
                ('words', models.JSONField(default=list)),
                ('body', models.JSONField()),
                ('first_at', models.DateTimeField()),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('version', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.policyversion')),
            ],
            options={
                'db_table': 'policies_showing',
                'constraints': [models.UniqueConstraint(fields=('merchant', 'digest'), name='showing_once')],
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('edition', models.IntegerField()),
                ('changed_at', models.DateTimeField()),
                ('actor', models.CharField(max_length=80)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'policies_draft',
                'constraints': [models.UniqueConstraint(fields=('merchant',), name='draft_one')],
            },
        ),
        makegood.base.walls.Walls(append_only=('PolicyVersion', 'Publication', 'Showing')),
    ]
