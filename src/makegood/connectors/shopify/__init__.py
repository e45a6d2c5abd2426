"""Shopify's orders as the Admin GraphQL API gives them."""
