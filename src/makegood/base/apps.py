from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "makegood.base"
    label = "base"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from makegood.base.lookups import register

        register()
