"""Two buckets, the app's and the store's, of which the platform need not report anything."""

import asyncio

import pytest
from clock import run
from strict import Platform, between, seeded

from asyncshop.limiter import Limiter
from asyncshop.registry import Registry
from asyncshop.shoplazza.protocol import APP_BUCKET, STORE_BUCKET
from asyncshop.shoplazza.v2026.api import API


def store_bucket() -> Platform:
    return Platform(STORE_BUCKET, silent=True)


def app_bucket(store: Platform, seed: int = 1) -> Platform:
    random = seeded(seed)
    there, back = between(random, 0, 0.05), between(random, 0.1, 0.3)
    return Platform(APP_BUCKET, there=there, back=back, silent=True, within=store)


def limiters(apps: int, *, share: float = 1.0) -> list[Limiter]:
    """What a manager gives for that many apps on one store."""
    registry = Registry(asyncio.Semaphore(1000), share)
    store = "bravo.myshoplaza.com"
    return [registry.shared(API, store, store, f"app {n}").limiter for n in range(apps)]


async def busy(apps: list[Platform], limiters: list[Limiter], *, until: float) -> None:
    """Let 50 callers of each app ask for more than the platform allows."""
    await asyncio.gather(
        *(
            app.keep_busy(limiter, until=until, workers=50)
            for app, limiter in zip(apps, limiters, strict=True)
        )
    )


@pytest.mark.parametrize("apps", [1, 2, 5])
def test_each_app_has_its_own_burst_and_rate(apps: int) -> None:
    store = store_bucket()
    platforms = [app_bucket(store, seed) for seed in range(apps)]

    async def main() -> None:
        await busy(platforms, limiters(apps), until=100)
        for app in platforms:
            assert app.refused == []
            assert app.since(40) >= 0.98 * APP_BUCKET.rate * 60
        assert len(platforms[0].accepted) >= 0.98 * (APP_BUCKET.size + APP_BUCKET.rate * 100)

    run(main())


def test_many_apps_are_limited_by_the_store_they_share() -> None:
    """12 apps at 2/s would be more than the store's 20/s."""
    store = store_bucket()
    apps = [app_bucket(store, seed) for seed in range(12)]

    async def main() -> None:
        await busy(apps, limiters(12), until=120)
        assert [app.refused for app in apps] == [[]] * 12
        assert sum(app.since(60) for app in apps) >= 0.97 * STORE_BUCKET.rate * 60
        assert min(app.since(60) for app in apps) >= 0.5 * STORE_BUCKET.rate / 12 * 60

    run(main())


def test_a_strangers_apps_on_the_store_cost_few_refusals() -> None:
    """A stranger takes 19/s of the store's 20/s; of the rest the app takes nearly all."""
    store = store_bucket()
    app = app_bucket(store)

    async def main() -> None:
        await asyncio.gather(
            busy([app], limiters(1), until=330), Platform.for_a_while(store.rival(19), until=330)
        )
        assert len(app.refused) <= 0.03 * len(app.accepted)
        assert app.since(30) >= 0.9 * 300

    run(main())


def test_a_share_of_the_rate_is_kept_of_both_buckets() -> None:
    store = store_bucket()
    apps = [app_bucket(store, seed) for seed in range(12)]

    async def main() -> None:
        await busy(apps, limiters(12, share=0.5), until=120)
        assert [app.refused for app in apps] == [[]] * 12
        assert sum(len(app.accepted) for app in apps) <= 0.5 * (80 + 20 * 120)
        assert sum(app.since(60) for app in apps) >= 0.97 * 0.5 * STORE_BUCKET.rate * 60

    run(main())


def test_a_refusal_is_put_down_to_the_bucket_believed_fullest() -> None:
    async def main() -> None:
        (alone,) = limiters(1)
        alone.pause(2.0)
        assert [bucket.level for bucket in alone.shop_buckets] == [40, 0]
        (among_many,) = limiters(1)
        for _ in range(60):
            among_many.shop_buckets[1].charge(1)
        among_many.pause(2.0)
        assert [bucket.level for bucket in among_many.shop_buckets] == [0, 80]

    run(main())
