"""Which handle asks which version of the Open API."""

from __future__ import annotations

from asyncshop.protocol import Platform
from asyncshop.shoplazza.v2022.api import API as API_2022
from asyncshop.shoplazza.v2022.shop import ShoplazzaShop2022
from asyncshop.shoplazza.v2026.api import API as API_2026
from asyncshop.shoplazza.v2026.shop import ShoplazzaShop2026

Handle = type[ShoplazzaShop2022] | type[ShoplazzaShop2026]

VERSIONS: dict[str, tuple[Platform, Handle]] = {
    "2022-01": (API_2022, ShoplazzaShop2022),
    "2025-06": (API_2026, ShoplazzaShop2026),
    "2026-01": (API_2026, ShoplazzaShop2026),
    "2026-07": (API_2026, ShoplazzaShop2026),
}


def asked_by(version: object) -> tuple[Platform, Handle]:
    """Give how a version is asked: its protocol and its handle.

    Raises:
        ValueError: for a version that this library does not know.
    """
    if not isinstance(version, str) or version not in VERSIONS:
        raise ValueError(f"api_version is {version!r}: write one of {', '.join(VERSIONS)}")
    return VERSIONS[version]
