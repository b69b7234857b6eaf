"""Post-sale orders of Shoplazza: one goes with each refund."""

from sandbox_client import Client

from asyncshop.sandbox.shoplazza import Shop


async def test_both_generations_list_them(old: Client, new: Client, plaza: Shop) -> None:
    before = (await old.get("orders/after_sales_list?per_page=250")).json
    after = (await new.get("orders/post_sales?page_size=250")).data
    ids = [order["id"] for order in before["post_sales"]]
    assert ids == [order["id"] for order in after["orders"]]
    assert before["count"] == len(ids) > 20
    assert (before["pending_count"], before["processing_count"]) == (0, 0)
    for one, other in zip(before["post_sales"], after["orders"], strict=True):
        assert one["order_number"] == other["order_number"]
        assert one["currency_code"] == other["currency_code"]
        assert one["refund_amount"] == other["refund_amount"] != "0.00"
        assert one["shipping_line_name"] == other["shipping_line"]["name"]
        assert one["payment_lines"][0]["channel"] == other["payment_lines"][0]["payment_channel"]
        assert isinstance(other["line_items"][0]["product_tags"], list)
        assert other["source_name"] == "direct"
    numbers = {plaza.order(order_id)["number"] for order_id in plaza.order_ids()}
    assert {order["order_number"] for order in after["orders"]} <= numbers


async def test_pages(old: Client, new: Client) -> None:
    """20 by default; by number in 2022-01, by cursor in 2026-01."""
    every = (await old.get("orders/after_sales_list?per_page=250")).json["post_sales"]
    first = (await old.get("orders/after_sales_list")).json
    second = (await old.get("orders/after_sales_list?page=2")).json
    assert first["post_sales"] + second["post_sales"] == every[:40]
    assert first["count"] == len(every)
    assert (await old.get("orders/after_sales_list?per_page=251")).status == 406
    one = (await new.get("orders/post_sales?status=finished")).data
    assert (len(one["orders"]), one["has_more"]) == (20, True)
    cursor = f"cursor={one['cursor']}"
    two = (await new.get(f"orders/post_sales?status=finished&{cursor}")).data
    ids = [order["id"] for order in one["orders"] + two["orders"]]
    assert ids == [order["id"] for order in every[: len(ids)]]
    assert (await new.get(f"orders/post_sales?{cursor}")).status == 400


async def test_filters(old: Client, new: Client) -> None:
    every = (await new.get("orders/post_sales?page_size=250")).data["orders"]
    since = every[4]["created_at"]
    for client, path in (
        (old, f"orders/after_sales_list?created_at_start={since}"),
        (new, f"orders/post_sales?created_at_min={since}"),
    ):
        data = (await client.get(path)).data
        assert len(data.get("post_sales") or data["orders"]) == 5
        other = (await client.get(f"{path}&status=pending")).data
        assert (other.get("post_sales") or other.get("orders") or []) == []


async def test_delete(new: Client, plaza: Shop) -> None:
    """The refund itself stays."""
    [post_sale] = (await new.get("orders/post_sales?page_size=1")).data["orders"]
    count = (await new.get("orders/refund_records/count")).data
    assert (await new.delete(f"orders/post_sales/{post_sale['id']}")).data == {}
    assert (await new.delete(f"orders/post_sales/{post_sale['id']}")).status == 404
    assert (await new.get("orders/refund_records/count")).data == count


async def test_an_order_without_address_and_payment(new: Client, plaza: Shop) -> None:
    [post_sale] = (await new.get("orders/post_sales?page_size=1")).data["orders"]
    order_id = next(
        each
        for each in plaza.order_ids()
        if plaza.order(each)["number"] == post_sale["order_number"]
    )
    plaza.edit_order(order_id, shipping_address=None, shipping_line=None, payment_line=None)
    [after] = (await new.get("orders/post_sales?page_size=1")).data["orders"]
    assert (after["customer_name"], after["credit_card_number"]) == ("", None)
