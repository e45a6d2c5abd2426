from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "makegood.config"
    label = "makegood_config"

    def ready(self) -> None:
        from makegood.config import checks  # noqa: F401 - registers the numbered checks
