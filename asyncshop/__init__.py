"""Every order of many shops, typed, as fast as the platforms' limits allow."""

__version__ = "0.1.0"

from importlib import import_module
from typing import TYPE_CHECKING, Any

from asyncshop.common import CommonCustomer, CommonLineItem, CommonOrder
from asyncshop.errors import (
    APIError,
    AsyncShopError,
    AuthenticationError,
    DecodeError,
    NotFoundError,
    OutcomeUnknownError,
    PagingError,
    PaymentRequiredError,
    PermissionDeniedError,
    RateLimitError,
    RequestTimeout,
    ServerError,
    ShopLockedError,
    StreamError,
    TransportError,
    ValidationError,
    VersionError,
)
from asyncshop.interpretation import VersionWarning
from asyncshop.listing import Listing, Page
from asyncshop.manager import SessionManager
from asyncshop.retry import Retry
from asyncshop.shop import Shop
from asyncshop.streaming import Failure, Stream
from asyncshop.target import Response, Timeout
from asyncshop.telemetry import Attempt, ShopStats

if TYPE_CHECKING:
    from asyncshop import export, sandbox, shopify, shoplazza
    from asyncshop.shopify import ShopifyShop, VisibilityWarning
    from asyncshop.shoplazza import ShoplazzaShop

__all__ = [
    "APIError",
    "AsyncShopError",
    "Attempt",
    "AuthenticationError",
    "CommonCustomer",
    "CommonLineItem",
    "CommonOrder",
    "DecodeError",
    "Failure",
    "Listing",
    "NotFoundError",
    "OutcomeUnknownError",
    "Page",
    "PagingError",
    "PaymentRequiredError",
    "PermissionDeniedError",
    "RateLimitError",
    "RequestTimeout",
    "Response",
    "Retry",
    "ServerError",
    "SessionManager",
    "Shop",
    "ShopLockedError",
    "ShopStats",
    "ShopifyShop",
    "ShoplazzaShop",
    "Stream",
    "StreamError",
    "Timeout",
    "TransportError",
    "ValidationError",
    "VersionError",
    "VersionWarning",
    "VisibilityWarning",
    "__version__",
    "export",
    "sandbox",
    "shopify",
    "shoplazza",
]

_ROOMS = ("export", "sandbox", "shopify", "shoplazza")
_IN_ROOMS = {
    "ShopifyShop": "asyncshop.shopify",
    "ShoplazzaShop": "asyncshop.shoplazza",
    "VisibilityWarning": "asyncshop.shopify",
}


def __getattr__(name: str) -> Any:
    """Import the rooms that not everyone needs when they are first asked for."""
    if name in _ROOMS:
        return import_module(f"asyncshop.{name}")
    if name in _IN_ROOMS:
        return getattr(import_module(_IN_ROOMS[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
