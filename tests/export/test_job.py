"""One shop into its file, and many shops at once."""

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from servers import Server, link, orders, reply

from asyncshop import (
    Attempt,
    AuthenticationError,
    DecodeError,
    PagingError,
    Retry,
    ServerError,
    SessionManager,
    ShopifyShop,
    VisibilityWarning,
)
from asyncshop.export import Export, ShopReport, export_orders
from asyncshop.sandbox import Altered, Sandbox, Slow
from asyncshop.sandbox.shopify import Shop, errors

COUNT, LISTING, SCOPES = r"/count\.json", r"/orders\.json", r"access_scopes"

DATE = {"Date": "Thu, 01 Oct 2026 00:00:00 GMT"}
SEEN = reply(body={"access_scopes": [{"handle": "read_all_orders"}]})


async def documents(shop: Shop) -> bytes:
    """What the sandbox has of a shop, newest first, one order a line."""
    records = await shop.store.select(lambda _: True, by="id")
    return b"".join(shop.renderer.document(record) + b"\n" for record in records)


def listings(shop: Shop) -> list[Any]:
    return [request for request in shop.requests if request.path.endswith("/orders.json")]


def ids(path: Path) -> list[int]:
    return [msgspec.json.decode(each)["id"] for each in path.read_bytes().splitlines()]


async def test_a_file_has_a_shops_orders_byte_for_byte(
    box: Sandbox, shops: list[ShopifyShop], tmp_path: Path
) -> None:
    report = await export_orders(shops, tmp_path / "new" / "folder", limit=25)
    for shop, told in zip(box.shops, report.shops, strict=True):
        assert told.file == tmp_path / "new" / "folder" / f"{shop.domain}.jsonl"
        assert told.file.read_bytes() == await documents(shop)
        assert (told.orders, told.expected, told.notes) == (60, 60, [])
    assert len(report.done) == 3
    assert report.orders == 180
    assert report.shops[0].stats.requests == 5


async def test_shops_of_both_platforms_go_into_files_alike(
    manager: SessionManager, tmp_path: Path
) -> None:
    platforms = ["shopify", "shoplazza", "shoplazza"]
    async with Sandbox(shops=3, orders=60, size="small", platform=platforms) as box:
        versions = [{}, {}, {"api_version": "2022-01"}]
        shops = [
            manager.shop(
                shop.platform,
                shop.domain,
                access_token=shop.access_token,
                base_url=shop.base_url,
                **version,
            )
            for shop, version in zip(box.shops, versions, strict=True)
        ]
        report = await export_orders(shops, tmp_path, limit=25, status="any")
        for shop, told in zip(box.shops, report.shops, strict=True):
            assert (told.orders, told.expected, told.notes) == (60, 60, [])
            assert sorted(map(int, ids(told.file))) == sorted(shop.store.ids())


async def test_large_pages_go_to_the_file_in_pieces(
    manager: SessionManager, tmp_path: Path
) -> None:
    """A page of 4 MB, whose orders come one after the other all the same."""
    async with Sandbox(shops=1, orders=250, plan="plus") as box:
        (shop,) = box.shops
        handle = manager.shopify(
            shop.domain, access_token=shop.access_token, base_url=shop.base_url
        )
        report = await export_orders([handle], tmp_path)
        assert report.shops[0].file.read_bytes() == await documents(shop)


async def test_a_shop_without_orders_has_an_empty_file(
    manager: SessionManager, tmp_path: Path
) -> None:
    async with Sandbox(shops=1, orders=0) as box:
        (shop,) = box.shops
        handle = manager.shopify(
            shop.domain, access_token=shop.access_token, base_url=shop.base_url
        )
        report = await export_orders([handle], tmp_path)
    assert report.shops[0].file.read_bytes() == b""
    assert (report.shops[0].orders, report.shops[0].expected) == (0, 0)


async def test_line_ends_in_an_order_are_taken_out(
    server: Server, shop: ShopifyShop, tmp_path: Path
) -> None:
    page = b'{"orders": [\n  {\n    "total": 1.50,\r\n    "id": 1, "name": "Zo\\u00eb\\n"}\n]}'
    server.script(reply(body={"count": 1}, headers=DATE), SEEN, reply(body=page))
    report = await export_orders([shop], tmp_path)
    written = report.shops[0].file.read_bytes()
    assert written == b'{    "total": 1.50,    "id": 1, "name": "Zo\\u00eb\\n"}\n'


async def test_every_status_and_large_pages_are_asked_for(
    box: Sandbox, shops: list[ShopifyShop], tmp_path: Path
) -> None:
    """None counts as left out."""
    await export_orders(shops[:1], tmp_path, status=None, limit=None)
    query = listings(box.shops[0])[0].query
    assert (query["status"], query["limit"]) == ("any", "250")


async def test_filters_go_to_the_listing_and_to_the_count(
    box: Sandbox, shops: list[ShopifyShop], tmp_path: Path
) -> None:
    report = await export_orders(shops[:1], tmp_path, status="open", limit=25)
    shop = box.shops[0]
    assert {request.query.get("status") for request in shop.requests} == {"open", None}
    assert 0 < report.orders == report.shops[0].expected < shop.orders


async def test_what_cannot_be_counted_is_not_expected(
    box: Sandbox, shops: list[ShopifyShop], tmp_path: Path
) -> None:
    newest = await box.shops[0].store.select(lambda _: True, by="id", count=2)
    wanted = [record.id for record in newest]
    report = await export_orders(shops[:1], tmp_path, ids=wanted)
    assert ids(report.shops[0].file) == wanted
    assert (report.shops[0].expected, report.shops[0].notes) == (None, [])


async def test_the_id_is_among_the_fields(shops: list[ShopifyShop], tmp_path: Path) -> None:
    report = await export_orders(shops[:1], tmp_path, fields="name,id")
    named = await export_orders(shops[1:2], tmp_path, fields=["name"])
    for told in (*report.shops, *named.shops):
        first = msgspec.json.decode(told.file.read_bytes().splitlines()[0])
        assert first.keys() == {"id", "name"}


async def test_the_window_is_closed_by_the_platforms_clock(tmp_path: Path) -> None:
    """Orders placed after the start, by the platform's clock, are not fetched."""
    clock = [0.0]
    placed: list[int] = []

    def while_it_runs(attempt: Attempt) -> None:
        if attempt.route == "orders/count.json":
            clock[0] = 60.0
            placed.extend(box.shops[0].add_orders(3))

    async with (
        Sandbox(shops=1, orders=60, plan="plus", clock=lambda: clock[0]) as box,
        SessionManager(on_attempt=while_it_runs) as manager,
    ):
        (shop,) = box.shops
        handle = manager.shopify(
            shop.domain, access_token=shop.access_token, base_url=shop.base_url
        )
        report = await export_orders([handle], tmp_path, limit=25)
    assert len(placed) == 3
    assert len(ids(report.shops[0].file)) == report.shops[0].expected == 60
    assert listings(shop)[0].query["created_at_max"] == "2026-10-01T00:00:00+00:00"
    assert not report.shops[0].notes


@pytest.mark.parametrize("name", ["created_at_max", "updated_at_min", "updated_at_max"])
async def test_a_window_of_the_callers_is_left_as_it_is(
    box: Sandbox, shops: list[ShopifyShop], tmp_path: Path, name: str
) -> None:
    """An increment by updates above all has no upper end but the caller's."""
    when = datetime(2026, 9, 1, tzinfo=UTC)
    await export_orders(shops[:1], tmp_path, **{name: when})
    (request,) = listings(box.shops[0])
    assert request.query.keys() == {"status", "limit", name}


@pytest.mark.parametrize("zone", ["", " -0000", " +0000"])
async def test_a_time_without_a_zone_is_gmt(
    box: Sandbox, shops: list[ShopifyShop], tmp_path: Path, zone: str
) -> None:
    box.faults.add(Altered(headers={"Date": f"Thu, 01 Oct 2026 00:00:00{zone}"}), path=COUNT)
    await export_orders(shops[:1], tmp_path)
    (request,) = listings(box.shops[0])
    assert request.query["created_at_max"] == "2026-10-01T00:00:00+00:00"


@pytest.mark.parametrize("date", [None, "yesterday", "Thu, 01 Oct 99999999999 00:00:00 GMT"])
async def test_a_platform_without_a_clock_is_noted(
    box: Sandbox, shops: list[ShopifyShop], tmp_path: Path, date: str | None
) -> None:
    box.faults.add(Altered(headers={"Date": date or "-"}), path=COUNT)
    report = await export_orders(shops[:1], tmp_path)
    assert "created_at_max" not in listings(box.shops[0])[0].query
    assert ["did not tell its time" in note for note in report.shops[0].notes] == [True]
    assert report.done


async def test_another_number_than_counted_is_noted(
    box: Sandbox, shops: list[ShopifyShop], tmp_path: Path
) -> None:
    box.faults.add(Altered(body=b'{"count":61}'), path=COUNT)
    report = await export_orders(shops[:1], tmp_path)
    assert ["counted 61 orders" in note for note in report.shops[0].notes] == [True]
    assert report.done


async def test_an_order_that_comes_twice_fails_its_shop(
    server: Server, shop: ShopifyShop, tmp_path: Path
) -> None:
    server.script(
        reply(body={"count": 3}, headers=DATE),
        SEEN,
        reply(body=orders([3, 2]), headers=link("next")),
        reply(body=orders([2, 1])),
    )
    report = await export_orders([shop], tmp_path)
    (failed,) = report.failed
    assert isinstance(failed.error, PagingError)
    assert "order 2 came twice" in str(failed.error)


@pytest.mark.parametrize(
    ("order_id", "again"),
    [
        ("2", b'{"id":2,"a":1}'),
        ("2", b'{"a":{"id":3},"id":2}'),
        ("2", b'{ "id": 2 }'),
        ("b-2", b'{"id":"b-2"}'),
        ("b-2", b'{"id":"b\\u002d2"}'),
        ("b.2", b'{"id":"b.2"}'),
    ],
)
async def test_an_order_is_known_by_its_id_wherever_and_however_that_is_written(
    server: Server, shop: ShopifyShop, tmp_path: Path, order_id: str, again: bytes
) -> None:
    first = b'{"id":%s}' % (order_id if order_id.isdigit() else f'"{order_id}"').encode()
    other = b'{"id":22,"other":2}'
    server.script(
        reply(body={"count": 3}, headers=DATE),
        SEEN,
        reply(body=b'{"orders":[%s,%s,%s]}' % (first, other, again)),
    )
    (failed,) = (await export_orders([shop], tmp_path)).failed
    assert f"order {order_id} came twice" in str(failed.error)
    assert not os.listdir(tmp_path)


async def test_a_stray_cancellation_fails_its_shop_and_no_other(
    box: Sandbox, shops: list[ShopifyShop], manager: SessionManager, tmp_path: Path
) -> None:
    """As when a token source awaits a task of its own that somebody else cancels."""

    async def source() -> str:
        raise asyncio.CancelledError

    stray = manager.shopify("stray", access_token=source, base_url=box.shops[0].base_url)
    report = await export_orders([stray, shops[0]], tmp_path)
    assert [shop.domain for shop in report.done] == [shops[0].domain]
    (failed,) = report.failed
    assert "cancelled from within" in str(failed.error)
    assert stray.domain in str(failed.error)


@pytest.mark.parametrize("order", [b"{}", b'{"id":null}', b"7", b'{"id": "\xff"}'])
async def test_an_order_without_an_id_fails_its_shop(
    server: Server, shop: ShopifyShop, tmp_path: Path, order: bytes
) -> None:
    page = reply(body=b'{"orders":[%s]}' % order)
    server.script(reply(body={"count": 1}, headers=DATE), SEEN, page)
    report = await export_orders([shop], tmp_path)
    error = report.failed[0].error
    assert isinstance(error, DecodeError)
    assert (error.body, error.shop) == (order, shop.domain)


async def test_a_bad_token_among_good_ones(
    box: Sandbox, manager: SessionManager, shops: list[ShopifyShop], tmp_path: Path
) -> None:
    token = "shpat_not_this_one"
    shops[1] = manager.shopify(
        box.shops[1].domain, access_token=token, base_url=box.shops[1].base_url
    )
    report = await export_orders(shops, tmp_path)
    assert [shop.status for shop in report.shops] == ["done", "failed", "done"]
    (failed,) = report.failed
    assert isinstance(failed.error, AuthenticationError)
    assert failed.error.shop == box.shops[1].domain
    assert token not in f"{report}{report.as_dict()}{failed!r}"
    assert sorted(os.listdir(tmp_path)) == [
        f"{box.shops[0].domain}.jsonl",
        f"{box.shops[2].domain}.jsonl",
    ]


async def test_a_shop_that_fails_on_its_third_page_leaves_the_old_file(
    box: Sandbox, shops: list[ShopifyShop], tmp_path: Path
) -> None:
    old = tmp_path / f"{box.shops[1].domain}.jsonl"
    old.write_bytes(b"old\n")
    rule = box.shops[1].faults.add(errors.server_error(), path=LISTING, skip=2, times=None)
    patient = [shop.options(retry=Retry(tries=3, base=0)) for shop in shops]
    report = await export_orders(patient, tmp_path, limit=25)
    (failed,) = report.failed
    assert isinstance(failed.error, ServerError)
    assert (failed.domain, failed.orders, rule.hits) == (box.shops[1].domain, 50, 3)
    assert failed.stats.retries == 2
    assert old.read_bytes() == b"old\n"
    assert len(os.listdir(tmp_path)) == 3
    assert [shop.orders for shop in report.done] == [60, 60]


async def test_a_file_that_cannot_be_written_fails_its_shop(
    box: Sandbox, shops: list[ShopifyShop], tmp_path: Path
) -> None:
    (tmp_path / f"{box.shops[0].domain}.jsonl").mkdir()
    report = await export_orders(shops, tmp_path)
    assert [shop.status for shop in report.shops] == ["failed", "done", "done"]
    assert isinstance(report.shops[0].error, IsADirectoryError)


async def test_a_cancelled_export_leaves_no_draft(
    box: Sandbox, shops: list[ShopifyShop], tmp_path: Path
) -> None:
    """One shop is through, two are in the middle of theirs."""
    old = tmp_path / f"{box.shops[1].domain}.jsonl"
    old.write_bytes(b"old\n")
    stalled = [
        shop.faults.add(Slow(headers=600), path=LISTING, skip=1, times=None)
        for shop in box.shops[1:]
    ]
    through = asyncio.Event()

    def changed(shop: ShopReport) -> None:
        if shop.status == "done":
            through.set()

    export = asyncio.create_task(export_orders(shops, tmp_path, on_change=changed, limit=25))
    await through.wait()
    while sum(rule.hits for rule in stalled) < 2:
        await box.arrival()
    export.cancel()
    with pytest.raises(asyncio.CancelledError):
        await export
    assert sorted(os.listdir(tmp_path)) == sorted([f"{box.shops[0].domain}.jsonl", old.name])
    assert old.read_bytes() == b"old\n"


async def test_any_other_error_ends_everything(shops: list[ShopifyShop], tmp_path: Path) -> None:
    """A mistake of the caller's is not a shop's failure."""

    def changed(shop: ShopReport) -> None:
        if shop.status == "done":
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await export_orders(shops, tmp_path, on_change=changed, concurrency=1)
    assert os.listdir(tmp_path) == [f"{shops[0].domain}.jsonl"]


async def test_as_many_shops_as_allowed_are_read_at_a_time(
    shops: list[ShopifyShop], tmp_path: Path
) -> None:
    statuses: list[list[str]] = []
    export = Export(shops, tmp_path, concurrency=2)
    await export.run(
        on_change=lambda _: statuses.append([shop.status for shop in export.report.shops])
    )
    assert statuses[0] == ["reading", "waiting", "waiting"]
    assert max(each.count("reading") for each in statuses) == 2
    assert statuses[-1] == ["done", "done", "done"]


async def test_a_token_that_sees_60_days_only_is_told(
    manager: SessionManager, tmp_path: Path
) -> None:
    async with Sandbox(shops=1, orders=5, scopes=["read_orders"]) as box:
        (shop,) = box.shops
        handle = manager.shopify(
            shop.domain, access_token=shop.access_token, base_url=shop.base_url
        )
        with pytest.warns(VisibilityWarning, match="last 60 days"):
            report = await export_orders([handle], tmp_path)
    assert report.done


async def test_what_a_token_sees_may_remain_unknown(
    box: Sandbox, shops: list[ShopifyShop], tmp_path: Path
) -> None:
    box.faults.add(errors.flagged(), path=SCOPES)
    report = await export_orders(shops[:1], tmp_path)
    assert ["could not check" in note for note in report.shops[0].notes] == [True]
    assert report.done


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"statsu": "any"}, "did you mean 'status'"),
        ({"limit": 251}, "from 1 to 250"),
        ({"created_at_min": datetime(2026, 1, 1)}, "no time zone"),  # noqa: DTZ001 - on purpose
        ({"fields": ""}, "names of fields"),
        ({"concurrency": 0}, "1 or more"),
    ],
)
async def test_bad_arguments_are_refused_before_anything_is_sent(
    box: Sandbox,
    shops: list[ShopifyShop],
    tmp_path: Path,
    arguments: dict[str, Any],
    error: str,
) -> None:
    with pytest.raises((TypeError, ValueError), match=error):
        await export_orders(shops, tmp_path / "out", **arguments)
    assert not box.requests
    assert not (tmp_path / "out").exists()


async def test_two_handles_of_one_shop_are_refused(
    shops: list[ShopifyShop], tmp_path: Path
) -> None:
    """They would write the same file."""
    with pytest.raises(ValueError, match=rf"{shops[0].domain}: give each shop once"):
        Export([*shops, shops[0].options(lane="background")], tmp_path)


async def test_a_file_in_the_folders_place_is_told_before_anything_is_sent(
    box: Sandbox, shops: list[ShopifyShop], tmp_path: Path
) -> None:
    (tmp_path / "out").write_bytes(b"")
    with pytest.raises(FileExistsError):
        await export_orders(shops, tmp_path / "out")
    assert not box.requests


async def test_an_export_whose_manager_is_left_meanwhile_commits_nothing(
    box: Sandbox, tmp_path: Path
) -> None:
    """A file that ends where the manager was left would pass for whole."""
    (shop, *_) = box.shops
    shop.faults.add(Slow(body=0.05), path=LISTING, times=None)
    async with SessionManager() as manager:
        handle = manager.shopify(
            shop.domain, access_token=shop.access_token, base_url=shop.base_url
        )
        running = asyncio.create_task(export_orders([handle], tmp_path, limit=5))
        while len(listings(shop)) < 3:
            await box.arrival()
    with pytest.raises(RuntimeError):
        await running
    assert os.listdir(tmp_path) == []
