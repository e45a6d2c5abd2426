from makegood.apps.carriage.models.parcel import Counted, ExtraUnit, Parcel, ParcelLine, StrayParcel
from makegood.apps.carriage.models.postage import CarrierMessage, LabelStock, Postage, PrepaidLabel, TrackingEvent

__all__ = [
    "CarrierMessage", "Counted", "ExtraUnit", "LabelStock", "Parcel", "ParcelLine", "Postage", "PrepaidLabel", "StrayParcel", "TrackingEvent",
]  # fmt: skip
