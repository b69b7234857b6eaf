"""Chance by seed: the same name gives the same numbers in every process."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Size = Literal["full", "small"]

DAY = 86_400
_SPAN = 730 * DAY


@dataclass(frozen=True, slots=True)
class Placement:
    """When a generated order was placed (seconds since 1970), and the chance it is made of.

    The newest orders are `fresh`: as a shop finds them in the morning, nothing sent or archived.
    """

    index: int
    created: int
    noise: int
    fresh: bool = True


def placements(key: int, count: int, now: int) -> Iterator[Placement]:
    """Give `count` placements over the two years before `now`, oldest first.

    About a tenth of them is of the last 60 days. `now` counts seconds since 1970.
    """
    created = 0
    for index in range(count):
        noise = mix(key + index)
        age, next_age = _age(index, count), _age(index + 1, count)
        if index % 40 != 39:  # one in forty comes in the same second as the one before it
            created = now - age + noise % max(1, (age - next_age) // 2)
        yield Placement(index, created, noise, index >= count - max(1, count // 20))


def edited(placement: Placement, now: int) -> int:
    """Give when the order was last changed: one in eight long after it was placed."""
    noise = placement.noise >> 32
    age = now - placement.created
    return placement.created + noise % ((age if noise % 8 == 0 else min(age, 9 * DAY)) + 1)


def _age(index: int, count: int) -> int:
    return int(_SPAN * ((count - index) / count) ** 1.085)


def key(name: str) -> int:
    """Give 64 bits that belong to a name."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8])


def mix(number: int) -> int:
    """Scatter a number over 64 bits (splitmix64)."""
    number = (number + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
    number = ((number ^ (number >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
    number = ((number ^ (number >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
    return number ^ (number >> 31)
