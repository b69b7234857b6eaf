"""The filters of order listings and counts, as the platform reads them.

Sources: the parameter tables of "Order List" and "Order Count" of both versions.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import partial

from multidict import MultiDict

from asyncshop.sandbox.shoplazza.errors import bad_request
from asyncshop.sandbox.shoplazza.generations import Values
from asyncshop.sandbox.shoplazza.store import Record

Check = Callable[[Record], bool]
Texts = tuple[str, ...]

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")

# Where each of an order's times stands in the index.
_TIMES = {
    "created_at": "created",
    "updated_at": "updated",
    "placed_at": "placed",
    "finished_at": "finished",
    "fulfilled_at": "fulfilled",
    "source_name_created_at": "created",
    "last_referrer_show_created_at": "created",
}
_STATUSES = {
    "status": "status",
    "financial_status": "financial",
    "fulfillment_status": "fulfillment",
    "recovery_status": "recovery",
}
# Filters by an exact text, and the words that they look at.
_WORDS = {
    "location_id": "location_id",
    "sales_platform": "sales_platform",
    "shipping_emails": "shipping_email",
    "shipping_phones": "shipping_phone",
    "browser_ips": "browser_ip",
    "product_ids": "product_id",
    "skus": "sku",
    "spus": "spu",
    "order_tags": "tag_list",
    "customer_emails": "customer_email",
}


def _span(*names: str) -> frozenset[str]:
    return frozenset(f"{name}_{end}" for name in names for end in ("min", "max"))


# The filters that each generation's listing and count know; others are ignored.
LISTED_2022 = (
    _span("created_at", "updated_at", "placed_at")
    | _STATUSES.keys()
    | {"ids", "location_id", "keyword", "keyword_scope_fields", "customer_id"}
)
COUNTED_2022 = _span("created_at", "updated_at") | _STATUSES.keys() - {"recovery_status"}
KNOWN_2026 = (
    _span(*_TIMES, "total")
    | _STATUSES.keys()
    | _WORDS.keys()
    | {"ids", "keyword", "keyword_scope_fields", "customer_id"}
    | {"fuzzy_fields", "fuzzy_keywords", "fuzzy_relation"}
)


def moment(name: str, value: str) -> float:
    """Read a time, RFC 3339 with its offset; seconds since 1970. Refused (400) if it is none."""
    try:
        if _TIME.fullmatch(value):
            return datetime.fromisoformat(value).timestamp()
    except ValueError:
        pass
    raise bad_request(f"{name}: expected a time such as 2026-01-31T12:00:00Z")


def given(query: MultiDict[str], known: frozenset[str], values: Values) -> dict[str, Texts]:
    """Give the filters of a request that are known, and what they say."""
    return {name: values(query, name) for name in dict.fromkeys(query) if name in known}


def checks(filters: Mapping[str, Texts]) -> list[Check]:
    """Give the tests that an order has to pass; refused (400) for a value that cannot be read."""
    found = [_READ[name](texts) for name, texts in filters.items() if name in _READ]
    if keywords := filters.get("keyword"):
        found.append(_search(keywords, filters.get("keyword_scope_fields", ()), any))
    if keywords := filters.get("fuzzy_keywords"):
        relation = all if filters.get("fuzzy_relation") == ("and",) else any
        found.append(_search(keywords, filters.get("fuzzy_fields", ()), relation))
    return found


def all_of(tests: Sequence[Check]) -> Check:
    """Make one test of several."""
    return lambda record: all(test(record) for test in tests)


def _ids(texts: Texts) -> Check:
    wanted = frozenset(texts)
    return lambda record: str(record.id) in wanted


def _customer(texts: Texts) -> Check:
    return lambda record: record.traits.customer_id in texts


def _among(texts: Texts, *, column: str) -> Check:
    return lambda record: getattr(record, column) in texts


def _worded(texts: Texts, *, word: str) -> Check:
    return lambda record: any(text in record.traits.words[word] for text in texts)


def _bound(texts: Texts, *, name: str, column: str) -> Check:
    limits = [moment(name, text) for text in texts]

    def test(record: Record) -> bool:
        seconds = getattr(record, column)
        if seconds is None or not limits:
            return False
        return bool(seconds >= limits[0] if name.endswith("_min") else seconds <= limits[0])

    return test


def _total(texts: Texts, *, name: str) -> Check:
    try:
        limit = Decimal(texts[0])
    except InvalidOperation:
        raise bad_request(f"{name}: expected a number") from None
    if name.endswith("_min"):
        return lambda record: record.traits.total >= limit
    return lambda record: record.traits.total <= limit


def _search(keywords: Texts, fields: Texts, relation: Callable[[Sequence[bool]], bool]) -> Check:
    """Search for the keywords within the fields; without fields a keyword has no effect."""
    wanted = [keyword.lower() for keyword in keywords]

    def has(record: Record, field: str) -> bool:
        texts = _texts(record, field)
        return any(keyword in text.lower() for keyword in wanted for text in texts)

    return lambda record: not fields or relation([has(record, field) for field in fields])


def _texts(record: Record, field: str) -> Texts:
    if field == "number":
        return (record.number,)
    if field == "id":
        return (str(record.id),)
    return record.traits.words.get(field, ())


_READ: Mapping[str, Callable[[Texts], Check]] = {
    "ids": _ids,
    "customer_id": _customer,
    "total_min": partial(_total, name="total_min"),
    "total_max": partial(_total, name="total_max"),
    **{name: partial(_among, column=column) for name, column in _STATUSES.items()},
    **{name: partial(_worded, word=word) for name, word in _WORDS.items()},
    **{
        f"{name}_{end}": partial(_bound, name=f"{name}_{end}", column=column)
        for name, column in _TIMES.items()
        for end in ("min", "max")
    },
}
