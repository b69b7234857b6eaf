"""Which ids have come, in a few bytes each."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from struct import unpack
from typing import TypeGuard

BLOCK = 1024
"""Numbers in a block at the most: it is copied when it is split, 8 KB at the most.

Measured: from 256 to 2,048 the time and the memory of a million ids are the same, within a tenth.
"""

_LEAST, _MOST = -(2**63), 2**63 - 1

_NEAR, _ANY = "I", "Q"
"""What a block's numbers are kept in: 4 bytes where they are near to each other, else 8."""

_NEAREST = 2 ** (8 * array(_NEAR).itemsize) - 1


class Seen:
    """Tells whether an id came before: a number takes about 5 bytes or 9, a text 19.

    A number takes 5 where those of a page are within 2^32 of each other, as they are in a shop that
    has many.

    Numbers of 64 bits are told apart exactly. Any other id is kept as a digest of 128 bits, in two
    halves. It is taken for one that came before when both of its halves did: among a million ids
    the chance that this ever happens to a new one is 1e-21.
    """

    __slots__ = ("_count", "_heads", "_numbers", "_tails")

    def __init__(self, block: int = BLOCK) -> None:
        self._numbers, self._heads, self._tails = (_Numbers(block) for _ in range(3))
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def repeated(self, order_ids: Sequence[int | str]) -> int | str | None:
        """Keep the ids of a page; give the first that came before, here or in it, if one did."""
        if _are_numbers(order_ids) and self._numbers.add_run(order_ids):
            self._count += len(order_ids)
            return None
        return next((order_id for order_id in order_ids if not self.add(order_id)), None)

    def add(self, order_id: int | str) -> bool:
        """Keep an id, and tell whether it is new; 5 and "5" are two."""
        if _is_number(order_id):
            new = self._numbers.add(order_id)
        else:
            head, tail = _halves(order_id)
            # Both halves are kept, so no `or`.
            new = self._heads.add(head) | self._tails.add(tail)
        self._count += new
        return new


class _Numbers:
    """A set of signed 64-bit numbers, as a B+ tree of two levels.

    Its blocks are sorted, and one follows the other. Each keeps by how much its numbers are above
    its lowest. A block takes what it holds and no more, and nothing that is done takes longer than
    one block, in whatever order the numbers come.
    """

    __slots__ = ("_block", "_blocks", "_lowest")

    def __init__(self, block: int) -> None:
        self._block = block
        self._blocks = [array(_ANY)]
        self._lowest = [_LEAST]

    def add(self, number: int) -> bool:
        """Put a number in its place, and tell whether it is new."""
        index = bisect_right(self._lowest, number) - 1
        block, above = self._blocks[index], number - self._lowest[index]
        place = bisect_left(block, above)
        if place < len(block) and block[place] == above:
            return False
        if above > _NEAREST and block.typecode == _NEAR:
            self._blocks[index] = block = array(_ANY, block)
        block.insert(place, above)
        if len(block) > self._block:
            self._split(index)
        return True

    def add_run(self, numbers: Sequence[int]) -> bool:
        """Put in numbers of which none is there, as a block between two others, if they fit so.

        Pages come in order mostly, and then this costs a tenth of putting in each.
        """
        run = sorted(numbers)
        # Blocks of a few numbers each would take more than the numbers.
        least = max(1, self._block // 8)
        if not least <= len(run) <= self._block or len(set(run)) < len(run):
            return False
        index = bisect_right(self._lowest, run[0])
        before, after = self._blocks[index - 1], self._lowest[index : index + 1]
        if before and self._lowest[index - 1] + before[-1] >= run[0]:
            return False
        if after and after[0] <= run[-1]:
            return False
        self._insert(index, run[0], run)
        return True

    def _split(self, index: int) -> None:
        block, lowest = self._blocks[index], self._lowest[index]
        half = len(block) // 2
        # A slice takes its own size: a half that nothing is added to any more wastes no room.
        self._blocks[index] = block[:half]
        self._insert(index + 1, lowest + block[half], (lowest + above for above in block[half:]))

    def _insert(self, index: int, lowest: int, numbers: Iterable[int]) -> None:
        """Make a block of sorted numbers."""
        above = array(_ANY, [number - lowest for number in numbers])
        self._blocks.insert(index, array(_NEAR, above) if above[-1] <= _NEAREST else above)
        self._lowest.insert(index, lowest)


def _is_number(order_id: int | str) -> TypeGuard[int]:
    return isinstance(order_id, int) and _LEAST <= order_id <= _MOST


def _are_numbers(order_ids: Sequence[int | str]) -> TypeGuard[Sequence[int]]:
    return all(map(_is_number, order_ids))


def _halves(order_id: int | str) -> tuple[int, int]:
    # repr tells a number from its text.
    head, tail = unpack("qq", blake2b(repr(order_id).encode(), digest_size=16).digest())
    return head, tail
