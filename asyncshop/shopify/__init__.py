"""Shopify: protocol, models and endpoints."""
