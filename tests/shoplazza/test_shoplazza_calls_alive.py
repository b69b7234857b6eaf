"""What is ordered, paid for, sent and given back, in a shop that remembers."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any, cast

import pytest

from asyncshop import NotFoundError, SessionManager, ValidationError
from asyncshop.sandbox import Sandbox
from asyncshop.shoplazza import ShoplazzaShop2022, ShoplazzaShop2026, v2022, v2026

PLACE: dict[str, Any] = {
    "first_name": "Ada",
    "last_name": "Byron",
    "email": "ada@mail.example.com",
    "phone": "+33 1 23 45 67 89",
    "address": "1 rue de la Paix",
    "city": "Lyon",
    "province": "Rhône",
    "country": "France",
    "country_code": "FR",
    "zip": "69001",
}


class Shops:
    """One shop, asked in both generations."""

    def __init__(self, manager: SessionManager, box: Sandbox) -> None:
        (there,) = box.shops
        access: Any = {"access_token": there.access_token, "base_url": there.base_url}
        self.old: ShoplazzaShop2022 = manager.shoplazza(
            there.domain, api_version="2022-01", **access
        )
        self.new: ShoplazzaShop2026 = manager.shoplazza(
            there.domain, api_version="2026-01", **access
        )

    async def order(self, **filters: Any) -> v2026.Order:
        return await anext(aiter(self.new.orders.list(status="placed", limit=1, **filters)))


@pytest.fixture
async def shops(manager: SessionManager) -> AsyncIterator[Shops]:
    async with Sandbox(orders=40, platform="shoplazza") as box:
        yield Shops(manager, box)


async def test_an_order_of_2022_lives_through_all_operations(shops: Shops) -> None:
    orders = shops.old.orders
    before = await orders.count()
    made = await orders.create(
        v2022.OrderInput(
            line_items=[v2022.LineItemInput(variant_id="7", product_id="8", quantity=3)],
            shipping_address=v2022.ShippingAddressInput(**PLACE),
            shipping_line=v2022.ShippingLineInput(shipping_name="Post", shipping_price="4.00"),
            tax_total=Decimal("1.50"),
            discount="0",
            currency_code="EUR",
        )
    )
    assert made.id is not None
    assert made.number is not None
    assert await orders.count() == before + 1
    assert (await orders.get_by_number(made.number)).id == made.id
    changed = await orders.update(made.id, v2022.OrderUpdate(note="fragile", tags=["a", "b"]))
    assert (changed.note, changed.tags) == ("fragile", ["a", "b"])
    assert (await orders.update(made.id, {"tags": "vip"})).note == "fragile"
    paid = await orders.payment_success(made.id, v2022.PaymentInput())
    assert (paid.status, paid.financial_status) == ("placed", "paid")
    assert (await orders.close(made.id)).status == "finished"
    assert (await orders.open(made.id)).status == "placed"
    cancelled = await orders.cancel(made.id, reason="test")
    assert (cancelled.status, cancelled.cancel_reason) == ("cancelled", "test")
    assert cancelled.cancelled_at is not None
    await orders.delete(made.id)
    with pytest.raises(NotFoundError):
        await orders.get(made.id)
    assert [order.id async for order in orders.list(ids=made.id)] == []


async def test_an_order_of_2026_lives_through_all_operations(shops: Shops) -> None:
    orders = shops.new.orders
    before = await orders.count(status=["opened", "placed"])
    made = await orders.create(
        v2026.OrderInput(
            line_items=[v2026.LineItemInput(product_title="Hat", price="10.00", quantity=1)],
            shipping_address=v2026.ShippingAddressInput(**PLACE),
            shipping_line=v2026.ShippingLineInput(shipping_name="Post", shipping_price="4.00"),
            tax_total="0",
            currency_code="EUR",
        )
    )
    assert made.id is not None
    assert made.number is not None
    assert await orders.count(status=["opened", "placed"]) == before + 1
    assert (await orders.get_by_number(made.number)).id == made.id
    changed = await orders.update(made.id, v2026.OrderUpdate(note="fragile", tags=["a", "b"]))
    assert (changed.note, changed.tags) == ("fragile", ["a", "b"])
    paid = await orders.payment_success(made.id, v2026.PaymentInput(gateway="bank_transfer"))
    assert paid.financial_status == "paid"
    assert (await orders.cancel(made.id)).status == "cancelled"
    assert (await shops.old.orders.get(made.id)).status == "cancelled"
    await orders.delete(made.id)
    with pytest.raises(NotFoundError):
        await orders.delete(made.id)


async def test_what_the_platform_refuses_is_a_validation_error(shops: Shops) -> None:
    for orders in (shops.old.orders, shops.new.orders):
        with pytest.raises(ValidationError) as caught:
            await orders.create({"line_items": []})
        assert caught.value.messages
        assert caught.value.request_id


async def test_a_parcel_is_sent_followed_and_received(shops: Shops) -> None:
    order = await shops.order(fulfillment_status="waiting", financial_status="paid")
    assert order.id is not None
    parcels = shops.new.fulfillments
    lines = [
        v2026.FulfillmentLineItemInput(id=cast(str, line.id), ship_quantity=0)
        for line in order.line_items or []
    ]
    wanted = v2026.FulfillmentInput(line_items=lines, tracking_number="1Z1")
    sent = await parcels.create(order.id, wanted)
    assert sent.id is not None
    changes = v2026.FulfillmentUpdate(tracking_company="UPS", send_email=False)
    changed = await parcels.update(order.id, sent.id, changes)
    assert (changed.tracking_number, changed.tracking_company) == ("1Z1", "UPS")
    assert (await parcels.complete(order.id, sent.id)).status == "finished"
    assert (await parcels.get(order.id, sent.id)).status == "finished"
    assert await parcels.count(order.id) == await shops.old.fulfillments.count(order.id) == 1
    for listing in (parcels.list(order.id), shops.old.fulfillments.list(order.id, limit=1)):
        assert [each.id async for each in listing] == [sent.id]
    later = "2100-01-01T00:00:00Z"
    assert [each async for each in parcels.list(order.id, created_at_min=later)] == []


async def test_a_parcel_may_be_held_back(shops: Shops) -> None:
    order = await shops.order(fulfillment_status="waiting", financial_status="paid")
    assert order.id is not None
    parcels = shops.old.fulfillments
    sent = await parcels.create(order.id, v2022.FulfillmentInput(tracking_number="1Z1"))
    assert sent.id is not None
    assert (await parcels.update(order.id, sent.id, {"tracking_number": "1Z2"})).status == "shipped"
    assert (await parcels.cancel(order.id, sent.id)).status == "cancelled"
    with pytest.raises(NotFoundError):
        await parcels.get(order.id, "none")


async def test_money_goes_back_in_both_generations(shops: Shops) -> None:
    order = await shops.order(financial_status="paid")
    assert order.id is not None
    before = await shops.new.refund_records.count()
    wanted = v2026.RefundInput(refund_total=Decimal("1.00"), note="late")
    made = await shops.new.refunds.create(order.id, wanted)
    part = await shops.old.refunds.create_partial(order.id, v2022.PartialRefundInput(price="2.00"))
    assert part.all_refunded is False
    assert (await shops.old.refunds.create(order.id)).all_refunded is True
    refunds = await shops.new.refunds.list(order.id)
    assert refunds.order_financial_status == "refunded"
    records = {record.id: record for record in refunds.records or []}
    assert len(records) == 3
    record = records[made.refund_record_id]
    assert (record.refund_price, record.note) == (Decimal("1.00"), "late")
    older = await shops.old.refunds.list(order.id)
    assert {each.id for each in older.refunds or []} == records.keys()
    of_order = shops.new.refund_records.list(order_ids=order.id, limit=1)
    assert {each.id async for each in of_order} == records.keys()
    assert await shops.new.refund_records.count() == before + 3
    with pytest.raises(ValidationError):
        await shops.new.refunds.create(order.id, wanted)


async def test_post_sales_are_listed_in_both_generations(shops: Shops) -> None:
    found = [each.id async for each in shops.new.post_sales.list(limit=3)]
    assert len(found) == len(set(found)) > 3
    assert {each.id async for each in shops.old.post_sales.list(per_page=5)} == set(found)
    pending = shops.old.post_sales.list(status="pending")
    assert {each.status async for each in pending} <= {"pending"}
    await shops.new.post_sales.delete(cast(str, found[0]))
    assert {each.id async for each in shops.new.post_sales.list()} == set(found[1:])


async def test_a_payment_that_was_authorized_is_captured(shops: Shops) -> None:
    order = await shops.order(financial_status="authorized")
    assert order.id is not None
    before = await shops.new.transactions.list(order.id)
    wanted = v2022.TransactionInput(order_id=order.id, kind="capture")
    made = await shops.old.transactions.create(order.id, wanted)
    after = await shops.new.transactions.list(order.id)
    assert [each.id for each in after] == [*(each.id for each in before), made.id]
    older = await shops.old.transactions.list(order.id, status="success")
    assert made.id in {each.id for each in older.transactions or []}
    assert (await shops.old.orders.get(order.id)).financial_status == "paid"


async def test_a_risk_is_recorded_changed_and_deleted(shops: Shops) -> None:
    order = await shops.order()
    assert order.id is not None
    risks = shops.new.risks
    made = await risks.create(order.id, v2026.RiskInput(level="low", details=["asked twice"]))
    assert made.id is not None
    older = await shops.old.risks.list(order.id)
    assert older.total == 1
    assert [(str(each.id), each.details) for each in older.risks or []] == [
        (made.id, ["asked twice"])
    ]
    await shops.old.risks.update(order.id, made.id, v2022.RiskUpdate(level="high"))
    assert (await risks.get(order.id, made.id)).level == "high"
    assert (await risks.assessment(order.id)).assessments is not None
    assert (await shops.old.risks.assessment(order.id)).assessments is not None
    await risks.delete(order.id, made.id)
    with pytest.raises(NotFoundError):
        await risks.get(order.id, made.id)


async def test_a_zone_is_made_used_and_deleted(shops: Shops) -> None:
    order = await shops.order()
    assert order.id is not None
    shop = shops.new
    schema = await shop.shipping_schemas.get()
    assert schema.id is not None
    plan = v2026.ShippingPlanInput(name="By boat", rate_amount=Decimal("9.00"))
    area = v2026.ShippingAreaInput(country_code="GL", country_name="Greenland")
    zone = await shop.shipping_zones.create(
        v2026.ShippingZoneInput(schema_id=schema.id, name="North", plans=[plan], areas=[area])
    )
    assert zone.id is not None
    renamed = await shop.shipping_zones.update(zone.id, v2026.ShippingZoneUpdate(name="Far north"))
    assert renamed.name == "Far north"
    available = await shop.shipping_lines.available(order.id, "GL")
    assert [(line.name, line.shipping_price) for line in available.shipping_lines or []] == [
        ("By boat", Decimal("9.00"))
    ]
    await shop.shipping_zones.delete(zone.id)
    assert (await shop.shipping_lines.available(order.id, "GL")).shipping_lines == []
    saved = v2026.ShippingSchemaInput(id=schema.id, name="General")
    assert (await shop.shipping_schemas.save(saved)).name == "General"


async def test_a_tracking_number_tells_its_carrier(shops: Shops) -> None:
    carriers = await shops.new.tracking_carriers.list()
    assert await shops.new.tracking_carriers.detect("1Z2345") in carriers
    with pytest.raises(NotFoundError):
        await shops.new.tracking_carriers.detect("??")


async def test_both_generations_list_the_same_orders_page_by_page(shops: Shops) -> None:
    old = [order.id async for order in shops.old.orders.list(limit=7)]
    new = [order.id async for order in shops.new.orders.list(limit=7)]
    assert len(old) == len(set(old)) == 40
    assert set(old) == set(new)
    assert len(new) == 40
