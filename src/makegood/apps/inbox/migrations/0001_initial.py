import django.db.models.deletion
import makegood.base.rows
import makegood.base.walls
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('base', '0001_initial'),
        ('notices', '0001_initial'),
        ('orders', '0001_initial'),
        ('returns', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='InboundMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('way', models.CharField(max_length=10)),
                ('state', models.CharField(choices=[('taken', 'taken'), ('waiting', 'waiting'), ('landed', 'landed'), ('declared', 'declared'), ('opened', 'opened'), ('answered', 'answered'), ('ended', 'ended'), ('aside', 'aside'), ('spam', 'spam')], default='taken', max_length=10)),
                ('nature', models.CharField(choices=[('person', 'person'), ('auto', 'auto'), ('report', 'report'), ('own', 'own'), ('list', 'list')], default='person', max_length=8)),
                ('verified', models.CharField(choices=[('pass', 'pass'), ('fail', 'fail'), ('none', 'none')], default='none', max_length=4)),
                ('sameness', models.CharField(max_length=64)),
                ('message_key', models.CharField(blank=True, max_length=64)),
                ('size', models.IntegerField()),
                ('told', models.JSONField(default=dict)),
                ('arrived_at', models.DateTimeField()),
                ('taken_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('from_address', models.CharField(blank=True, max_length=254)),
                ('from_name', models.CharField(blank=True, max_length=200)),
                ('from_key', models.CharField(blank=True, max_length=64)),
                ('subject', models.CharField(blank=True, max_length=400)),
                ('text', models.TextField(blank=True)),
                ('whole', models.TextField(blank=True)),
                ('language', models.CharField(blank=True, max_length=8)),
                ('problem', models.CharField(blank=True, max_length=20)),
                ('guess', models.JSONField(default=dict)),
                ('answer_by', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_as', models.CharField(blank=True, max_length=20)),
                ('ended_note', models.CharField(blank=True, max_length=400)),
                ('salt', models.CharField(blank=True, max_length=64)),
                ('erased_at', models.DateTimeField(null=True)),
                ('answer', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='notices.notice')),
                ('case', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.case')),
                ('declaration', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.declaration')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('notice', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='notices.notice')),
                ('order', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                ('raw', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.evidencefile')),
            ],
            options={
                'db_table': 'inbox_mail',
                'indexes': [models.Index(condition=models.Q(('state__in', ('taken', 'waiting'))), fields=['merchant', 'arrived_at'], name='mail_waiting'), models.Index(fields=['merchant', 'state', 'arrived_at'], name='mail_state'), models.Index(fields=['merchant', 'case'], name='mail_case'), models.Index(fields=['merchant', 'order'], name='mail_order'), models.Index(fields=['merchant', 'from_key'], name='mail_from'), models.Index(fields=['merchant', 'message_key'], name='mail_message')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'public_id'), name='mail_public'), models.UniqueConstraint(fields=('merchant', 'sameness'), name='mail_once')],
            },
        ),
        migrations.CreateModel(
            name='Mailbox',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('way', models.CharField(blank=True, max_length=10)),
                ('address', models.CharField(blank=True, max_length=254)),
                ('plus', models.BooleanField(default=False)),
                ('host', models.CharField(blank=True, max_length=253)),
                ('port', models.IntegerField(default=993)),
                ('security', models.CharField(choices=[('tls', 'tls'), ('starttls', 'starttls'), ('none', 'none')], default='tls', max_length=8)),
                ('user', models.CharField(blank=True, max_length=254)),
                ('sealed_password', models.TextField(blank=True)),
                ('folder', models.CharField(default='INBOX', max_length=200)),
                ('done_with', models.CharField(choices=[('seen', 'seen'), ('move', 'move'), ('leave', 'leave')], default='seen', max_length=5)),
                ('done_folder', models.CharField(blank=True, max_length=200)),
                ('trusted', models.CharField(blank=True, max_length=253)),
                ('sealed_hook', models.TextField(blank=True)),
                ('sealed_key', models.TextField(blank=True)),
                ('validity', models.BigIntegerField(default=0)),
                ('last_uid', models.BigIntegerField(default=0)),
                ('since', models.DateField(null=True)),
                ('changed_at', models.DateTimeField()),
                ('checked_at', models.DateTimeField(null=True)),
                ('checked_as', models.CharField(blank=True, max_length=200)),
                ('trouble_since', models.DateTimeField(null=True)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'inbox_mailbox',
                'constraints': [models.UniqueConstraint(fields=('merchant',), name='mailbox_once'), models.CheckConstraint(condition=models.Q(('port__gte', 1), ('port__lte', 65535)), name='mailbox_port')],
            },
        ),
        migrations.CreateModel(
            name='MailPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.IntegerField()),
                ('name', models.CharField(blank=True, max_length=200)),
                ('media_type', models.CharField(max_length=100)),
                ('size', models.IntegerField()),
                ('problem', models.CharField(blank=True, max_length=20)),
                ('file', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.evidencefile')),
                ('mail', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inbox.inboundmail')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'inbox_part',
                'constraints': [models.UniqueConstraint(fields=('merchant', 'mail', 'position'), name='part_once')],
            },
        ),
        makegood.base.walls.Walls(append_only=()),
    ]
