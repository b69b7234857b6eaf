"""Orders by seed: the same arguments give the same bytes in every process.

Each order is one of a few dozen variants with its own ids, number, times and tokens.
"""

from collections.abc import Iterator
from datetime import datetime, timezone

from asyncshop.sandbox import seeding
from asyncshop.sandbox.seeding import Placement, Size, mix
from asyncshop.sandbox.shopify.store import Record
from asyncshop.sandbox.shopify.variants import FRESH, VARIANTS, Variant, app_id, statuses
from asyncshop.sandbox.templates import Template

_FIRST_ID = 5_000_000_000_001
_FIRST_NUMBER = 1001
_SMALL_FIELDS = (
    "id", "admin_graphql_api_id", "app_id", "cancel_reason", "cancelled_at", "closed_at",
    "created_at", "currency", "email", "financial_status", "fulfillment_status", "name", "number",
    "order_number", "order_status_url", "payment_gateway_names", "presentment_currency",
    "processed_at", "subtotal_price", "tags", "test", "token", "total_discounts", "total_price",
    "total_price_set", "total_tax", "updated_at",
)  # fmt: skip


class Templates:
    """The rendered variants of one seed, made when first asked for; a sandbox's shops share them.

    `size` is "full" (about 17 KB an order) or "small" (about 1 KB).
    """

    __slots__ = ("_made", "seed", "size")

    def __init__(self, seed: int, size: Size = "full") -> None:
        self.seed = seed
        self.size = size
        self._made: dict[tuple[Size, int, str, int, int], Template] = {}

    def get(self, variant: int, currency: str, number: int, size: Size | None = None) -> Template:
        """Give the template of a variant for orders whose number has as many digits as this."""
        key = size or self.size, variant, currency, len(str(number)), len(str(number - 1000))
        template = self._made.get(key)
        if template is None:
            template = self._made[key] = self._make(*key)
        return template

    def _make(self, size: Size, variant: int, currency: str, *digits: int) -> Template:
        document = Variant(self.seed, variant, currency).document()
        if size == "small":
            document = {name: document[name] for name in _SMALL_FIELDS}
        widths = {
            "id": 13,
            "order_number": digits[0],
            "number": digits[1],
            "created": 25,
            "updated": 25,
            "ended": 25,
            "token": 32,
            "checkout": 14,
            "confirmation": 9,
        }
        return Template(document, widths)


class Orders:
    """The generated orders of one shop.

    Times are written in `zone`, amounts in `currency` and for some customers in a second one.
    """

    __slots__ = ("_currency", "_key", "_templates", "_zone")

    def __init__(
        self, templates: Templates, shop_index: int, *, currency: str, zone: timezone
    ) -> None:
        self._templates = templates
        self._key = seeding.key(f"{templates.seed}/{shop_index}")
        self._currency = currency
        self._zone = zone

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
        number = _FIRST_NUMBER + placement.index
        return Record(
            id=_FIRST_ID + placement.index,
            number=number,
            name=f"#{number}",
            created=created,
            updated=updated,
            processed=created,
            financial=standing.financial,
            fulfillment=standing.fulfillment,
            closed=ended if standing.state == "closed" else None,
            cancelled=ended if standing.state == "cancelled" else None,
            app_id=app_id(variant),
            variant=variant,
        )

    def document(self, record: Record) -> bytes:
        """Give the JSON of a generated order."""
        return self._template(record).fill(self._values(record))

    def whole(self, record: Record) -> bytes:
        """Give the JSON with every field, whatever the size of the listed ones."""
        return self._template(record, "full").fill(self._values(record))

    def both(self, record: Record) -> tuple[bytes, bytes]:
        """Give the JSON of a generated order, and the same as deflate blocks."""
        template, values = self._template(record), self._values(record)
        return template.fill(values), template.fill_deflated(values)

    def _template(self, record: Record, size: Size | None = None) -> Template:
        return self._templates.get(record.variant, self._currency, record.number, size)

    def _values(self, record: Record) -> dict[str, bytes]:
        noise = mix(self._key ^ record.id)
        token = b"%016x%016x" % (noise, mix(noise))
        created = self.time(record.created)
        updated = self.time(record.updated)
        ended = record.closed or record.cancelled
        return {
            "id": b"%d" % record.id,
            "order_number": b"%d" % record.number,
            "number": b"%d" % (record.number - 1000),
            "created": created,
            "updated": updated,
            "ended": created if ended is None else self.time(ended),
            "token": token,
            "checkout": b"%014d" % (10**13 + noise % 10**13),
            "confirmation": token[:9].upper(),
        }

    def time(self, seconds: int) -> bytes:
        """Write a time as the shop does: in its own zone, with the offset."""
        return datetime.fromtimestamp(seconds, self._zone).isoformat().encode()
