"""The order endpoints of the REST Admin API: from arguments to calls, and no further.

Source: shopify.dev, "Order", https://shopify.dev/docs/api/admin-rest/latest/resources/order
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar, Unpack, overload

import msgspec
from msgspec import Struct

from asyncshop import values
from asyncshop.decoding import item_decoder, many, nothing, number, one
from asyncshop.endpoint import ListCall
from asyncshop.filters import written
from asyncshop.listing import OnError
from asyncshop.model import contents
from asyncshop.paging import Query
from asyncshop.protocol import Answer, Call
from asyncshop.shop import encoded
from asyncshop.shopify.filters import WRITE, CountFilters, OrderFilters
from asyncshop.shopify.models import Order, OrderInput, OrderUpdate
from asyncshop.values import Id

T = TypeVar("T")

DEFAULT_LIMIT = 50
MAX_LIMIT = 250

CANCEL_REASONS = ("customer", "inventory", "fraud", "declined", "other")
INVENTORY_BEHAVIOURS = ("bypass", "decrement_ignoring_policy", "decrement_obeying_policy")

Fields = str | Iterable[str]


@overload
def list_orders(
    *,
    limit: int | None = None,
    fields: Fields | None = None,
    on_error: OnError | None = None,
    **filters: Unpack[OrderFilters],
) -> ListCall[Order]: ...
@overload
def list_orders(
    *,
    into: type[T],
    limit: int | None = None,
    fields: Fields | None = None,
    on_error: OnError | None = None,
    **filters: Unpack[OrderFilters],
) -> ListCall[T]: ...
def list_orders(
    *,
    limit: int | None = None,
    fields: Fields | None = None,
    into: Any = Order,
    on_error: OnError | None = None,
    **filters: Unpack[OrderFilters],
) -> ListCall[Any]:
    """List orders, newest first (by ascending id with `since_id`).

    What is left out is not sent: the platform then lists open orders, 50 a page.

    Args:
        limit: orders a page, 1 to 250.
        fields: only these fields of each order.
        into: the type that each order is decoded into. Of a Struct that is no `Order` the fields
            are asked for, and no others, unless `fields` says otherwise.
        on_error: called with the shop and the error for each order that cannot be decoded.
        status: open, closed, cancelled or any.
        financial_status: any, authorized, pending, paid, partially_paid, refunded, voided,
            partially_refunded, unpaid, expired.
        fulfillment_status: any, shipped, partial, unshipped, unfulfilled, fulfilled, restocked,
            null.
        ids: only these orders.
        name: only the order of this name, such as `"#1001"`.
        since_id: only orders with a higher id.
        created_at_min: an aware datetime, or ISO 8601 with an offset; included itself. Likewise
            created_at_max, updated_at_min, updated_at_max, processed_at_min, processed_at_max.
        attribution_app_id: an app's id, or `"current"`.

    Raises:
        TypeError, ValueError: for a wrong argument, at once.
    """
    query = written(filters, OrderFilters, WRITE)
    page: dict[str, str] = {}
    if limit is not None:
        page["limit"] = str(values.number("limit", limit, least=1, most=MAX_LIMIT))
    if (names := _fields(fields, into)) is not None:
        page["fields"] = names

    read = many("orders", into)

    def call(params: Mapping[str, str]) -> Call[list[msgspec.Raw]]:
        return Call("GET", "orders.json", "orders.json", read, tuple(params.items()))

    # With page_info only limit and fields may be sent: the cursor carries the filters itself.
    return ListCall(
        query=Query(
            first=call(query | page),
            following=lambda cursor: call({"page_info": cursor} | page),
            limit=limit or DEFAULT_LIMIT,
        ),
        decode=item_decoder(into),
        on_error=on_error,
    )


@overload
def get_order(order_id: Id, *, fields: Fields | None = None) -> Call[Order]: ...
@overload
def get_order(order_id: Id, *, into: type[T], fields: Fields | None = None) -> Call[T]: ...
def get_order(order_id: Id, *, fields: Fields | None = None, into: Any = Order) -> Call[Any]:
    """Get one order.

    Args:
        order_id: the order's id.
        fields: only these fields of it.
        into: the type that it is decoded into; see `list`.

    Raises:
        NotFoundError: when the shop has no such order.
    """
    names = _fields(fields, into)
    return Call(
        "GET",
        f"orders/{values.identifier('order_id', order_id)}.json",
        "orders/{id}.json",
        one("order", into),
        params=() if names is None else (("fields", names),),
    )


def count_orders(**filters: Unpack[CountFilters]) -> Call[int]:
    """Count orders; the filters are those of `list`, and without `status` it counts open ones."""
    params = tuple(written(filters, CountFilters, WRITE).items())
    return Call("GET", "orders/count.json", "orders/count.json", number("count"), params)


def create_order(
    order: OrderInput | Mapping[str, Any],
    *,
    inventory_behaviour: str | None = None,
    send_receipt: bool | None = None,
    send_fulfillment_receipt: bool | None = None,
) -> Call[Order]:
    """Create an order; no payment is taken.

    Args:
        order: an `OrderInput`, or a mapping with the platform's names.
        inventory_behaviour: bypass (the platform's default), decrement_ignoring_policy or
            decrement_obeying_policy.
        send_receipt: whether the customer gets an order confirmation.
        send_fulfillment_receipt: whether the customer gets a shipping confirmation.

    Raises:
        TypeError: for a read model such as `Order`.
        ValidationError: when the platform refuses what it says.
        OutcomeUnknownError: when nobody knows whether it was created; it is not sent again.
    """
    behaviour = partial(values.choice, known=INVENTORY_BEHAVIOURS)
    content = contents("order", order, OrderInput, within="order") | values.given(
        inventory_behaviour=(inventory_behaviour, behaviour),
        send_receipt=(send_receipt, values.flag),
        send_fulfillment_receipt=(send_fulfillment_receipt, values.flag),
    )
    return Call(
        "POST",
        "orders.json",
        "orders.json",
        one("order", Order),
        body=encoded({"order": content}),
    )


def update_order(order_id: Id, changes: OrderUpdate | Mapping[str, Any]) -> Call[Order]:
    """Update an order: note, tags, email, phone, shipping address, metafields and the like.

    Args:
        order_id: the order's id.
        changes: an `OrderUpdate`, or a mapping with the platform's names. What is not in it stays
            as it is; None clears.

    Raises:
        TypeError: for a read model such as `Order`: it would clear what the platform left out.
        ValueError: for changes of another order.
    """
    number_ = int(values.identifier("order_id", order_id))
    content = contents("changes", changes, OrderUpdate, within="order")
    if str(content.setdefault("id", number_)) != str(number_):
        raise ValueError(f"changes are of order {content['id']}, and order_id is {number_}")
    return Call(
        "PUT",
        f"orders/{number_}.json",
        "orders/{id}.json",
        one("order", Order),
        body=encoded({"order": {"id": number_} | content}),
    )


def cancel_order(
    order_id: Id,
    *,
    reason: str | None = None,
    email: bool | None = None,
    amount: Decimal | str | int | None = None,
    currency: str | None = None,
    refund: Mapping[str, Any] | None = None,
    restock: bool | None = None,
) -> Call[Order]:
    """Cancel an order. One that is paid and has fulfillments cannot be.

    Args:
        order_id: the order's id.
        reason: customer, inventory, fraud, declined or other (the platform's default).
        email: whether the customer is told.
        amount: what to refund; exact, so no float.
        currency: the refund's, which a shop with several currencies needs beside `amount`.
        refund: the refund transactions, for what `amount` cannot say.
        restock: whether the items go back into stock (deprecated by the platform).

    Raises:
        ValidationError: when it cannot be cancelled.
        OutcomeUnknownError: when nobody knows whether it was; it is not sent again.
    """
    content = values.given(
        amount=(amount, values.money),
        currency=(currency, values.text),
        email=(email, values.flag),
        reason=(reason, partial(values.choice, known=CANCEL_REASONS)),
        refund=(refund, values.mapping),
        restock=(restock, values.flag),
    )
    return _action(order_id, "cancel", content)


def close_order(order_id: Id) -> Call[Order]:
    """Close an order: nothing remains to be done for it."""
    return _action(order_id, "close", {})


def open_order(order_id: Id) -> Call[Order]:
    """Open a closed order again."""
    return _action(order_id, "open", {})


def delete_order(order_id: Id) -> Call[None]:
    """Delete an order. One that a payment gateway has dealt with cannot be.

    Raises:
        NotFoundError: when the shop has no such order, unless a try of this very call, to which
            no answer came, has deleted it.
    """
    path = f"orders/{values.identifier('order_id', order_id)}.json"
    return Call("DELETE", path, "orders/{id}.json", nothing)


def access_scopes() -> Call[Any]:
    """List what the token may do."""
    path = "/admin/oauth/access_scopes.json"
    return Call("GET", path, path, _scopes)


class _Scope(Struct):
    handle: str


class _Scopes(Struct):
    access_scopes: list[_Scope]


def _scopes(body: bytes) -> Answer[frozenset[str]]:
    scopes = msgspec.json.decode(body, type=_Scopes).access_scopes
    return Answer(frozenset(scope.handle for scope in scopes))


def _action(order_id: Id, action: str, content: Mapping[str, Any]) -> Call[Order]:
    return Call(
        "POST",
        f"orders/{values.identifier('order_id', order_id)}/{action}.json",
        f"orders/{{id}}/{action}.json",
        one("order", Order),
        body=encoded(content),
    )


def _fields(fields: Fields | None, into: Any) -> str | None:
    """Say which fields to ask for: those given, or those that the caller's own Struct has."""
    if fields is not None:
        return values.names("fields", fields)
    if not (isinstance(into, type) and issubclass(into, Struct)) or issubclass(into, Order):
        return None
    names = [field.encode_name for field in msgspec.structs.fields(into)]
    # The id tells which order it was that could not be decoded.
    return ",".join(names if "id" in names else ["id", *names])
