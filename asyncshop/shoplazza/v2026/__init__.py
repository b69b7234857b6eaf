"""Open API 2026-01: its models, to be read and to be sent."""

from asyncshop.shoplazza.v2026 import models
from asyncshop.shoplazza.v2026.models import *  # noqa: F403 - what it gives stands in its own __all__

__all__ = list(models.__all__)
