import django.db.models.deletion
import makegood.base.rows
from django.conf import settings
import makegood.base.walls
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('base', '0001_initial'),
        ('parties', '__first__'),
        ('returns', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='AccountMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24, unique=True)),
                ('kind', models.CharField(max_length=30)),
                ('state', models.CharField(choices=[('pending', 'pending'), ('sent', 'sent'), ('failed', 'failed'), ('unsendable', 'unsendable')], default='pending', max_length=10)),
                ('attempts', models.IntegerField(default=0)),
                ('problem', models.CharField(blank=True, max_length=200)),
                ('made_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('not_before', models.DateTimeField(null=True)),
                ('link', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.signedlink')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'notices_accountmail',
                'indexes': [models.Index(condition=models.Q(('state', 'pending')), fields=['made_at'], name='accountmail_pending')],
            },
        ),
        migrations.CreateModel(
            name='BadAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address_key', models.CharField(max_length=64)),
                ('kind', models.CharField(choices=[('bounce', 'bounce'), ('complaint', 'complaint')], max_length=10)),
                ('detail', models.CharField(blank=True, max_length=200)),
                ('since', models.DateTimeField()),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'notices_badaddress',
                'constraints': [models.UniqueConstraint(fields=('merchant', 'address_key'), name='badaddress_once')],
            },
        ),
        migrations.CreateModel(
            name='MailServer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(blank=True, max_length=12)),
                ('region', models.CharField(blank=True, max_length=4)),
                ('sealed_hook', models.TextField(blank=True)),
                ('host', models.CharField(blank=True, max_length=253)),
                ('port', models.IntegerField(default=587)),
                ('security', models.CharField(choices=[('starttls', 'starttls'), ('tls', 'tls'), ('none', 'none')], default='starttls', max_length=8)),
                ('user', models.CharField(blank=True, max_length=254)),
                ('sealed_password', models.TextField(blank=True)),
                ('sender', models.CharField(blank=True, max_length=254)),
                ('sender_name', models.CharField(blank=True, max_length=120)),
                ('reply_to', models.CharField(blank=True, max_length=254)),
                ('changed_at', models.DateTimeField()),
                ('tested_at', models.DateTimeField(null=True)),
                ('tested_as', models.CharField(blank=True, max_length=200)),
                ('selector', models.CharField(blank=True, max_length=120)),
                ('signing_domain', models.CharField(blank=True, max_length=253)),
                ('envelope_domain', models.CharField(blank=True, max_length=253)),
                ('sending_ip', models.CharField(blank=True, max_length=45)),
                ('checks', models.JSONField(default=list)),
                ('checked_at', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('proven_at', models.DateTimeField(null=True)),
                ('lost_at', models.DateTimeField(null=True)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'notices_mailserver',
                'constraints': [models.UniqueConstraint(fields=('merchant',), name='mailserver_once'), models.CheckConstraint(condition=models.Q(('port__gte', 1), ('port__lte', 65535)), name='mailserver_port')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24)),
                ('kind', models.CharField(max_length=30)),
                ('direction', models.CharField(default='out', max_length=3)),
                ('audience', models.CharField(max_length=10)),
                ('to', models.CharField(blank=True, max_length=254)),
                ('language', models.CharField(max_length=8)),
                ('subject', models.CharField(blank=True, max_length=200)),
                ('text', models.TextField()),
                ('state', models.CharField(choices=[('pending', 'pending'), ('sent', 'sent'), ('failed', 'failed'), ('unsendable', 'unsendable')], default='pending', max_length=10)),
                ('attempts', models.IntegerField(default=0)),
                ('problem', models.CharField(blank=True, max_length=200)),
                ('made_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('not_before', models.DateTimeField(null=True)),
                ('erased_at', models.DateTimeField(null=True)),
                ('said', models.JSONField(default=dict)),
                ('own_text', models.IntegerField(null=True)),
                ('actor', models.CharField(max_length=80)),
                ('again', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='notices.notice')),
                ('case', makegood.base.rows.TenantKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.case')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'notices_notice',
                'indexes': [models.Index(fields=['merchant', 'case'], name='notice_case'), models.Index(condition=models.Q(('state__in', ('pending', 'failed'))), fields=['merchant', 'made_at'], name='notice_open')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'public_id'), name='notice_public')],
            },
        ),
        migrations.CreateModel(
            name='NoticeText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=30)),
                ('language', models.CharField(max_length=8)),
                ('version', models.IntegerField()),
                ('subject', models.CharField(blank=True, max_length=600)),
                ('text', models.TextField(blank=True)),
                ('made_at', models.DateTimeField()),
                ('actor', models.CharField(max_length=80)),
                ('trouble', models.CharField(blank=True, max_length=80)),
                ('trouble_at', models.DateTimeField(null=True)),
                ('trouble_case', models.CharField(blank=True, max_length=24)),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'notices_noticetext',
                'constraints': [models.UniqueConstraint(fields=('merchant', 'kind', 'language', 'version'), name='noticetext_version')],
            },
        ),
        makegood.base.walls.Walls(append_only=()),
    ]
