"""How an export stands, while it runs and when it is over."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from asyncshop.telemetry import ShopStats

Status = Literal["waiting", "reading", "done", "failed"]


class ShopReport(Struct, kw_only=True, eq=False):
    """How the export of one shop stands.

    `orders` counts those read so far; of a shop that is done, those in its `file`. `expected` is
    what the platform counted at the start, where it can count by these filters. `notes` are what
    a reader should know, `error` what failed. `stats` is what the shop has cost its manager.
    """

    domain: str
    platform: str
    file: Path
    stats: ShopStats
    status: Status = "waiting"
    orders: int = 0
    expected: int | None = None
    notes: list[str] = msgspec.field(default_factory=list)
    error: Exception | None = None
    began: float | None = None
    ended: float | None = None

    def begin(self) -> None:
        """Note that the shop's turn has come."""
        self.status = "reading"
        self.began = time.perf_counter()

    def end(self, error: Exception | None = None) -> None:
        """Note that the shop is through."""
        self.status = "failed" if error else "done"
        self.error = error
        self.ended = time.perf_counter()

    @property
    def seconds(self) -> float:
        """How long it has been read, or was."""
        if self.began is None:
            return 0.0
        return (time.perf_counter() if self.ended is None else self.ended) - self.began

    @property
    def rate(self) -> float:
        """Orders a second."""
        return per_second(self.orders, self.seconds)

    def as_dict(self) -> dict[str, Any]:
        """Give the same as JSON has it."""
        error = self.error
        return {
            "platform": self.platform,
            "domain": self.domain,
            "status": self.status,
            "file": str(self.file) if self.status == "done" else None,
            "orders": self.orders,
            "expected": self.expected,
            "seconds": round(self.seconds, 3),
            "notes": self.notes,
            "error": error and {"type": type(error).__name__, "message": str(error)},
            "stats": msgspec.structs.asdict(self.stats),
        }


class Report(Struct, kw_only=True, eq=False):
    """How an export stands: its shops, in the order in which they were given, and `seconds`."""

    shops: Sequence[ShopReport]

    def of(self, *statuses: Status) -> list[ShopReport]:
        """Give the shops that stand so."""
        return [shop for shop in self.shops if shop.status in statuses]

    @property
    def done(self) -> list[ShopReport]:
        """The shops whose file is written."""
        return self.of("done")

    @property
    def failed(self) -> list[ShopReport]:
        """The shops that failed; their files are as they were before."""
        return self.of("failed")

    @property
    def orders(self) -> int:
        """How many orders were read so far, without those of failed shops."""
        return sum(shop.orders for shop in self.shops if shop.status != "failed")

    @property
    def seconds(self) -> float:
        """How long it has taken, from the first shop's beginning."""
        began = [shop.began for shop in self.shops if shop.began is not None]
        if not began:
            return 0.0
        over = not self.of("waiting", "reading")
        ended = [shop.ended for shop in self.shops if shop.ended is not None] if over else []
        return max(ended, default=time.perf_counter()) - min(began)

    @property
    def rate(self) -> float:
        """Orders a second, over all shops."""
        return per_second(self.orders, self.seconds)

    def as_dict(self) -> dict[str, Any]:
        """Give the same as JSON has it."""
        return {
            "done": len(self.done),
            "failed": len(self.failed),
            "orders": self.orders,
            "seconds": round(self.seconds, 3),
            "shops": [shop.as_dict() for shop in self.shops],
        }

    def __str__(self) -> str:
        """Tell what was done, what is to be known, and what failed: lines for a reader."""
        orders = sum(shop.orders for shop in self.done)
        done = f"{len(self.done)} of {len(self.shops)} shops exported"
        lines = [f"{done}: {orders} orders in {self.seconds:.1f} s"]
        lines += [f"  note: {shop.domain}: {note}" for shop in self.shops for note in shop.notes]
        lines += [f"  failed: {failure(shop)}" for shop in self.failed]
        return "\n".join(lines)


def failure(shop: ShopReport) -> str:
    """Tell which shop failed, and of what."""
    what = str(shop.error)
    # An error of the library begins with the shop, if it knows it.
    return what if what.startswith(shop.domain) else f"{shop.domain}: {what}"


def per_second(count: int, seconds: float) -> float:
    """Divide, also by nothing."""
    return count / seconds if seconds else 0.0
