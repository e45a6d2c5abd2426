from django.apps import AppConfig


class RecallsConfig(AppConfig):
    name = "makegood.apps.recalls"
    label = "recalls"
    default_auto_field = "django.db.models.BigAutoField"
