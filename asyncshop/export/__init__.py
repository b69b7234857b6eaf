"""The bulk job: every order of many shops, into one JSON Lines file a shop."""

from asyncshop.export.job import CONCURRENCY, Export, export_orders
from asyncshop.export.report import Report, ShopReport, Status
from asyncshop.export.shopsfile import ShopsFileError, open_shops

__all__ = [
    "CONCURRENCY",
    "Export",
    "Report",
    "ShopReport",
    "ShopsFileError",
    "Status",
    "export_orders",
    "open_shops",
]
