"""Changing orders: create, update, cancel, delete, close, open, pay."""

from asyncshop.sandbox.exchanges import Answer
from asyncshop.sandbox.shoplazza import changes, creation, inputs
from asyncshop.sandbox.shoplazza.calls import Call, route
from asyncshop.sandbox.shoplazza.errors import invalid
from asyncshop.sandbox.shoplazza.generations import V2022


async def _create(call: Call) -> Answer:
    if call.bare:
        wanted = creation.of_2022(inputs.read(inputs.Order2022, call.json()))
    else:
        wanted = inputs.read(inputs.Order2026, inputs.member(call.json(), "order"))
    return call.order_answer(call.shop.create_order(wanted))


async def _update(call: Call) -> Answer:
    kept = call.kept()
    if call.bare:
        wanted = changes.of_2022(inputs.read(inputs.Update2022, call.json()))
    else:
        wanted = inputs.read(inputs.Update2026, inputs.member(call.json(), "order"))
    if not wanted:
        raise invalid("order", "there is nothing to update")
    changes.update(kept, wanted)
    call.save(kept)
    return call.order_answer(kept)


async def _cancel(call: Call) -> Answer:
    kept, shop = call.kept(), call.shop
    reason = inputs.read(inputs.Cancellation, call.json()).get("reason") or ""
    changes.cancel(kept, reason, shop.time(), shop.new_id("refund"), recalled=not shop.recall_fails)
    call.save(kept)
    return call.order_answer(kept)


async def _delete(call: Call) -> Answer:
    call.shop.delete_order(str(call.record().id))
    return call.success()


async def _close(call: Call) -> Answer:
    kept = call.kept()
    changes.close(kept, call.shop.time())
    call.save(kept)
    return call.order_answer(kept)


async def _open(call: Call) -> Answer:
    kept = call.kept()
    changes.reopen(kept)
    call.save(kept)
    return call.order_answer(kept)


async def _pay(call: Call) -> Answer:
    kept, shop = call.kept(), call.shop
    if call.bare:
        payment = inputs.read(inputs.Payment2022, call.json())
        if payment.get("billing_address"):
            payment["billing_address"] = changes.place_of_2022(payment["billing_address"])
    else:
        payment = inputs.read(inputs.Payment2026, call.json())
    changes.pay(kept, payment, shop.time(), shop.new_id("payment"))
    call.save(kept)
    return call.order_answer(kept)


ROUTES = (
    route("POST", "orders", _create),
    route("PUT", "orders/{id}", _update),
    route("DELETE", "orders/{id}", _delete),
    route("POST", "orders/{id}/cancel", _cancel),
    route("POST", "orders/{id}/close", _close, V2022),
    route("POST", "orders/{id}/open", _open, V2022),
    route("POST", "orders/{id}/payment/success", _pay),
)
