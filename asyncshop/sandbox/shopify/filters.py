"""The filters of order listings and counts, as the platform reads them."""

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from functools import reduce

from asyncshop.sandbox.shopify.errors import bad_request
from asyncshop.sandbox.shopify.store import Record

Check = Callable[[Record], bool]

_STATUS: Mapping[str, Check] = {
    "open": lambda record: record.closed is None and record.cancelled is None,
    "closed": lambda record: record.closed is not None,
    "cancelled": lambda record: record.cancelled is not None,
}
_FINANCIAL = {"unpaid": ("authorized", "partially_paid")}
_FULFILLMENT = {
    "shipped": ("fulfilled",),
    "unshipped": (None,),
    "unfulfilled": (None, "partial"),
}
_TIMES = {
    f"{column}_at_{end}": (column, end)
    for column in ("created", "updated", "processed")
    for end in ("min", "max")
}
# The filters that a listing and its cursors carry, and those that a count looks at.
COUNTED = frozenset({"status", "financial_status", "fulfillment_status", *_TIMES})
LISTED = COUNTED | {"attribution_app_id", "ids", "name", "since_id"}


def integer(name: str, value: str, kind: str = "id") -> int:
    """Read an id or a number; anything but digits is refused with 400."""
    if not (value.isascii() and value.isdigit()):
        raise bad_request(name, f"expected String to be a {kind}")
    return int(value)


def moment(name: str, value: str, zone: tzinfo) -> float:
    """Read a time, which is in the shop's zone if it has none; seconds since 1970."""
    try:
        read = datetime.fromisoformat(value.strip())
    except ValueError:
        raise bad_request(name, "Invalid value.") from None
    return (read if read.tzinfo else read.replace(tzinfo=zone)).timestamp()


def checks(query: Mapping[str, str], zone: tzinfo, app_id: int) -> list[Check]:
    """Give the tests that an order has to pass; unknown filters are ignored.

    Raises RefusedError (400) for a value that cannot be read.
    """
    found: list[Check] = []
    status = query.get("status", "open")
    if status != "any":
        found.append(_STATUS.get(status, _nothing))
    if "financial_status" in query:
        found += _one_of("financial", query["financial_status"], _FINANCIAL)
    if "fulfillment_status" in query:
        found += _one_of("fulfillment", query["fulfillment_status"], _FULFILLMENT)
    if ids := query.get("ids"):
        wanted = {integer("ids", value) for value in ids.split(",") if value}
        found.append(lambda record: record.id in wanted)
    if "since_id" in query:
        since = integer("since_id", query["since_id"])
        found.append(lambda record: record.id > since)
    if name := query.get("name"):
        found.append(lambda record: record.name == f"#{name.removeprefix('#')}")
    if app := query.get("attribution_app_id"):
        placed_by = app_id if app == "current" else integer("attribution_app_id", app)
        found.append(lambda record: record.app_id == placed_by)
    for parameter, (column, end) in _TIMES.items():
        if value := query.get(parameter):
            found.append(_bound(column, end, moment(parameter, value, zone)))
    return found


def all_of(tests: list[Check]) -> Check:
    """Make one test of several."""
    start: Check = _anything
    return reduce(_both, tests, start)


def _both(first: Check, second: Check) -> Check:
    return second if first is _anything else lambda record: first(record) and second(record)


def _anything(record: Record) -> bool:
    return True


def _nothing(record: Record) -> bool:
    return False


def _one_of(column: str, value: str, groups: Mapping[str, tuple[str | None, ...]]) -> list[Check]:
    names = value.split(",")
    if "any" in names:
        return []
    wanted = {status for name in names for status in groups.get(name, (name,))}
    return [lambda record: getattr(record, column) in wanted]


def _bound(column: str, end: str, limit: float) -> Check:
    if end == "min":
        return lambda record: getattr(record, column) >= limit
    return lambda record: getattr(record, column) <= limit
