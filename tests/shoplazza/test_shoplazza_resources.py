"""The namespaces of a shop: every operation is there, twice, with its arguments and docstring."""

import inspect
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from fixtures import TOKEN
from servers import Server, reply
from shoplazza_operations import OPERATIONS

from asyncshop import AsyncShopError, SessionManager
from asyncshop.endpoint import Namespace
from asyncshop.shoplazza import ShoplazzaShop2022, ShoplazzaShop2026
from asyncshop.shoplazza.calls.listing import MAX_LIMIT
from asyncshop.shoplazza.v2022 import resources as resources_2022
from asyncshop.shoplazza.v2026 import resources as resources_2026

GENERATIONS: dict[str, tuple[ModuleType, type[ShoplazzaShop2022] | type[ShoplazzaShop2026]]] = {
    "2022-01": (resources_2022, ShoplazzaShop2022),
    "2026-01": (resources_2026, ShoplazzaShop2026),
}


def namespaces(resources: Any) -> Iterator[tuple[str, type[Namespace], type[Namespace]]]:
    """Each resource's namespace, and the one that gives whole answers."""
    for name, found in vars(resources).items():
        if (twin := vars(resources).get(f"{name}WithResponse")) is not None:
            yield name, found, twin


def methods(namespace: type[Namespace]) -> dict[str, object]:
    return {name: each for name, each in vars(namespace).items() if inspect.isfunction(each)}


METHODS = [
    (version, resource, name)
    for version, (resources, _) in GENERATIONS.items()
    for resource, namespace, _ in namespaces(resources)
    for name in methods(namespace)
]


@pytest.mark.parametrize("version", GENERATIONS)
def test_the_methods_of_a_shop_are_the_operations_of_its_generation(version: str) -> None:
    resources, handle = GENERATIONS[version]
    made = {
        f"{attribute}.{name}"
        for attribute, found in inspect.getmembers(handle, lambda each: isinstance(each, property))
        for resource, namespace, _ in namespaces(resources)
        if inspect.get_annotations(found.fget)["return"] == f"resources.{resource}"
        for name in methods(namespace)
    }
    assert made == {each.call for each in OPERATIONS if each.version == version}


@pytest.mark.parametrize(("version", "resource", "name"), METHODS)
def test_a_method_and_its_twin_take_and_say_the_same(
    version: str, resource: str, name: str
) -> None:
    resources, _ = GENERATIONS[version]
    method = getattr(getattr(resources, resource), name)
    twin = getattr(getattr(resources, f"{resource}WithResponse"), name)
    assert inspect.signature(method) == inspect.signature(twin)
    own, *parameters = inspect.signature(method).parameters.values()
    assert (own.name, own.kind) == ("self", own.POSITIONAL_ONLY)
    assert parameters == list(inspect.signature(method.__wrapped__).parameters.values())
    assert method.__doc__ == twin.__doc__ == method.__wrapped__.__doc__
    assert method.__doc__


@pytest.mark.parametrize("version", GENERATIONS)
def test_a_twin_has_the_same_methods(version: str) -> None:
    resources, _ = GENERATIONS[version]
    for _, namespace, twin in namespaces(resources):
        assert methods(namespace).keys() == methods(twin).keys()


@pytest.mark.parametrize("version", GENERATIONS)
async def test_a_namespace_tells_whose_it_is_and_leads_to_its_twin(
    manager: SessionManager, version: str
) -> None:
    shop = manager.shoplazza("bravo", access_token=TOKEN, api_version=version)
    for attribute in {each.call.split(".")[0] for each in OPERATIONS if each.version == version}:
        namespace = getattr(shop, attribute)
        name = "".join(map(str.capitalize, attribute.split("_")))
        assert repr(namespace) == f"<{name} of bravo.myshoplaza.com>"
        assert repr(namespace.with_response) == f"<{name}WithResponse of bravo.myshoplaza.com>"


async def test_arguments_are_checked_before_anything_is_sent(
    server: Server, manager: SessionManager
) -> None:
    shop = manager.shoplazza("bravo", access_token=TOKEN, base_url=server.base_url)
    with pytest.raises(ValueError, match="limit is 101"):
        shop.refund_records.list(limit=101)
    with pytest.raises(ValueError, match="status is 'open'"):
        shop.post_sales.with_response.list(status="open")
    with pytest.raises(TypeError, match="did you mean 'order_ids'"):
        await shop.refund_records.count(order_id=["1"])  # type: ignore[call-arg] # the mistake
    with pytest.raises(ValueError, match="fulfillment_id"):
        await shop.fulfillments.cancel(1, "")
    assert server.requests == []


async def test_answers_of_a_listing_come_one_by_one(
    server: Server, manager: SessionManager
) -> None:
    shop = manager.shoplazza("bravo", access_token=TOKEN, base_url=server.base_url)
    page = {"code": "Success", "data": {"records": [{"id": "1"}], "cursor": "c1"}}
    last = {"code": "Success", "data": {"records": [{"id": "2"}], "cursor": ""}}
    server.script(reply(200, page), reply(200, last))
    answers = shop.refund_records.with_response.list()
    assert [[each.id for each in answer.data] async for answer in answers] == [["1"], ["2"]]


@pytest.mark.parametrize(
    ("version", "query"),
    [("2022-01", {"limit": "250"}), ("2026-01", {"page_size": "250", "per_page": "250"})],
)
async def test_a_full_job_asks_for_the_largest_pages_of_every_status(
    manager: SessionManager, version: str, query: dict[str, str]
) -> None:
    shop = manager.shoplazza("bravo", access_token=TOKEN, api_version=version)
    assert dict(shop.every_order(status="any").query.first.params) == query
    fewer = shop.every_order(status="placed", limit=MAX_LIMIT - 1).query.first
    assert dict(fewer.params) == {"status": "placed"} | dict.fromkeys(query, "249")


@pytest.mark.parametrize(
    ("version", "filters", "query", "exact"),
    [
        ("2022-01", {"status": "any", "limit": 5, "page": 2}, {}, False),
        ("2022-01", {"status": "placed", "sort_by": "placed_at"}, {"status": "placed"}, True),
        ("2022-01", {"status": "placed", "customer_id": 1}, {"status": "placed"}, False),
        ("2022-01", {"ids": [1]}, {}, False),
        ("2026-01", {"status": "any", "page_size": 5, "cursor": "c"}, {}, False),
        ("2026-01", {"ids": [1], "sort_direction": "asc"}, {"ids": "1"}, True),
    ],
)
async def test_counting_says_whether_it_heeds_every_filter(
    manager: SessionManager,
    version: str,
    filters: dict[str, Any],
    query: dict[str, str],
    exact: bool,
) -> None:
    shop = manager.shoplazza("bravo", access_token=TOKEN, api_version=version)
    call, heeded = shop.counting(filters)
    assert (call.path, dict(call.params), heeded) == ("orders/count", query, exact)


@pytest.mark.parametrize("version", ["2022-01", "2026-01"])
@pytest.mark.parametrize("body", [b'"Unauthorized"', b"<html></html>", b'{"ok":false}'])
async def test_a_delete_is_done_only_if_the_answer_says_so(
    server: Server, manager: SessionManager, version: str, body: bytes
) -> None:
    shop = manager.shoplazza(
        "bravo", access_token=TOKEN, api_version=version, base_url=server.base_url
    ).options(retry=1)
    server.script(reply(200, body))
    with pytest.raises(AsyncShopError):
        await shop.orders.delete("1")


@pytest.mark.parametrize("version", ["2022-01", "2026-01"])
async def test_what_is_wrapped_already_is_refused(
    server: Server, manager: SessionManager, version: str
) -> None:
    shop = manager.shoplazza(
        "bravo", access_token=TOKEN, api_version=version, base_url=server.base_url
    )
    with pytest.raises(ValueError, match="changes is wrapped in 'order' already"):
        await shop.orders.update("1", {"order": {"note": "x"}})
    assert server.requests == []
