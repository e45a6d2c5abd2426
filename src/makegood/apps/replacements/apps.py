from django.apps import AppConfig


class ReplacementsConfig(AppConfig):
    name = "makegood.apps.replacements"
    label = "replacements"
    default_auto_field = "django.db.models.BigAutoField"
