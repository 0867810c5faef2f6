"""Choosing an RT or a house; rows of both repeat their names, so that each says where it is."""

from django import forms

from households.models import House
from locations.models import Region


class RtChoiceField(forms.ModelChoiceField):
    """An RT with its kelurahan: RT and RW numbers repeat in each of them."""

    def __init__(self, **kwargs):
        rows = Region.objects.filter(level=Region.Level.RT, is_active=True).select_related("parent__parent")
        super().__init__(rows, **kwargs)

    def label_from_instance(self, region):
        return place_of(region)


class HouseChoiceField(forms.ModelChoiceField):
    """A standing house by its address and RT."""

    def __init__(self, **kwargs):
        super().__init__(House.objects.standing().select_related("region__parent__parent"), **kwargs)

    def label_from_instance(self, house):
        return "%s, %s" % (house, place_of(house.region))


def place_of(region) -> str:
    """ "RT 001 / RW 002, Bojongsari"; the rows come with `parent__parent`."""
    kelurahan = region.parent if region.level == Region.Level.RW else region.parent.parent
    return "%s, %s" % (region.label, kelurahan.name)
