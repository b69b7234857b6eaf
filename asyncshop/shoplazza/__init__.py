"""Shoplazza: the models of its orders in both generations, and the handles on a shop.

`v2022` has what Open API 2022-01 sends and takes, `v2026` what 2026-01 does. Both are read by the
same names, those of 2026-01; `Order` is either.
"""

from typing import TypeAlias

from asyncshop.shoplazza import v2022, v2026
from asyncshop.shoplazza.shop import ShoplazzaShop
from asyncshop.shoplazza.v2022.shop import ShoplazzaShop2022
from asyncshop.shoplazza.v2026.shop import ShoplazzaShop2026

Order: TypeAlias = v2022.Order | v2026.Order

__all__ = [
    "Order",
    "ShoplazzaShop",
    "ShoplazzaShop2022",
    "ShoplazzaShop2026",
    "v2022",
    "v2026",
]
