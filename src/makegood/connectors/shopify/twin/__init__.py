"""The twin: a Shopify of our own on this machine, with the operations that we use and faults on demand. `server` says how it is asked."""
