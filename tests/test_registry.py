"""What the handles on one shop share."""

import asyncio

from asyncshop.bucket import BucketSize
from asyncshop.registry import Registry
from asyncshop.shopify.protocol import ShopifyREST
from asyncshop.shoplazza.v2022.api import API as OLD
from asyncshop.shoplazza.v2026.api import API as NEW

STORE = "bravo.myshoplaza.com"


def registry(share: float = 1.0) -> Registry:
    return Registry(asyncio.Semaphore(1), share)


def test_one_app_on_one_shop_has_one_limiter() -> None:
    shops = registry()
    shared = shops.shared(NEW, STORE, STORE, None)
    assert shops.shared(NEW, STORE, STORE, None) is shared
    assert shops.shared(OLD, "bravo.myshoplazza.com", STORE, None) is shared
    for other in (
        shops.shared(NEW, STORE, STORE, "mailer"),
        shops.shared(NEW, "shop.example.com", "shop.example.com", None),
        shops.shared(ShopifyREST(), STORE, STORE, None),
    ):
        assert other.limiter is not shared.limiter
        assert other.stats is not shared.stats


def test_apps_on_one_store_share_its_buckets_and_have_their_own() -> None:
    shops = registry()
    one, two = (shops.shared(NEW, STORE, STORE, app).limiter for app in ("one", "two"))
    other = shops.shared(NEW, "shop.example.com", "shop.example.com", None).limiter
    assert [(bucket.size, bucket.rate) for bucket in one.shop_buckets] == [(40, 2), (80, 20)]
    assert one.shop_buckets[0] is not two.shop_buckets[0]
    assert one.shop_buckets[1] is two.shop_buckets[1]
    assert one.shop_buckets[1] is not other.shop_buckets[1]


def test_a_platform_without_a_limit_of_the_store_has_none() -> None:
    limiter = registry().shared(ShopifyREST(), "acme", "acme", None).limiter
    assert [BucketSize(each.size, each.rate) for each in limiter.buckets] == [BucketSize(40, 2)]


def test_a_share_is_taken_of_every_bucket_and_of_the_stores_once_for_all_apps() -> None:
    shops = registry(share=0.5)
    one, two = (shops.shared(NEW, STORE, STORE, app).limiter for app in ("one", "two"))
    sizes = [(bucket.size, bucket.rate) for bucket in one.buckets]
    assert sizes == [(40, 2), (80, 20), (20, 1), (40, 10)]
    assert [each is other for each, other in zip(one.buckets, two.buckets, strict=True)] == [
        False,
        True,
        False,
        True,
    ]


def test_statistics_are_by_the_domain_first_asked_for_and_the_app() -> None:
    shops = registry()
    first = shops.shared(NEW, "bravo.myshoplazza.com", STORE, None)
    mailer = shops.shared(NEW, STORE, STORE, "mailer")
    shops.shared(OLD, STORE, STORE, None)
    assert shops.stats() == {
        "bravo.myshoplazza.com": first.stats,
        f"{STORE} (mailer)": mailer.stats,
    }


def test_shops_of_two_platforms_on_one_domain_are_told_apart() -> None:
    shops = registry()
    shops.shared(ShopifyREST(), "shop.example.com", "shop.example.com", None)
    shops.shared(NEW, "shop.example.com", "shop.example.com", None)
    assert list(shops.stats()) == ["shop.example.com", "shoplazza: shop.example.com"]
