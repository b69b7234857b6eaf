"""The platforms' side of the protocol on loopback, for tests, trials and benchmarks."""

from asyncshop.sandbox.bucket import LeakyBucket
from asyncshop.sandbox.exchanges import Answer, Received
from asyncshop.sandbox.faults import (
    Altered,
    CutGzip,
    Fault,
    Faults,
    Reset,
    Rule,
    Slow,
    Stale,
    Truncated,
    redirect,
)
from asyncshop.sandbox.server import EPOCH, Sandbox, serve

__all__ = [
    "EPOCH",
    "Altered",
    "Answer",
    "CutGzip",
    "Fault",
    "Faults",
    "LeakyBucket",
    "Received",
    "Reset",
    "Rule",
    "Sandbox",
    "Slow",
    "Stale",
    "Truncated",
    "redirect",
    "serve",
]
