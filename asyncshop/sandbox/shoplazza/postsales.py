"""The routes of post-sale orders: one goes with each refund."""

from collections.abc import Mapping
from typing import Any

from asyncshop.sandbox.exchanges import Answer
from asyncshop.sandbox.shoplazza import lists, pages
from asyncshop.sandbox.shoplazza.calls import Call, route
from asyncshop.sandbox.shoplazza.errors import RefusedError, not_found
from asyncshop.sandbox.shoplazza.generations import V2022, V2026
from asyncshop.sandbox.shoplazza.money import refunded
from asyncshop.sandbox.shoplazza.shapes import Document, Shape, same

_DEFAULT_SIZE = 20
_STATUSES = ("pending", "processing", "finished")

_ORDER = same(
    """
    financial_status fulfillment_status discount_code fulfillments line_items payment_method
    sales_platform source source_name placed_at last_referrer_show last_landing_url payment_lines
    shipping_tax_total
    """
) | {
    "order_number": "number",
    "order_total": "total_price",
    "currency_code": "currency",
    "main_currency_prices": "primary_market_price",
    "credit_card_number": "payment_line",
}
_PARCEL = Shape(same("tracking_number created_at tracking_company"))
_LINE = Shape(
    same(
        """
        id image note options price product_id product_title quantity requires_shipping sku spu
        taxable variant_id variant_title vendor weight weight_unit compare_at_price
        fulfillment_status refund_total
        """
    )
    | {
        "product_handle": "product_slug",
        "total": "total_price",
        "refund_quantity": "refund_quantity_total",
        "product_tags": "product_tags",
    },
    {"product_tags": lambda tags: tags.split(",")},
)
_show_2026 = Shape(
    _ORDER,
    {
        "source_name": lambda touchpoint: touchpoint["data"],
        "last_referrer_show": lambda touchpoint: touchpoint["data"],
        "credit_card_number": lambda line: line["credit_card_number"],
        "fulfillments": _PARCEL,
        "line_items": _LINE,
    },
)
_show_2022 = _show_2026.changed(
    same("browser_ip device"),
    main_currency_prices=Shape({"order_total": "total_price", "actual_rate": "actual_rate"}),
    fulfillments=Shape(same("tracking_number")),
    payment_lines=Shape(
        {
            **same("credit_card_number trans_channel trans_method"),
            "channel": "payment_channel",
            "method": "payment_method",
            "name": "payment_name",
        }
    ),
)


def _shown(call: Call, kept: Document, post_sale: Mapping[str, Any]) -> Document:
    """Give a post-sale order, as the generation shows it."""
    to = kept["shipping_address"] or {}
    show = _show_2022 if call.bare else _show_2026
    shipping = kept["shipping_line"] or {}
    line = (
        {"shipping_line_name": shipping.get("name"), "shipping_line_desc": shipping.get("desc")}
        if call.bare
        else {"shipping_line": kept["shipping_line"]}
    )
    return {
        **show(kept),
        **line,
        "id": post_sale["id"],
        "number": f"{kept['number']}-R",
        "created_at": post_sale["created_at"],
        "status": post_sale["status"],
        "refund_amount": post_sale["refund_amount"],
        "post_sale_note": post_sale["post_sale_note"],
        "customer_name": to.get("name", ""),
        "recipient_name": to.get("name", ""),
        "shipping_country": to.get("country", ""),
        "shipping_email": to.get("email", ""),
        "shipping_phone": to.get("phone", ""),
        "delivery_method": shipping.get("delivery_method", 0),
        "shipping_tax_type": 0,
        "all_tax_total": kept["total_tax"],
        "shop_name": call.shop.domain.partition(".")[0],
        "staff_contact": "",
    }


async def _found(call: Call, *endings: str) -> list[Document]:
    query = call.request.query
    bounds = {
        name: bound for name, bound in lists.bounds(*endings).items() if name.startswith("created")
    }
    lies_within = lists.within(query, bounds)
    status = query.get("status")
    return [
        _shown(call, kept, each)
        async for kept in refunded(call)
        for each in kept["post_sales"]
        if lies_within(each) and status in (None, each["status"])
    ]


async def _list_2022(call: Call) -> Answer:
    query = call.request.query
    size = pages.whole_number(query, "per_page", _DEFAULT_SIZE)
    if size > pages.MAX_SIZE:
        raise RefusedError(406, "1:per_page too large")
    found = await _found(call, "start", "end")
    found.sort(key=lambda each: (each["created_at"], each["id"]), reverse=True)
    counts = dict.fromkeys(_STATUSES, 0)
    for each in found:
        counts[each["status"]] += 1
    return call.success(
        count=len(found),
        pending_count=counts["pending"],
        processing_count=counts["processing"],
        post_sales=lists.numbered(found, pages.whole_number(query, "page", 1), size),
    )


async def _list_2026(call: Call) -> Answer:
    query = call.request.query
    names = ("created_at_min", "created_at_max", "status")
    given = {name: (query[name],) for name in names if name in query}
    size = pages.page_size(query, pages.MAX_SIZE, _DEFAULT_SIZE)
    page, rest = lists.behind_cursor(call, await _found(call, "min", "max"), size, given)
    return call.success(orders=page, **rest)


async def _delete(call: Call) -> Answer:
    wanted = call.arguments["post_sale"]
    holders = [
        kept
        async for kept in refunded(call)
        if wanted in [each["id"] for each in kept["post_sales"]]
    ]
    if not holders:
        raise not_found("post-sale order")
    [kept] = holders
    left = [each for each in kept["post_sales"] if each["id"] != wanted]
    call.shop.put_order(kept["id"], kept | {"post_sales": left})
    return call.success()


ROUTES = (
    route("GET", "orders/after_sales_list", _list_2022, V2022),
    route("GET", "orders/post_sales", _list_2026, V2026),
    route("DELETE", "orders/post_sales/{post_sale}", _delete, V2026),
)
