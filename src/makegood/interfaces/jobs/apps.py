from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "makegood.interfaces.jobs"
    label = "jobs"
