from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "makegood.apps.claims"
    label = "claims"
    default_auto_field = "django.db.models.BigAutoField"
