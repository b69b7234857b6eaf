"""Pages of orders as bytes."""

import gzip
import json

import pytest

from asyncshop.sandbox.rendering import PageCache, page
from asyncshop.sandbox.templates import deflated


def test_the_page_cache_forgets_the_oldest() -> None:
    cache = PageCache(size=10)
    for key in "abc":
        cache.put(key, b"1234")
        cache.get("a")
    assert [cache.get(key) is not None for key in "abc"] == [True, False, True]
    cache.put("c", b"12")
    assert cache.get("a") == b"1234"


@pytest.mark.parametrize("count", [0, 1, 20])
async def test_a_page_is_the_same_with_gzip_and_without(count: int) -> None:
    texts = [json.dumps({"id": number}).encode() for number in range(count)]
    items = [(text, deflated(text)) for text in texts]
    plain = await page(b'{"orders":[', items, b"]}", gzip=False)
    assert json.loads(plain) == {"orders": [{"id": number} for number in range(count)]}
    assert gzip.decompress(await page(b'{"orders":[', items, b"]}", gzip=True)) == plain
