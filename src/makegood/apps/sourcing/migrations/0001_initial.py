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
            name='ParallelTest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('sku', models.CharField(max_length=80)),
                ('one', models.SlugField(max_length=60)),
                ('other', models.SlugField(max_length=60)),
                ('share_percent', models.SmallIntegerField()),
                ('from_on', models.DateField()),
                ('until_on', models.DateField()),
                ('began_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('chosen', models.SlugField(blank=True, max_length=60)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'sourcing_parallel_test',
                'indexes': [models.Index(fields=['merchant', 'one', 'other'], name='parallel_pair')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'public_id'), name='parallel_public'), models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('merchant', 'sku'), name='parallel_one_runs'), models.CheckConstraint(condition=models.Q(('share_percent__gte', 1), ('share_percent__lte', 99), ('until_on__gte', models.F('from_on'))), name='parallel_plan')],
            },
        ),
        migrations.CreateModel(
            name='TestReturn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('code', models.SlugField(max_length=60)),
                ('sku', models.CharField(max_length=80)),
                ('steps', models.JSONField(default=dict)),
                ('allowed', models.JSONField(default=dict)),
                ('agreed', models.JSONField(default=list)),
                ('step', models.CharField(blank=True, choices=[('answered', 'answered'), ('sent', 'sent'), ('arrived', 'arrived'), ('inspected', 'inspected'), ('refunded', 'refunded')], max_length=10)),
                ('owner', models.CharField(blank=True, max_length=10)),
                ('due_on', models.DateField(null=True)),
                ('outcome', models.CharField(blank=True, choices=[('refunded', 'refunded'), ('refused', 'refused'), ('given_up', 'given_up')], max_length=10)),
                ('began_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'sourcing_test_return',
                'indexes': [models.Index(fields=['merchant', 'code'], name='test_return_code')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'public_id'), name='test_return_public'), models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('merchant', 'code'), name='test_return_one_runs'), models.CheckConstraint(condition=models.Q(models.Q(('due_on__isnull', False), ('outcome', ''), models.Q(('step', ''), _negated=True), models.Q(('owner', ''), _negated=True)), models.Q(('due_on__isnull', True), ('ended_at__isnull', False), ('owner', ''), ('step', ''), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='test_return_has_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Vetting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('code', models.SlugField(max_length=60)),
                ('answers', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(max_length=80)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'sourcing_vetting',
                'indexes': [models.Index(fields=['merchant', 'code'], name='vetting_code')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'public_id'), name='vetting_public')],
            },
        ),
        makegood.base.walls.Walls(append_only=('Vetting',)),
    ]
