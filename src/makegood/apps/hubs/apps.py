from django.apps import AppConfig


class HubsConfig(AppConfig):
    name = "makegood.apps.hubs"
    label = "hubs"
    default_auto_field = "django.db.models.BigAutoField"
