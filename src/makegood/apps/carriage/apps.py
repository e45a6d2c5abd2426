from django.apps import AppConfig


class CarriageConfig(AppConfig):
    name = "makegood.apps.carriage"
    label = "carriage"
    default_auto_field = "django.db.models.BigAutoField"
