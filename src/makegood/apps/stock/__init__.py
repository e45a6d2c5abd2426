"""Where new goods can leave from: stocks near and far, and whoever makes a product."""
