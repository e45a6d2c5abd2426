from makegood.apps.carriage.models.parcel import ExtraUnit, Parcel, ParcelLine, StrayParcel
from makegood.apps.carriage.models.postage import CarrierMessage, LabelStock, Postage, PrepaidLabel, TrackingEvent

__all__ = [
    "CarrierMessage", "ExtraUnit", "LabelStock", "Parcel", "ParcelLine", "Postage", "PrepaidLabel", "StrayParcel", "TrackingEvent",
]  # fmt: skip
