"""The public names: adding or losing one is a decision."""

import subprocess
import sys

import pytest

import asyncshop
from asyncshop import errors, shopify, shoplazza
from asyncshop.shopify import models

NAMES = [
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


def test_the_public_names_are_these() -> None:
    assert sorted(NAMES) == sorted(asyncshop.__all__)
    assert list(asyncshop.__all__) == sorted(asyncshop.__all__)
    assert set(errors.__all__) - {"api_error_class"} <= set(asyncshop.__all__)


def test_every_public_name_is_there() -> None:
    for name in asyncshop.__all__:
        assert getattr(asyncshop, name) is not None
    for name in shopify.__all__:
        assert getattr(shopify, name) is not None


def test_shopify_has_its_handle_its_endpoints_and_its_models() -> None:
    own = {"Orders", "OrdersWithResponse", "ShopifyShop", "VisibilityWarning"}
    assert set(shopify.__all__) == own | set(models.__all__)
    assert {"Order", "OrderInput", "OrderUpdate"} <= set(models.__all__)


def test_shoplazza_has_its_handles_and_two_generations_of_models() -> None:
    assert shoplazza.__all__ == [
        "Order",
        "ShoplazzaShop",
        "ShoplazzaShop2022",
        "ShoplazzaShop2026",
        "v2022",
        "v2026",
    ]
    assert shoplazza.Order == shoplazza.v2022.Order | shoplazza.v2026.Order
    for generation in (shoplazza.v2022, shoplazza.v2026):
        assert {"Order", "OrderInput", "OrderUpdate"} <= set(generation.__all__)
        for name in generation.__all__:
            assert getattr(generation, name) is not None


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Ordre'"):
        asyncshop.Ordre  # noqa: B018 - reading it is the test


def test_a_room_is_imported_by_asking_for_it() -> None:
    assert asyncshop.__getattr__("sandbox") is asyncshop.sandbox
    assert asyncshop.ShoplazzaShop is shoplazza.ShoplazzaShop
    assert asyncshop.ShopifyShop is shopify.ShopifyShop


def test_the_rooms_that_few_need_are_imported_on_demand() -> None:
    code = (
        "import sys, asyncshop; assert not {'asyncshop.sandbox', 'asyncshop.export', 'aiohttp.web',"
        " 'asyncshop.shopify', 'asyncshop.shoplazza'} & set(sys.modules); asyncshop.sandbox;"
        " assert 'asyncshop.sandbox' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - our own code
