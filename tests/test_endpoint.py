"""Methods made of calls: same arguments, same docstring, checked before anything is sent."""

import inspect

import pytest
from servers import Server, orders, reply

from asyncshop import ShopifyShop
from asyncshop.shopify import Orders, OrdersWithResponse, calls

OPERATIONS = ["list", "get", "count", "create", "update", "cancel", "close", "open", "delete"]


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_method_has_the_signature_and_the_docstring_of_its_call(name: str) -> None:
    build = getattr(calls, f"{name}_order{'s' if name in ('list', 'count') else ''}")
    for namespace in (Orders, OrdersWithResponse):
        method = getattr(namespace, name)
        assert method.__doc__ == build.__doc__
        own, *parameters = inspect.signature(method).parameters.values()
        assert own.name == "self"
        assert parameters == list(inspect.signature(build).parameters.values())


async def test_a_namespace_tells_whose_it_is(shop: ShopifyShop) -> None:
    assert repr(shop.orders) == "<Orders of acme.myshopify.com>"
    assert repr(shop.orders.with_response) == "<OrdersWithResponse of acme.myshopify.com>"


async def test_a_call_gives_data_and_with_response_the_whole_answer(
    server: Server, shop: ShopifyShop
) -> None:
    server.script(*[reply(200, {"count": 3})] * 2)
    assert await shop.orders.count() == 3
    response = await shop.orders.with_response.count()
    assert (response.data, response.status, response.body) == (3, 200, b'{"count": 3}')


async def test_arguments_are_checked_before_anything_is_sent(
    server: Server, shop: ShopifyShop
) -> None:
    with pytest.raises(ValueError, match="limit is 251"):
        shop.orders.list(limit=251)
    with pytest.raises(ValueError, match="limit is 251"):
        shop.orders.with_response.list(limit=251)
    with pytest.raises(ValueError, match="order_id"):
        await shop.orders.get("x")
    with pytest.raises(TypeError, match="did you mean 'status'"):
        await shop.orders.count(statsu="any")  # type: ignore[call-arg] # the mistake
    assert server.requests == []


async def test_an_argument_may_be_called_self(server: Server, shop: ShopifyShop) -> None:
    with pytest.raises(TypeError, match="'self' is no filter"):
        shop.orders.list(self=1)  # type: ignore[call-overload] # the mistake
    server.script(reply(200, orders([1])))
    assert [order.id async for order in shop.orders.list()] == [1]
