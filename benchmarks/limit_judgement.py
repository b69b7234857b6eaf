"""What the record of a strict bucket says of a client."""

from __future__ import annotations

import math
from typing import Any

from harness import CaseError
from leaky_bucket import Bucket

ROUNDING = 1e-6
"""Requests; of sums of many fractions."""


def judge(shop: dict[str, Any], end: float, tick: float) -> dict[str, Any]:
    """What one shop's record says of the client under test (the one without a name).

    Raises:
        CaseError: when it used more than there was, which no strict bucket lets happen.
    """
    nothing: dict[str, list[float]] = {"accepted": [], "refused": [], "limited": []}
    ours = shop["clients"].get("", nothing)
    others = shop["clients"].get("rival", nothing)
    mine = sorted(ours["accepted"] + ours["limited"])
    theirs = others["accepted"]
    admitted = sorted(mine + theirs)
    start, bucket = burst_over(shop, admitted, tick)
    room, level = bucket.size - bucket.level, bucket.level
    leaked = shop["rate"] * (end - start)
    if tick:
        began = shop["began"]
        ticks = math.floor((end - began) / tick) - math.floor((start - began) / tick)
        leaked = shop["rate"] * tick * ticks
    if theirs:  # what is kept free for a rival is no loss, but what was used of it was there
        refill(bucket, [at for at in admitted if start < at <= end])
        bucket.leak(end)
        room = max(0.0, bucket.level - level)
    left = math.floor(leaked + room + ROUNDING) - sum(start < at <= end for at in theirs)
    used = [at for at in mine if start < at <= end]
    if len(used) > max(left, 0):
        raise CaseError(f"{len(used)} requests were let in after the burst, and {left} could be")
    return {
        "accepted": len(ours["accepted"]),
        "refused": len(ours["refused"]),
        "limited": len(ours["limited"]),
        "rival_accepted": len(theirs),
        "rival_refused": len(others["refused"]),
        "share": len(used) / left if left > 0 else math.nan,
        "burst": start - shop["began"],
        "gap": max((b - a for a, b in zip([start, *used], [*used, end], strict=True)), default=0.0),
        "empty": shop["time_at_empty"],
    }


def burst_over(shop: dict[str, Any], admitted: list[float], tick: float) -> tuple[float, Bucket]:
    """When the burst was over, and the bucket as it was then: the record, played again.

    That is when the bucket was first full, or when as much was admitted as it holds (a client that
    keeps head-room never fills it); and where neither came, the very start.
    """
    bucket = Bucket(shop["size"], shop["rate"], shop["began"], shop["initial"], tick)
    most = bucket.size - bucket.level
    for count, moment in enumerate(admitted if most >= 1 else (), 1):
        refill(bucket, [moment])
        if bucket.full or count >= most:
            return moment, bucket
    return shop["began"], Bucket(shop["size"], shop["rate"], shop["began"], shop["initial"], tick)


def refill(bucket: Bucket, admitted: list[float]) -> None:
    """Play a record of admissions again."""
    for moment in admitted:
        bucket.leak(moment)
        bucket.level += 1
