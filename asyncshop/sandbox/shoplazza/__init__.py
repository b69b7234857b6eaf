"""Shoplazza's side: the Open API for orders, 2022-01 and 2026-01."""

from asyncshop.sandbox.shop import App
from asyncshop.sandbox.shoplazza.platform import Shoplazza
from asyncshop.sandbox.shoplazza.shop import Shop

__all__ = ["App", "Shop", "Shoplazza"]
