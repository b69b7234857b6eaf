"""How 2022-01 is asked, and how it answers."""

from asyncshop.shoplazza.envelope import BARE as ENVELOPE
from asyncshop.shoplazza.protocol import OpenAPI

API = OpenAPI(repeats_names=False)

__all__ = ["API", "ENVELOPE"]
