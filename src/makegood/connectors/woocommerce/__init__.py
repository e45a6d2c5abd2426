"""WooCommerce's orders as REST v3 gives them."""
