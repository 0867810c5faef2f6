"""Addresses of this app."""

app_name = "locations"

urlpatterns = []
