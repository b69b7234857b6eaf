"""The routes of an order's risks: the platform's assessment, and records of one's own."""

from asyncshop.sandbox.exchanges import Answer
from asyncshop.sandbox.shoplazza import inputs
from asyncshop.sandbox.shoplazza.calls import Call, route
from asyncshop.sandbox.shoplazza.errors import invalid, not_found
from asyncshop.sandbox.shoplazza.generations import V2022
from asyncshop.sandbox.shoplazza.shapes import Document

_LEVELS = ("low", "medium", "high")


async def _assess(call: Call) -> Answer:
    kept = call.kept()
    same = (kept["shipping_address"] or {}).get("zip") == (kept["billing_address"] or {}).get("zip")
    labels = ["low"] if same else ["medium"]
    info = [{"title": "address", "describe": "equal" if same else "billing and shipping differ"}]
    if call.bare:
        return call.success(assessment=labels, info=info)
    return call.success(assessments=labels, infos=info)


async def _list(call: Call) -> Answer:
    found = [call.generation.risk(each) for each in call.kept()["risks"]]
    return call.success(total=len(found), risks=found)


async def _get(call: Call) -> Answer:
    return call.success(risk=call.generation.risk(_find(call, call.kept())))


async def _create(call: Call) -> Answer:
    kept, now = call.kept(), call.shop.time()
    given = _read(call)
    if "level" not in given:
        raise invalid("risk.level", "is required")
    risk = {
        "id": call.shop.new_number(),
        "order_id": kept["id"],
        "details": [],
        "properties": {},
        "created_at": now,
        **given,
        "updated_at": now,
    }
    kept["risks"].append(risk)
    return _saved(call, kept, risk)


async def _update(call: Call) -> Answer:
    kept = call.kept()
    risk = _find(call, kept)
    risk |= _read(call) | {"updated_at": call.shop.time()}
    return _saved(call, kept, risk)


async def _delete(call: Call) -> Answer:
    kept = call.kept()
    kept["risks"].remove(_find(call, kept))
    call.shop.put_order(kept["id"], kept)
    return call.success()


def _read(call: Call) -> Document:
    given = inputs.read(inputs.Risk, inputs.member(call.json(), "risk"))
    if given.get("level", "low") not in _LEVELS:
        raise invalid("risk.level", f"must be one of {', '.join(_LEVELS)}")
    own, other = ("value", "details") if call.bare else ("details", "value")
    given.pop(other, None)
    if own in given:
        given["details"] = given.pop(own)
    return given


def _find(call: Call, kept: Document) -> Document:
    for risk in kept["risks"]:
        if str(risk["id"]) == call.arguments["risk"]:
            found: Document = risk
            return found
    raise not_found("risk")


def _saved(call: Call, kept: Document, risk: Document) -> Answer:
    call.shop.put_order(kept["id"], kept)
    return call.success(risk=call.generation.risk(risk))


ROUTES = (
    route("GET", "orders/{id}/risks", _assess),
    route("POST", "orders/{id}/risks", _create),
    route("GET", "orders/{id}/risks/list", _list, V2022),
    route("GET", "orders/{id}/risks/{risk}", _get),
    route("PUT", "orders/{id}/risks/{risk}", _update),
    route("DELETE", "orders/{id}/risks/{risk}", _delete),
)
