import django.db.models.deletion
import makegood.base.rows
import makegood.base.walls
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('base', '0001_initial'),
        ('orders', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Handout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('number', models.IntegerField()),
                ('rows', models.IntegerField()),
                ('made_at', models.DateTimeField()),
                ('actor', models.CharField(max_length=80)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'worklist_handout',
                'constraints': [models.UniqueConstraint(fields=('merchant', 'number'), name='handout_number'), models.UniqueConstraint(fields=('merchant', 'public_id'), name='handout_public')],
            },
        ),
        migrations.CreateModel(
            name='HandoutRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.IntegerField()),
                ('kind', models.CharField(choices=[('refund', 'refund'), ('credit', 'credit'), ('refund_stopped', 'refund_stopped'), ('restock', 'restock'), ('restock_undone', 'restock_undone'), ('remake', 'remake'), ('note', 'note')], max_length=16)),
                ('key', models.CharField(max_length=80)),
                ('subject', models.CharField(max_length=24)),
                ('facts', models.JSONField(default=dict)),
                ('handout', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='worklist.handout')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('order_line', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.orderline')),
            ],
            options={
                'db_table': 'worklist_row',
                'indexes': [models.Index(fields=['merchant', 'handout'], name='handoutrow_list'), models.Index(fields=['merchant', 'subject'], name='handoutrow_subject')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'key'), name='handoutrow_once')],
            },
        ),
        makegood.base.walls.Walls(append_only=('Handout', 'HandoutRow')),
    ]
