"""Shopify's side: the REST Admin API for orders."""

from asyncshop.sandbox.shopify.shop import PLANS, App, Shop

__all__ = ["PLANS", "App", "Shop"]
