"""Shopify: the models of its orders, and the handle on a shop."""

from asyncshop.shopify import models
from asyncshop.shopify.models import *  # noqa: F403 - what it gives stands in its own __all__
from asyncshop.shopify.orders import Orders, OrdersWithResponse
from asyncshop.shopify.shop import ShopifyShop, VisibilityWarning

__all__ = ["Orders", "OrdersWithResponse", "ShopifyShop", "VisibilityWarning"]
__all__ += models.__all__
