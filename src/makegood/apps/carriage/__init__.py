"""Goods on their way back: labels, parcels, what arrived."""
