"""Orders by seed: the same arguments give the same bytes in every process.

Each order is one of a few dozen variants with its own id, number, times and tokens.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from asyncshop.sandbox import seeding
from asyncshop.sandbox.seeding import Placement, Size, mix
from asyncshop.sandbox.shoplazza.shapes import Document
from asyncshop.sandbox.shoplazza.store import Record, Traits
from asyncshop.sandbox.shoplazza.variants import FRESH, VARIANTS, Variant, statuses
from asyncshop.sandbox.templates import Template

View = Callable[[Mapping[str, Any]], Document]

ID_LENGTH = 22
_FIRST_ID = 2_386_979_206_089_232_618_121
_ID_STEP = 10**9
_FIRST_NUMBER = 10_001
_SMALL = (
    "id", "number", "status", "financial_status", "fulfillment_status", "created_at", "updated_at",
    "placed_at", "cancelled_at", "cancel_reason", "currency", "total_price", "sub_total",
    "total_discount", "total_tax", "total_shipping", "total_refund_price", "total_paid", "tags",
    "note", "payment_method", "discount_applications", "customer", "buyer_accepts_marketing",
    "browser_ip", "sales_platform",
)  # fmt: skip


def write_time(seconds: int) -> str:
    """Write a time (seconds since 1970) as the platform does: in UTC, ending in Z."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class _Made:
    """What orders of one variant have in common."""

    def __init__(self, seed: int, variant: int, currency: str) -> None:
        self._arguments = seed, variant, currency

    @cached_property
    def document(self) -> Document:
        return Variant(*self._arguments).document()

    @cached_property
    def traits(self) -> Traits:
        return Traits.of(self.document)


class Templates:
    """The rendered variants of one seed, made when first asked for; a sandbox's shops share them.

    `size` is "full" (about 8 KB an order) or "small" (about 1 KB).
    """

    __slots__ = ("_made", "_templates", "seed", "size")

    def __init__(self, seed: int, size: Size = "full") -> None:
        self.seed = seed
        self.size = size
        self._made: dict[tuple[int, str], _Made] = {}
        self._templates: dict[tuple[Any, ...], Template] = {}

    def traits(self, variant: int, currency: str) -> Traits:
        """Give what filters look at in orders of a variant."""
        return self._variant(variant, currency).traits

    def get(
        self, variant: int, currency: str, number: str, view: View, *, whole: bool = False
    ) -> Template:
        """Give the template of a variant as `view` shows it, for numbers as long as this one.

        `whole` is for every field, whatever the size.
        """
        key = variant, currency, len(number), id(view), whole
        template = self._templates.get(key)
        if template is None:
            kept = self._variant(variant, currency).document
            if self.size == "small" and not whole:
                kept = {name: kept[name] for name in _SMALL}
            widths = {
                "id": ID_LENGTH,
                "number": len(number),
                "created": 20,
                "updated": 20,
                "ended": 20,
                "tail": 12,
            }
            template = self._templates[key] = Template(view(kept), widths)
        return template

    def _variant(self, variant: int, currency: str) -> _Made:
        key = variant, currency
        if key not in self._made:
            self._made[key] = _Made(self.seed, variant, currency)
        return self._made[key]


class Orders:
    """The generated orders of one shop: amounts in `currency`, for some customers in another."""

    __slots__ = ("_currency", "_key", "_prefix", "_templates")

    def __init__(self, templates: Templates, shop_index: int, *, currency: str) -> None:
        self._templates = templates
        self._key = seeding.key(f"shoplazza/{templates.seed}/{shop_index}")
        self._currency = currency
        letters = (chr(ord("A") + (self._key >> shift) % 26) for shift in (8, 16, 24))
        self._prefix = "".join(letters)

    def records(self, count: int, now: int) -> Iterator[Record]:
        """Give the index of `count` orders over the two years before `now`, oldest first.

        `now` counts seconds since 1970.
        """
        for placement in seeding.placements(self._key, count, now):
            yield self._record(placement, now)

    def new_record(self, index: int, now: int) -> Record:
        """Give the index entry of one more order, placed now."""
        return self._record(Placement(index, now, mix(self._key + index)), now)

    def _record(self, placement: Placement, now: int) -> Record:
        variant = (placement.noise >> 20) % VARIANTS
        if placement.fresh:
            variant = (variant // 16 % 3) * 16 + variant % FRESH
        standing = statuses(variant)
        created, updated = placement.created, seeding.edited(placement, now)
        ended = (created + updated) // 2
        return Record(
            id=_FIRST_ID + placement.index * _ID_STEP + placement.noise % _ID_STEP,
            number=f"{self._prefix}{_FIRST_NUMBER + placement.index}",
            created=created,
            updated=updated,
            status=standing.status,
            financial=standing.financial,
            fulfillment=standing.fulfillment,
            recovery="waiting",
            traits=self._templates.traits(variant, self._currency),
            placed=created if standing.placed else None,
            finished=ended if standing.status == "finished" else None,
            fulfilled=updated if standing.sent else None,
            cancelled=ended if standing.status == "cancelled" else None,
            refunded="refunded" in standing.financial,
            variant=variant,
        )

    def document(self, record: Record, view: View) -> bytes:
        """Give the JSON of a generated order as `view` shows it."""
        return self._template(record, view).fill(self._values(record))

    def whole(self, record: Record) -> bytes:
        """Give the kept document's JSON, whatever the size of the listed ones."""
        return self._template(record, dict, whole=True).fill(self._values(record))

    def both(self, record: Record, view: View) -> tuple[bytes, bytes]:
        """Give the JSON of a generated order, and the same as deflate blocks."""
        template, values = self._template(record, view), self._values(record)
        return template.fill(values), template.fill_deflated(values)

    def _template(self, record: Record, view: View, *, whole: bool = False) -> Template:
        return self._templates.get(record.variant, self._currency, record.number, view, whole=whole)

    def _values(self, record: Record) -> dict[str, bytes]:
        ended = record.finished or record.cancelled or record.created
        return {
            "id": b"%d" % record.id,
            "number": record.number.encode(),
            "created": write_time(record.created).encode(),
            "updated": write_time(record.updated).encode(),
            "ended": write_time(ended).encode(),
            "tail": b"%012x" % (mix(self._key ^ (record.id % 2**64)) % 16**12),
        }
