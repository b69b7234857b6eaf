"""How an export stands."""

from pathlib import Path

import msgspec

from asyncshop import AuthenticationError
from asyncshop.export.report import Report, ShopReport, failure, per_second
from asyncshop.telemetry import ShopStats


def shop(name: str) -> ShopReport:
    domain = f"{name}.myshopify.com"
    return ShopReport(
        domain=domain, platform="shopify", file=Path(f"{domain}.jsonl"), stats=ShopStats()
    )


def test_a_shop_waits_then_is_read_then_done() -> None:
    acme = shop("acme")
    assert (acme.status, acme.seconds, acme.rate) == ("waiting", 0.0, 0.0)
    acme.begin()
    first = acme.seconds
    assert acme.status == "reading"
    assert acme.seconds >= first
    acme.orders = 10
    acme.end()
    assert acme.status == "done"
    assert acme.rate == 10 / acme.seconds


def test_no_time_gives_no_rate() -> None:
    assert per_second(5, 0.0) == 0.0


def test_an_export_that_has_not_begun_has_taken_no_time() -> None:
    assert Report(shops=[shop("acme")]).seconds == 0.0


def test_an_exports_time_goes_on_until_every_shop_is_through() -> None:
    acme, bravo = shop("acme"), shop("bravo")
    report = Report(shops=[acme, bravo])
    acme.began, acme.ended, acme.status = 1.0, 3.0, "done"
    assert report.seconds > 2.0
    bravo.began, bravo.ended, bravo.status = 2.0, 5.0, "done"
    assert report.seconds == 4.0
    acme.orders = bravo.orders = 10
    assert report.rate == 5.0


def test_orders_of_failed_shops_do_not_count() -> None:
    acme, bravo = shop("acme"), shop("bravo")
    acme.orders, bravo.orders = 10, 5
    acme.end()
    bravo.end(AuthenticationError("answered 401", status=401, shop=bravo.domain))
    report = Report(shops=[acme, bravo])
    assert (report.done, report.failed, report.orders) == ([acme], [bravo], 10)


def test_it_is_told_in_lines() -> None:
    acme, bravo = shop("acme"), shop("bravo")
    acme.orders = 10
    acme.notes.append("something to know")
    acme.end()
    bravo.end(AuthenticationError("answered 401", status=401, shop=bravo.domain))
    first, note, failed = str(Report(shops=[acme, bravo])).splitlines()
    assert first == "1 of 2 shops exported: 10 orders in 0.0 s"
    assert note == "  note: acme.myshopify.com: something to know"
    assert failed == f"  failed: {bravo.error}"


def test_a_failure_names_its_shop_once() -> None:
    acme = shop("acme")
    acme.end(OSError(28, "No space left on device"))
    assert failure(acme) == "acme.myshopify.com: [Errno 28] No space left on device"


def test_it_is_plain_data_for_machines() -> None:
    acme, bravo = shop("acme"), shop("bravo")
    acme.orders, acme.expected = 10, 10
    acme.end()
    bravo.end(OSError("no room"))
    told = Report(shops=[acme, bravo]).as_dict()
    assert msgspec.json.decode(msgspec.json.encode(told)) == told
    assert {name: told[name] for name in ("done", "failed", "orders")} == {
        "done": 1,
        "failed": 1,
        "orders": 10,
    }
    first, second = told["shops"]
    assert (first["file"], first["error"]) == ("acme.myshopify.com.jsonl", None)
    assert (second["file"], second["error"]) == (None, {"type": "OSError", "message": "no room"})
    assert first["stats"]["requests"] == 0
