from django.apps import AppConfig


class MirrorConfig(AppConfig):
    name = "makegood.apps.mirror"
    label = "mirror"
    default_auto_field = "django.db.models.BigAutoField"
