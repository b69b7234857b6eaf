"""Parcels: which pieces of which line items are in them, and what that makes of the order."""

from collections.abc import Mapping
from typing import Any

from asyncshop.sandbox.shoplazza.errors import invalid, not_found
from asyncshop.sandbox.shoplazza.parts import fulfillment
from asyncshop.sandbox.shoplazza.shapes import Document

_TRACKING = ("tracking_number", "tracking_company", "tracking_company_code", "tracking_url")


def find(order: Document, fulfillment_id: str) -> Document:
    """Give a fulfillment of an order; refused (404) if there is none."""
    for each in order["fulfillments"]:
        if each["id"] == fulfillment_id:
            found: Document = each
            return found
    raise not_found("fulfillment")


def ship(order: Document, fulfillment_id: str, at: str, given: Mapping[str, Any]) -> Document:
    """Send a parcel, and give it: of the line items given, or of everything that is left.

    Refused (422) if the order is not placed, and for pieces that are not there.
    """
    if order["status"] != "placed":
        raise invalid("status", f"order is {order['status']}")
    waiting = _waiting(order)
    wanted = {line["id"]: line["ship_quantity"] for line in given.get("line_items") or []}
    wanted |= dict.fromkeys(given.get("line_item_ids") or [], 0)
    if not wanted:
        wanted = {line_id: 0 for line_id, pieces in waiting.items() if pieces}
    for line_id, pieces in wanted.items():
        if not 0 <= pieces <= waiting.get(line_id, -1) or not waiting[line_id]:
            raise invalid("line_items", f"line item {line_id} has not so many pieces to ship")
    if not wanted:
        raise invalid("line_items", "nothing is left to ship")
    lines = [
        (line, wanted[line["id"]] or waiting[line["id"]])
        for line in order["line_items"]
        if line["id"] in wanted
    ]
    made = fulfillment(fulfillment_id, order["id"], at, lines, status="shipped", tracking=given)
    order["fulfillments"].append(made)
    _restate(order)
    return made


def track(parcel: Document, given: Mapping[str, Any], at: str) -> None:
    """Set how a parcel is followed: what is given."""
    names = (*_TRACKING, "phone_number")
    parcel |= {name: given[name] or "" for name in names if name in given}
    parcel["tracking_items"] = [{name: parcel[name] for name in _TRACKING}]
    parcel["updated_at"] = at


def finish(order: Document, parcel: Document, status: str, at: str) -> None:
    """Let a parcel be `finished` (it has arrived) or `cancelled`; again, nothing moves.

    Refused (422) from one of these to the other.
    """
    if parcel["status"] == status:
        return
    if parcel["status"] in ("finished", "cancelled"):
        raise invalid("status", f"fulfillment is {parcel['status']}")
    parcel |= {"status": status, "updated_at": at}
    _restate(order)


def _waiting(order: Document) -> dict[str, int]:
    """Give how many pieces of each line item are in no parcel."""
    waiting = {line["id"]: line["quantity"] for line in order["line_items"]}
    for parcel in order["fulfillments"]:
        if parcel["status"] != "cancelled":
            for line in parcel["line_items"]:
                waiting[line["id"]] -= line["ship_quantity"]
    return waiting


def _restate(order: Document) -> None:
    """Let line items and order say where their parcels are."""
    waiting = _waiting(order)
    parcels = [each for each in order["fulfillments"] if each["status"] != "cancelled"]
    for line in order["line_items"]:
        own = [each for each in parcels if line["id"] in {one["id"] for one in each["line_items"]}]
        line["fulfillment_status"] = _state(own, waiting[line["id"]])
    order["fulfillment_status"] = _state(parcels, sum(waiting.values()))
    for parcel in order["fulfillments"]:
        for line in parcel["line_items"]:
            line["fulfillment_status"] = parcel["status"]


def _state(parcels: list[Document], waiting: int) -> str:
    if not parcels:
        return "waiting"
    state = "finished" if all(each["status"] == "finished" for each in parcels) else "shipped"
    return f"partially_{state}" if waiting else state
