"""Opaque texts that only their shop can make."""

import re

from hypothesis import given
from hypothesis import strategies as st

from asyncshop.sandbox.signing import opened, sealed


@given(payload=st.binary(max_size=60))
def test_what_is_sealed_can_be_opened_with_the_key_alone(payload: bytes) -> None:
    """And it can stand in a URL as it is."""
    text = sealed(payload, b"key")
    assert opened(text, b"key") == payload
    assert opened(text, b"other") is None
    assert re.fullmatch(r"[A-Za-z0-9_-]+", text)


@given(text=st.text(max_size=40))
def test_anything_else_cannot_be_opened(text: str) -> None:
    assert opened(text, b"key") is None
