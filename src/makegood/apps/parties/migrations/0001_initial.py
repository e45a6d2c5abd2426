import django.db.models.deletion
import makegood.base.rows
from django.conf import settings
import makegood.base.walls
import makegood.apps.parties.guard
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('base', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('language', models.CharField(blank=True, max_length=8)),
                ('is_active', models.BooleanField(default=True)),
                ('sign_ins_from', models.IntegerField(default=0)),
            ],
            options={
                'db_table': 'parties_person',
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24, unique=True)),
                ('kind', models.CharField(choices=[('hub', 'hub'), ('supplier', 'supplier'), ('agent', 'agent')], max_length=12)),
                ('name', models.CharField(max_length=160)),
                ('address', models.JSONField(default=list)),
                ('country', models.CharField(max_length=2)),
                ('zone', models.CharField(default='UTC', max_length=64)),
                ('language', models.CharField(default='en', max_length=8)),
                ('email', models.EmailField(blank=True, max_length=254)),
            ],
            options={
                'db_table': 'parties_organisation',
            },
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('last_four', models.CharField(blank=True, max_length=4)),
                ('verbs', models.JSONField(default=list)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('merchant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'parties_apitoken',
            },
        ),
        migrations.CreateModel(
            name='Hub',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(unique=True)),
                ('name', models.CharField(max_length=120)),
                ('address', models.JSONField(default=list)),
                ('country', models.CharField(max_length=2)),
                ('zone', models.CharField(max_length=64)),
                ('abilities', models.JSONField(default=list)),
                ('shelves', models.JSONField(default=list)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hubs', to='parties.organisation')),
            ],
            options={
                'db_table': 'parties_hub',
            },
        ),
        migrations.CreateModel(
            name='RecoveryCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('used_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recovery_codes', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'parties_recoverycode',
            },
        ),
        migrations.CreateModel(
            name='Factor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=24, unique=True)),
                ('kind', models.CharField(choices=[('totp', 'totp'), ('passkey', 'passkey')], max_length=8)),
                ('name', models.CharField(blank=True, max_length=60)),
                ('secret', models.TextField(blank=True)),
                ('credential', models.TextField(null=True, unique=True)),
                ('key', models.TextField(blank=True)),
                ('used', models.BigIntegerField(default=0)),
                ('made_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='factors', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'parties_factor',
                'constraints': [models.UniqueConstraint(condition=models.Q(('kind', 'totp')), fields=('person',), name='factor_one_app')],
            },
        ),
        migrations.CreateModel(
            name='Look',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('who', models.CharField(max_length=80)),
                ('role', models.CharField(blank=True, max_length=10)),
                ('kind', models.CharField(choices=[('case', 'case'), ('order', 'order'), ('picture', 'picture'), ('letter', 'letter'), ('document', 'document'), ('declaration', 'declaration'), ('dispute', 'dispute'), ('claim', 'claim'), ('parcel', 'parcel'), ('list', 'list'), ('search', 'search'), ('export', 'export')], max_length=12)),
                ('subject', models.CharField(blank=True, max_length=40)),
                ('span_at', models.DateTimeField()),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'parties_look',
                'indexes': [models.Index(fields=['merchant', 'span_at'], name='look_newest'), models.Index(fields=['merchant', 'who', 'span_at'], name='look_by')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'subject', 'who', 'kind', 'span_at'), name='look_once')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('owner', 'owner'), ('manager', 'manager'), ('support', 'support'), ('accountant', 'accountant'), ('inspector', 'inspector')], max_length=10)),
                ('since', models.DateTimeField()),
                ('joined_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('merchant', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
            ],
            options={
                'db_table': 'parties_membership',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('merchant__isnull', False), ('organisation', None)), models.Q(('merchant', None), ('organisation__isnull', False)), _connector='OR'), name='membership_of_one'), models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('person', 'merchant'), name='membership_shop_once'), models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('person', 'organisation'), name='membership_org_once')],
            },
        ),
        migrations.CreateModel(
            name='ShopHub',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rank', models.IntegerField(default=0)),
                ('fee_minor', models.BigIntegerField(default=0)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.hub')),
                ('merchant', makegood.base.rows.ShopKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.merchant')),
            ],
            options={
                'db_table': 'parties_shophub',
                'constraints': [models.UniqueConstraint(fields=('merchant', 'hub'), name='shophub_once')],
            },
        ),
        makegood.base.walls.Walls(append_only=()),
        makegood.apps.parties.guard.looks_stay(),
    ]
