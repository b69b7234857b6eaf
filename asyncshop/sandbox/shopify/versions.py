"""API versions (https://shopify.dev/docs/api/usage/versioning)."""

import re

SERVED = ("2025-10", "2026-01", "2026-04", "2026-07", "2026-10")
_CANDIDATES = ("2027-01", "unstable")
_QUARTER = re.compile(r"20\d\d-(01|04|07|10)")


def served(version: str | None) -> str | None:
    """Give the version that answers a request for `version`, or None if there is no such one.

    One that is no longer served, and none at all, fall forward to the oldest.
    """
    if version is None:
        return SERVED[0]
    if version in SERVED or version in _CANDIDATES:
        return version
    return SERVED[0] if _QUARTER.fullmatch(version) and version < SERVED[0] else None
