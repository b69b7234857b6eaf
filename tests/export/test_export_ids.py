"""Which ids have come, against a plain set."""

import tracemalloc
from collections.abc import Callable, Iterable
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asyncshop.export import ids
from asyncshop.export.ids import Seen

LEAST, MOST = -(2**63), 2**63 - 1

edges = [LEAST - 1, LEAST, LEAST + 1, -1, 0, 1, MOST - 1, MOST, MOST + 1]
few = st.integers(-5, 50)
numbers = few | st.integers(LEAST, MOST) | st.integers() | st.sampled_from(edges)
texts = few.map(str) | st.integers().map(str) | st.text()
rising = st.lists(st.integers(0, 9), min_size=20).map(accumulate).map(list)
falling = rising.map(lambda ordered: ordered[::-1])
anyhow = st.lists(numbers | texts)


def blocks_of(seen: Seen) -> list[list[int]]:
    """Give the numbers in each block; a block has by how much they are above its lowest."""
    numbers = seen._numbers
    return [
        [lowest + above for above in block]
        for lowest, block in zip(numbers._lowest, numbers._blocks, strict=True)
    ]


def news(seen: Seen, order_ids: Iterable[int | str]) -> list[bool]:
    return [seen.add(order_id) for order_id in order_ids]


@given(st.lists(rising | falling | anyhow), st.integers(1, 5))
def test_an_id_is_new_as_it_would_be_to_a_set(runs: list[list[int | str]], block: int) -> None:
    seen, known = Seen(block), set[int | str]()
    for order_id in (order_id for run in runs for order_id in run):
        assert seen.add(order_id) == (order_id not in known)
        known.add(order_id)
        assert len(seen) == len(known)
    assert not any(news(seen, known))


@given(st.lists(rising | falling | anyhow), st.integers(1, 40))
def test_a_page_has_an_id_that_came_before_as_a_set_would_tell(
    pages: list[list[int | str]], block: int
) -> None:
    seen, known = Seen(block), set[int | str]()
    for page in pages:
        doubled = [each for place, each in enumerate(page) if each in known or each in page[:place]]
        assert seen.repeated(page) == next(iter(doubled), None)
        if doubled:
            break
        known.update(page)
        assert len(seen) == len(known)
    assert not any(news(seen, known))


def test_pages_in_order_become_blocks_as_they_are() -> None:
    seen = Seen()
    for first in (5_000, 9_000, 1_000, 6_000):
        assert seen.repeated(range(first, first + 256)) is None
    assert [block[0] for block in blocks_of(seen)[1:]] == [1_000, 5_000, 6_000, 9_000]
    assert seen.repeated(range(5_255, 5_600)) == 5_255


@pytest.mark.parametrize("first", [4_900, 5_100])
def test_a_page_that_reaches_into_another_is_told_apart_as_well(first: int) -> None:
    """On either side of it: by steps of two, so that no number is there twice."""
    seen = Seen()
    assert seen.repeated(range(5_000, 5_512, 2)) is None
    assert seen.repeated(range(first + 1, first + 513, 2)) is None
    assert seen.repeated([first + 1]) == first + 1
    held = [number for block in blocks_of(seen) for number in block]
    assert held == sorted([*range(5_000, 5_512, 2), *range(first + 1, first + 513, 2)])


def test_a_block_takes_numbers_that_are_far_above_its_lowest() -> None:
    seen, far = Seen(), [1_000 + 2**32 - 1, 1_000 + 2**32, MOST]
    assert seen.repeated(range(1_000, 1_256)) is None
    assert news(seen, far) == [True, True, True]
    assert blocks_of(seen)[1:] == [[*range(1_000, 1_256), *far]]
    assert news(seen, far) == [False, False, False]


@given(rising | falling | st.lists(st.integers(LEAST, MOST)), st.integers(1, 5))
def test_blocks_stay_small_and_sorted(order_ids: list[int], block: int) -> None:
    """So nothing that is done takes long, however many ids there are."""
    seen = Seen(block)
    news(seen, order_ids)
    blocks = blocks_of(seen)
    assert max(map(len, blocks)) <= block
    assert [number for each in blocks for number in each] == sorted(set(order_ids))
    assert len(blocks) == 1 or min(map(len, blocks)) >= (block + 1) // 2


@pytest.mark.parametrize("order_id", [5, MOST, 2**70, -(2**70)])
def test_a_number_is_not_its_text(order_id: int) -> None:
    seen = Seen()
    both: list[int | str] = [order_id, str(order_id)]
    assert news(seen, both) == [True, True]
    assert news(seen, both) == [False, False]


def test_ids_that_share_half_of_their_digest_are_told_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    digests = {"one": (1, 1), "same head": (1, 2), "same tail": (3, 1)}
    monkeypatch.setattr(ids, "_halves", digests.__getitem__)
    seen = Seen()
    assert news(seen, digests) == [True, True, True]
    assert news(seen, digests) == [False, False, False]


@pytest.mark.parametrize(
    ("order_id", "size"),
    [
        (lambda place: 6_000_000_000_000 + 1_000 * place, 6),
        (lambda place: 6_000_000_000_000 - 1_000 * place, 6),
        (lambda place: 6_000_000_000_000 + 2**32 * place, 10),
        (lambda place: place * 0x9E37_79B9_7F4A_7C15 % 2**63, 10),
        (lambda place: f"183211-{place:08}", 20),
    ],
    ids=["rising", "falling", "far apart", "scattered", "text"],
)
def test_an_id_takes_few_bytes(order_id: Callable[[int], int | str], size: int) -> None:
    seen, count = Seen(), 10_000
    tracemalloc.start()
    try:
        for place in range(count):
            seen.add(order_id(place))
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert taken < size * count
