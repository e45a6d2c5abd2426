from makegood.apps.orders.operations.locking import lock_order, lock_orders

__all__ = ["lock_order", "lock_orders"]
