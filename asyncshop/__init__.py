"""Every order of many shops, typed, as fast as the platforms' limits allow."""

__version__ = "0.1.0"
