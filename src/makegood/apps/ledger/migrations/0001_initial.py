import django.db.models.deletion
import makegood.base.rows
import makegood.base.walls
import makegood.apps.ledger.guard
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('base', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='LedgerEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case_id', models.BigIntegerField(null=True)),
                ('order_line_id', models.BigIntegerField(null=True)),
                ('parts', models.SmallIntegerField()),
                ('phase', models.CharField(choices=[('posted', 'posted'), ('pending', 'pending'), ('post', 'post'), ('void', 'void'), ('reverse', 'reverse')], max_length=8)),
                ('code', models.CharField(max_length=40)),
                ('subject', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(max_length=80)),
                ('follows', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.ledgerentry')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'ledger_entry',
                'indexes': [models.Index(fields=['merchant', 'case_id'], name='entry_case'), models.Index(fields=['merchant', 'subject'], name='entry_subject'), models.Index(condition=models.Q(('order_line_id__isnull', False)), fields=['merchant', 'order_line_id'], name='entry_pieces')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('follows__isnull', False)), fields=('merchant', 'follows'), name='entry_followed_once'), models.CheckConstraint(condition=models.Q(models.Q(('follows__isnull', False), ('phase__in', ['post', 'void', 'reverse'])), models.Q(('follows', None), ('phase__in', ['posted', 'pending'])), _connector='OR'), name='entry_follows')],
            },
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.CharField(max_length=32)),
                ('commodity', models.CharField(max_length=3)),
                ('amount', models.BigIntegerField()),
                ('entry', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='ledger.ledgerentry')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'ledger_posting',
                'indexes': [models.Index(fields=['merchant', 'entry'], name='posting_entry')],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount', 0), _negated=True), name='posting_not_zero'), models.CheckConstraint(condition=models.Q(models.Q(('account__startswith', 'units:'), ('commodity', 'UNT')), models.Q(models.Q(('commodity', 'UNT'), _negated=True), models.Q(('account__startswith', 'units:'), _negated=True)), _connector='OR'), name='posting_of_its_kind')],
            },
        ),
        makegood.base.walls.Walls(append_only=('LedgerEntry', 'Posting')),
        makegood.apps.ledger.guard.balanced(),
    ]
