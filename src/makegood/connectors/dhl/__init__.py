"""What DHL says of a parcel (Shipment Tracking - Unified)."""
