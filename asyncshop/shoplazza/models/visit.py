"""Where a visitor came from."""

from datetime import datetime

import msgspec

from asyncshop.model import ReadModel


class Interaction(ReadModel, kw_only=True):
    """What led to a visit, and when it was."""

    data: str | None = None
    created_at: datetime | None = None


def source_of(visit: Interaction | str | None) -> str | None:
    """Give the source of a visit, which came as an object, as one written into a text, or alone."""
    if isinstance(visit, Interaction):
        return visit.data
    if visit and visit.startswith("{"):
        try:
            return msgspec.json.decode(visit, type=Interaction).data
        except msgspec.DecodeError:
            pass
    return visit
