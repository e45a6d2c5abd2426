import django.db.models.deletion
import makegood.base.rows
import makegood.base.walls
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('base', '0001_initial'),
        ('orders', '0001_initial'),
        ('parties', '0001_initial'),
        ('returns', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Errand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('connection', models.CharField(max_length=24)),
                ('party', models.CharField(max_length=20)),
                ('kind', models.CharField(choices=[('note_order', 'note_order'), ('ask_return', 'ask_return'), ('grant_return', 'grant_return'), ('refuse_return', 'refuse_return'), ('open_return', 'open_return'), ('send_new', 'send_new'), ('take_out_new', 'take_out_new'), ('announce_parcel', 'announce_parcel'), ('track_parcel', 'track_parcel'), ('dispose_units', 'dispose_units'), ('give_credit', 'give_credit'), ('give_card', 'give_card'), ('record_refund', 'record_refund'), ('undo_refund', 'undo_refund'), ('finish_units', 'finish_units'), ('cancel_return', 'cancel_return'), ('close_return', 'close_return'), ('reopen_return', 'reopen_return')], max_length=20)),
                ('subject', models.CharField(max_length=60)),
                ('facts', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('asked', 'asked'), ('unknown', 'unknown'), ('done', 'done'), ('failed', 'failed'), ('by_hand', 'by_hand'), ('dropped', 'dropped')], default='waiting', max_length=10)),
                ('ref', models.CharField(blank=True, max_length=120)),
                ('name', models.CharField(blank=True, max_length=60)),
                ('tries', models.IntegerField(default=0)),
                ('asks', models.IntegerField(default=0)),
                ('next_try_at', models.DateTimeField(null=True)),
                ('problem', models.CharField(blank=True, max_length=40)),
                ('words', models.CharField(blank=True, max_length=300)),
                ('made_at', models.DateTimeField()),
                ('asked_at', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('case', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.case')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('order', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
            ],
            options={
                'db_table': 'mirror_errand',
                'indexes': [models.Index(fields=['merchant', 'case'], name='errand_case'), models.Index(condition=models.Q(('next_try_at__isnull', False)), fields=['merchant', 'next_try_at'], name='errand_due'), models.Index(condition=models.Q(('state__in', ['waiting', 'asked', 'unknown', 'failed'])), fields=['merchant', 'state'], name='errand_open')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'public_id'), name='errand_public'), models.UniqueConstraint(fields=('merchant', 'kind', 'subject'), name='errand_once')],
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('party', models.CharField(max_length=20)),
                ('ref', models.CharField(max_length=120)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('hub', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.hub')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'mirror_place',
                'constraints': [models.UniqueConstraint(fields=('merchant', 'party', 'hub'), name='place_hub'), models.UniqueConstraint(condition=models.Q(('hub', None)), fields=('merchant', 'party'), name='place_shop')],
            },
        ),
        makegood.base.walls.Walls(append_only=()),
    ]
