"""The first page's address."""

from django.urls import path

from makegood.interfaces.front import pages

urlpatterns = [path("", pages.front, name="front")]
