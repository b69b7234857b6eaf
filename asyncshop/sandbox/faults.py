"""Faults on request: what networks and platforms do on a bad day.

A fault is one of the values below, or an `Answer` that is sent in place of the real one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from asyncshop.sandbox.exchanges import Answer, Received


@dataclass(frozen=True, slots=True)
class Reset:
    """The connection is reset: before the headers, or after `sent` bytes of the body."""

    sent: int | None = None


@dataclass(frozen=True, slots=True)
class Stale:
    """A kept-alive connection turns out to be closed: a request on a fresh one is answered."""


@dataclass(frozen=True, slots=True)
class Truncated:
    """The connection is closed after `sent` bytes of the body, fewer than Content-Length says."""

    sent: int = 0


@dataclass(frozen=True, slots=True)
class CutGzip:
    """The body is gzip that lacks its last `missing` bytes, with a Content-Length that agrees."""

    missing: int = 16


@dataclass(frozen=True, slots=True)
class Slow:
    """`headers` seconds pass before the headers, `body` seconds in the middle of the body."""

    headers: float = 0.0
    body: float = 0.0


@dataclass(frozen=True, slots=True)
class Altered:
    """The real answer with other headers (None takes one away), or with another body."""

    headers: Mapping[str, str | None] = field(default_factory=dict)
    body: bytes | None = None


Fault = Answer | Reset | Stale | Truncated | CutGzip | Slow | Altered


@dataclass(slots=True)
class Rule:
    """When a fault happens: `times` times (None: always), after `skip` matching requests."""

    fault: Fault
    method: str | None
    path: re.Pattern[str]
    skip: int
    times: int | None
    executed: bool
    seen: int = 0
    hits: int = 0

    @property
    def breaks(self) -> bool:
        """Whether the connection breaks before an answer."""
        return self.fault in (Stale(), Reset())

    def claims(self, request: Received, *, reused: bool) -> bool:
        """Count the request, and say whether the fault happens to it."""
        if self.method not in (None, request.method) or not self.path.search(request.path):
            return False
        if isinstance(self.fault, Stale) and not reused:
            return False
        self.seen += 1
        if self.seen <= self.skip or (self.times is not None and self.hits >= self.times):
            return False
        self.hits += 1
        return True


class Faults:
    """The faults that wait for requests; the first that fits a request happens to it."""

    __slots__ = ("rules",)

    def __init__(self) -> None:
        self.rules: list[Rule] = []

    def add(
        self,
        fault: Fault,
        *,
        method: str | None = None,
        path: str = "",
        skip: int = 0,
        times: int | None = 1,
        executed: bool = False,
    ) -> Rule:
        """Let `fault` happen to requests of `method` whose path the regular expression finds.

        An `Answer`, and a `Reset` before the headers, happen before the request is looked at; with
        `executed`, after it has taken effect. The rule that is returned counts its `hits`.
        """
        rule = Rule(fault, method, re.compile(path), skip, times, executed)
        rule.executed |= not (isinstance(fault, Answer) or rule.breaks)
        self.rules.append(rule)
        return rule

    def clear(self) -> None:
        """Forget every fault."""
        self.rules.clear()

    def claim(self, request: Received, *, reused: bool) -> Rule | None:
        """Give the rule whose fault happens to this request."""
        return next((rule for rule in self.rules if rule.claims(request, reused=reused)), None)


def redirect(url: str, status: int = 307) -> Answer:
    """Give an answer that sends the client to `url`."""
    return Answer(status, headers={"Location": url})


def server_error(status: int = 502) -> Answer:
    """Give the answer of a platform's edge that fails: a page of HTML."""
    body = f"<!DOCTYPE html>\n<html><head><title>{status}</title></head><body></body></html>\n"
    return Answer(status, body.encode(), content_type="text/html; charset=utf-8")
