"""What the shop's own system (Shopify, WooCommerce) is told of a case: errands, and where a hub's goods lie there."""
