"""Shopify's side: the REST Admin API for orders."""

from asyncshop.sandbox.shop import App
from asyncshop.sandbox.shopify.platform import Shopify
from asyncshop.sandbox.shopify.shop import PLANS, Shop

__all__ = ["PLANS", "App", "Shop", "Shopify"]
