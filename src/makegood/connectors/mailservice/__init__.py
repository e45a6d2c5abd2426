"""Mail services by their own interface, through django-anymail."""
