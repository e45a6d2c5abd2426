"""What the web server serves."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from makegood.localdb import pool

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "makegood.config.settings")
settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise wants the folder, also where nothing was collected
pool.use()
application = get_wsgi_application()
