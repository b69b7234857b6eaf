"""The index of a shop's orders."""

from operator import attrgetter

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asyncshop.sandbox.store import Store


class Entry(msgspec.Struct, frozen=True):
    id: int
    weight: int = 0


def new_store() -> Store[Entry]:
    return Store(id=attrgetter("id"), weight=attrgetter("weight", "id"))


def anything(entry: Entry) -> bool:
    return True


async def test_a_long_search_goes_on_behind_each_slice() -> None:
    """More records than one slice, of which the last is wanted; both ways."""
    store = new_store()
    store.add(Entry(number) for number in range(1, 5001))
    for descending, wanted in ((True, 1), (False, 5000)):
        found = await store.select(
            lambda each, wanted=wanted: each.id == wanted, by="id", descending=descending
        )
        assert [each.id for each in found] == [wanted]


@given(
    weights=st.dictionaries(st.integers(1, 30), st.integers(0, 3)),
    changes=st.dictionaries(st.integers(1, 30), st.none() | st.integers(0, 3)),
    count=st.integers(1, 7),
    descending=st.booleans(),
)
async def test_pages_go_through_every_record_once_in_order(
    weights: dict[int, int], changes: dict[int, int | None], count: int, descending: bool
) -> None:
    """Whatever has been changed and deleted, and however many are alike under the key."""
    store = new_store()
    store.add(Entry(number, weight) for number, weight in weights.items())
    for number in changes.keys() & weights.keys():
        weight = changes[number]
        if weight is None:
            store.delete(number)
            del weights[number]
        else:
            store.change(Entry(number, weight))
            weights[number] = weight
    found: list[Entry] = []
    beyond = None
    while page := await store.select(
        anything, by="weight", count=count, beyond=beyond, descending=descending
    ):
        found += page
        beyond = page[-1].weight, page[-1].id
    expected = sorted(((weight, number) for number, weight in weights.items()), reverse=descending)
    assert [(entry.weight, entry.id) for entry in found] == expected
    assert store.ids() == sorted(weights, reverse=True)
    assert len(store) == len(weights)


def test_what_is_not_there_cannot_be_deleted() -> None:
    with pytest.raises(KeyError):
        new_store().delete(1)
