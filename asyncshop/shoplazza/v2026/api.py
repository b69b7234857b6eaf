"""How 2026-01 is asked, and how it answers; 2025-06 and 2026-07 are asked alike."""

from asyncshop.shoplazza.envelope import ENVELOPED as ENVELOPE
from asyncshop.shoplazza.protocol import OpenAPI

API = OpenAPI(repeats_names=True)

__all__ = ["API", "ENVELOPE"]
