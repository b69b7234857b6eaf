"""Opaque texts that only their shop can make: what cursors are."""

import base64
import binascii
import hashlib
import hmac

_SIGNATURE = 8  # bytes


def sealed(payload: bytes, key: bytes) -> str:
    """Give an opaque text for a URL: the payload, signed with the key."""
    return base64.urlsafe_b64encode(_signature(payload, key) + payload).decode().rstrip("=")


def opened(text: str, key: bytes) -> bytes | None:
    """Give the payload of what `sealed` gave, and None for anything else."""
    try:
        signed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return None
    signature, payload = signed[:_SIGNATURE], signed[_SIGNATURE:]
    return payload if hmac.compare_digest(signature, _signature(payload, key)) else None


def _signature(payload: bytes, key: bytes) -> bytes:
    return hashlib.blake2b(payload, key=key, digest_size=_SIGNATURE).digest()
