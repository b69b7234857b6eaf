"""The job: one shop into its file, and many shops at once."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from os import PathLike
from pathlib import Path
from typing import Any, cast

import msgspec
from msgspec import Raw, Struct

from asyncshop import values
from asyncshop.errors import AsyncShopError, DecodeError, PagingError
from asyncshop.export.files import Draft, chunks, in_thread, line, whole_file
from asyncshop.export.ids import Seen
from asyncshop.export.report import Report, ShopReport
from asyncshop.listing import Listing
from asyncshop.memory import Account
from asyncshop.shop import Shop

CONCURRENCY = 64
"""Shops that are read at a time, unless told otherwise; the manager's budget bounds their pages."""

OnChange = Callable[[ShopReport], object]

_BOUNDS = frozenset({"created_at_max", "updated_at_min", "updated_at_max"})


async def export_orders(
    shops: Iterable[Shop[Any]],
    out: str | PathLike[str],
    *,
    concurrency: int = CONCURRENCY,
    on_change: OnChange | None = None,
    **filters: Any,
) -> Report:
    """Write the orders of many shops, exactly as the platform sends them, one file a shop.

    `out/<domain>.jsonl` has one order a line. It is written whole or not at all: of a shop that
    fails, an older file stays as it was. An `AsyncShopError` or an `OSError` of one shop is in the
    report, and the others go on.

    Without `created_at_max` and `updated_at_*` the window is closed: orders that are placed after
    the start, by the platform's clock, are not fetched.

    Args:
        shops: handles of an open manager; no two of the same domain.
        out: the folder; it is made where it is missing.
        concurrency: how many shops are read at a time.
        on_change: called with a shop's report when its turn comes, and when it is through.
        filters: what `orders.list` takes; every status and 250 orders a page unless they say
            otherwise. `id` is always among the `fields`.

    Raises:
        TypeError, ValueError: for a wrong argument, before anything is sent.
        OSError: when the folder cannot be made, before anything is sent.
    """
    return await Export(shops, out, concurrency=concurrency, **filters).run(on_change=on_change)


class Export:
    """An export that can be looked at while it runs; `export_orders` says what it does.

    `report` is how it stands.
    """

    def __init__(
        self,
        shops: Iterable[Shop[Any]],
        out: str | PathLike[str],
        *,
        concurrency: int = CONCURRENCY,
        **filters: Any,
    ) -> None:
        values.number("concurrency", concurrency, least=1)
        self._out = Path(out)
        self._active = asyncio.Semaphore(concurrency)
        # One account for all: each with its own would be given a page however full the budget is.
        account = Account()
        given = {name: value for name, value in filters.items() if value is not None}
        self._jobs = [_ShopJob(shop, self._out, account, given) for shop in shops]
        domains = [job.report.domain for job in self._jobs]
        if doubled := sorted({domain for domain in domains if domains.count(domain) > 1}):
            raise ValueError(f"{', '.join(doubled)}: give each shop once, each has one file")
        self.report = Report(shops=[job.report for job in self._jobs])

    async def run(self, *, on_change: OnChange | None = None) -> Report:
        """Export every shop; once.

        Raises:
            OSError: when the folder cannot be made.
        """
        await in_thread(partial(self._out.mkdir, parents=True, exist_ok=True))
        try:
            async with asyncio.TaskGroup() as group:
                for job in self._jobs:
                    group.create_task(self._run(job, on_change or (lambda _: None)))
        except BaseExceptionGroup as crash:
            raise crash.exceptions[0] from None
        return self.report

    async def _run(self, job: _ShopJob, on_change: OnChange) -> None:
        async with self._active:
            job.report.begin()
            on_change(job.report)
            try:
                await job.run()
            except (AsyncShopError, OSError) as error:
                job.report.end(error)
            except asyncio.CancelledError:
                if cast("asyncio.Task[None]", asyncio.current_task()).cancelling():
                    raise
                # Nobody wants this to end: its token source awaited what somebody else cancelled.
                stray = "cancelled from within, by what its token source awaits, say"
                job.report.end(AsyncShopError(stray, shop=job.report.domain))
            else:
                job.report.end()
            on_change(job.report)


class _ShopJob:
    """One shop into its file."""

    def __init__(
        self, shop: Shop[Any], out: Path, account: Account, filters: Mapping[str, Any]
    ) -> None:
        self._shop = shop
        self._account = account
        self._filters = filters
        self._listing()
        self.report = ShopReport(
            domain=shop.domain,
            platform=shop.platform,
            file=out / f"{shop.domain}.jsonl",
            stats=shop.source.target.shared.stats,
        )

    async def run(self) -> None:
        window = self._window(await self._count())
        await self._check_visibility()
        async with whole_file(self.report.file) as draft:
            await self._write(draft, self._listing(**window))
        expected, came = self.report.expected, self.report.orders
        if expected not in (None, came):
            self.report.notes.append(
                f"the platform counted {expected} orders at the start and gave {came}: "
                "the others were deleted or changed meanwhile"
            )

    async def _count(self) -> datetime | None:
        """Count what to expect; give the platform's time."""
        call, exact = self._shop.counting(self._filters)
        response = await self._shop.send(call)
        if exact:
            self.report.expected = response.data
        return _date(response.headers)

    def _window(self, now: datetime | None) -> dict[str, datetime]:
        """Close the window, so that orders placed meanwhile move nothing; increments stay open."""
        if not self._filters.keys().isdisjoint(_BOUNDS):
            return {}
        if now is None:
            self.report.notes.append(
                "the platform did not tell its time: orders placed meanwhile may be among these; "
                "close the window with created_at_max"
            )
            return {}
        return {"created_at_max": now}

    async def _check_visibility(self) -> None:
        try:
            await self._shop.check_visibility(self._filters)
        except AsyncShopError as error:
            self.report.notes.append(f"could not check what the token may see: {error}")

    def _listing(self, **window: datetime) -> Listing[Raw]:
        return self._shop.every_order(into=Raw, **{**self._filters, **window})

    async def _write(self, draft: Draft, listing: Listing[Raw]) -> None:
        seen = Seen()
        async with listing.fetch(self._account) as pages:
            async for page in pages:
                await self._write_page(draft, page.response.data, seen)
                self.report.orders = len(seen)
                pages.done(page)
                # Its room is given back: it must not stay until the next one is here.
                del page

    async def _write_page(self, draft: Draft, raws: list[Raw], seen: Seen) -> None:
        again = seen.repeated([self._id(raw) for raw in raws])
        if again is not None:
            raise PagingError(f"order {again} came twice", shop=self.report.domain)
        for chunk in chunks(map(line, raws)):
            await draft.write(chunk)

    def _id(self, raw: Raw) -> int | str:
        if (first := _FIRST_ID.match(raw)) is not None:
            number, text = first.groups()
            return int(number) if number else text.decode()
        try:
            return _decode_id(raw).id
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise DecodeError(
                f"an order without an id came: {error}", body=bytes(raw), shop=self.report.domain
            ) from None


class _Identified(Struct):
    id: int | str


_decode_id = msgspec.json.Decoder(_Identified).decode

_FIRST_ID = re.compile(rb'{"id":(?:(\d{1,19})[,}]|"([\w-]+)")')
"""An id where both platforms write it, before anything else: to look through the whole order for it
would be a fifth of an export."""


def _date(headers: Mapping[str, str]) -> datetime | None:
    try:
        date = parsedate_to_datetime(headers.get("Date", ""))
    except (ValueError, OverflowError):
        return None
    # HTTP's times are GMT, whatever zone they tell or leave out (RFC 9110, 5.6.7).
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date
