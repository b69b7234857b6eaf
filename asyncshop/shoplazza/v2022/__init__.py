"""Open API 2022-01: its models, to be read and to be sent."""

from asyncshop.shoplazza.v2022 import models
from asyncshop.shoplazza.v2022.models import *  # noqa: F403 - what it gives stands in its own __all__

__all__ = list(models.__all__)
