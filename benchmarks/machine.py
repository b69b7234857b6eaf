"""What a benchmark ran on: the machine, Python, and the versions of what was compared."""

from __future__ import annotations

import os
import platform
import ssl
import subprocess
import sys
import zlib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

PACKAGES = (
    "asyncshop",
    "aiohttp",
    "msgspec",
    "aiolimiter",
    "python-backoff",
    "httpx",
    "pydantic",
    "ShopifyAPI",
    "spylib",
    "isal",
    "uvloop",
)


def describe() -> dict[str, Any]:
    """Give everything that a result depends on besides the code."""
    return {
        "cpu": cpu_model(),
        "cores": cores(),
        "memory_gb": memory_gb(),
        "system": f"{platform.system()} {platform.release()} ({platform.machine()})",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "packages": {name: found for name in PACKAGES if (found := installed(name))},
        "libraries": {
            "zlib": zlib.ZLIB_RUNTIME_VERSION,
            "OpenSSL": ssl.OPENSSL_VERSION.removeprefix("OpenSSL "),
        },
        "commit": commit(),
        "load": round(os.getloadavg()[0], 2),
    }


def cpu_model() -> str:
    """Give the processor's name."""
    if sys.platform == "darwin":
        return _output("sysctl", "-n", "machdep.cpu.brand_string") or platform.processor()
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or "unknown")


def cores() -> int:
    """Count the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def memory_gb() -> float | None:
    """Give the memory of the machine."""
    try:
        size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return None
    return round(size / 2**30, 1)


def installed(package: str) -> str | None:
    """Give the version of a package, None where it is missing."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def commit() -> str | None:
    """Give the commit that was measured, marked where files differ from it."""
    return _output("git", "-C", str(Path(__file__).parent), "describe", "--always", "--dirty")


def _output(*command: str) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603 - our own arguments
            command, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip() or None
