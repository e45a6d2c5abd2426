"""Goods that are called back: whom it concerns, who was told, what they chose; what authorities must be told; whose product it is in law."""
