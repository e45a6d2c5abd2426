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
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('provider', models.CharField(max_length=20)),
                ('form', models.CharField(choices=[('stripe_report', 'stripe_report'), ('stripe_export', 'stripe_export'), ('paypal_activity', 'paypal_activity'), ('shopify_payouts', 'shopify_payouts'), ('plain', 'plain'), ('api', 'api')], max_length=20)),
                ('file_name', models.CharField(blank=True, max_length=200)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('rows', models.IntegerField(default=0)),
                ('new', models.IntegerField(default=0)),
                ('since', models.DateTimeField(null=True)),
                ('until', models.DateTimeField(null=True)),
                ('problem', models.CharField(blank=True, max_length=40)),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(max_length=80)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'reports_report',
                'indexes': [models.Index(fields=['merchant', 'provider', '-at'], name='report_newest')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'public_id'), name='report_public')],
            },
        ),
        migrations.CreateModel(
            name='ReportMatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=160)),
                ('subject', models.CharField(blank=True, max_length=24)),
                ('by', models.CharField(choices=[('ref', 'ref'), ('key', 'key'), ('payment', 'payment'), ('person', 'person')], max_length=8)),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(max_length=80)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'reports_match',
                'indexes': [models.Index(fields=['merchant', 'provider', 'name'], name='reportmatch_row'), models.Index(fields=['merchant', 'subject'], name='reportmatch_subject')],
            },
        ),
        migrations.CreateModel(
            name='ReportRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('provider', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=160)),
                ('version', models.IntegerField(default=1)),
                ('kind', models.CharField(choices=[('refund', 'refund'), ('refund_back', 'refund_back'), ('payout', 'payout'), ('other', 'other')], max_length=12)),
                ('state', models.CharField(choices=[('done', 'done'), ('pending', 'pending'), ('failed', 'failed')], max_length=8)),
                ('at', models.DateTimeField()),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('balance_minor', models.BigIntegerField()),
                ('balance_currency', models.CharField(max_length=3)),
                ('fee_minor', models.BigIntegerField(default=0)),
                ('refund', models.CharField(blank=True, max_length=120)),
                ('payments', models.JSONField(default=list)),
                ('key', models.CharField(blank=True, max_length=120)),
                ('order', models.CharField(blank=True, max_length=60)),
                ('payout', models.CharField(blank=True, max_length=120)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('report', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reports.report')),
            ],
            options={
                'db_table': 'reports_row',
                'indexes': [models.Index(fields=['merchant', 'at'], name='reportrow_at'), models.Index(condition=models.Q(('payout', ''), _negated=True), fields=['merchant', 'payout'], name='reportrow_payout')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'public_id', 'version'), name='reportrow_public'), models.UniqueConstraint(fields=('merchant', 'provider', 'name', 'version'), name='reportrow_once')],
            },
        ),
        migrations.CreateModel(
            name='ReportWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('difference', models.CharField(max_length=200)),
                ('cause', models.CharField(max_length=20)),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('settled', models.BooleanField(default=True)),
                ('reason', models.CharField(max_length=300)),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(max_length=80)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'reports_word',
                'indexes': [models.Index(fields=['merchant', 'difference'], name='reportword_difference')],
            },
        ),
        migrations.CreateModel(
            name='ClosedMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_on', models.DateField()),
                ('figures', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('through', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(max_length=80)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'reports_month',
                'constraints': [models.UniqueConstraint(fields=('merchant', 'first_on'), name='month_once')],
            },
        ),
        makegood.base.walls.Walls(append_only=('ClosedMonth', 'Report', 'ReportMatch', 'ReportRow', 'ReportWord')),
    ]
