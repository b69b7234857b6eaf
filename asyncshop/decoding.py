"""From JSON to Structs: one bad leaf costs one order at the most, never a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any, Generic, TypeVar, cast

import msgspec
from msgspec import Raw, Struct

from asyncshop.errors import DecodeError
from asyncshop.protocol import Answer

T = TypeVar("T")

_PLACE = re.compile(r" - at `(\$[^`]*)`$")
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")

_EMPTY: tuple[Any, ...] = ("", "null", {})
"""What stands in answers in place of a time, an amount or a list that is not there."""

_ESCAPE = re.compile(rb"\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|u[dD][89a-fA-F]..|.)", re.DOTALL)
"""An escape in a JSON string: a pair of surrogates, one that stands alone, or any other."""

_PLAIN = (
    msgspec.inspect.NoneType,
    msgspec.inspect.BoolType,
    msgspec.inspect.IntType,
    msgspec.inspect.FloatType,
    msgspec.inspect.StrType,
    msgspec.inspect.DecimalType,
    msgspec.inspect.DateTimeType,
    msgspec.inspect.LiteralType,
    msgspec.inspect.EnumType,
)

_anything = msgspec.json.Decoder(dict[str, Raw] | None)

_LONE = re.compile(rb"\\u[dD]...")

_exact_encoder = msgspec.json.Encoder(decimal_format="number")
_exact_decoder = msgspec.json.Decoder(float_hook=Decimal)


class _Identified(Struct):
    id: int | str | None = None


class ItemDecoder(Generic[T]):
    """Decodes single objects, orders mostly, into a type of the caller's."""

    __slots__ = ("_decoder", "_lenient", "_raw")

    def __init__(self, into: type[T]) -> None:
        self._decoder = msgspec.json.Decoder(into)
        # Numbers that come as text are numbers to this one.
        self._lenient = msgspec.json.Decoder(into, strict=False)
        self._raw = into is Raw

    def __call__(self, raw: Raw | T) -> T:
        """Decode one object.

        Raises:
            DecodeError: with the object's id, the place in it and its bytes.
        """
        if not isinstance(raw, Raw):
            return raw  # decoded with its page
        if self._raw:
            # A view would keep its whole page in memory.
            return cast(T, raw.copy())
        try:
            return self._decoder.decode(raw)
        except msgspec.ValidationError:
            pass
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise _undecodable(raw, error) from None
        try:
            return self._mended(raw)
        # Arithmetic: a number whose exponent no Decimal can have.
        except (msgspec.DecodeError, UnicodeDecodeError, ArithmeticError) as error:
            raise _undecodable(raw, error) from None

    def _mended(self, raw: Raw) -> T:
        """Decode with null in each place where something empty stands for what is not there."""
        tree = _exact_decoder.decode(raw)
        while True:
            try:
                return self._lenient.decode(_exact_encoder.encode(tree))
            except msgspec.ValidationError as error:
                if not _clear(tree, str(error)):
                    raise


def item_decoder(into: type[T]) -> ItemDecoder[T]:
    """Give the decoder for a type; each is made once, since making one is slow."""
    decoder: ItemDecoder[T] = _item_decoder(cast(Hashable, into))
    return decoder


@lru_cache(maxsize=128)
def _item_decoder(into: Hashable) -> ItemDecoder[Any]:
    return ItemDecoder(cast(Any, into))


@lru_cache(maxsize=128)
def _envelope(key: str, content: Any) -> msgspec.json.Decoder[Any]:
    fields: list[tuple[str, Any, Any]] = [
        ("content", content, msgspec.NODEFAULT),
        ("notice", Any, None),
    ]
    return msgspec.json.Decoder(msgspec.defstruct("Envelope", fields, rename={"content": key}))


def opened(decoder: msgspec.json.Decoder[T], body: bytes) -> T:
    """Decode an envelope, also where a text was cut within a character (half an emoji).

    JSON allows the lone half, and Unicode does not: it becomes U+FFFD, the replacement character.
    """
    try:
        return decoder.decode(body)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        whole_characters = _ESCAPE.sub(_whole_character, body)
        if whole_characters == body:
            raise
        return decoder.decode(whole_characters)


def _whole_character(escape: re.Match[bytes]) -> bytes:
    return rb"\ufffd" if _LONE.fullmatch(escape[0]) else escape[0]


def one(key: str, into: type[T]) -> Callable[[bytes], Answer[T]]:
    """Read `{key: {…}}`."""
    piecewise = _envelope(key, Raw)
    # A view would keep the whole body in memory: raw orders are copied out of it.
    decoder = piecewise if into is Raw else _envelope(key, cast(Hashable, into))

    def read(body: bytes) -> Answer[T]:
        try:
            envelope = decoder.decode(body)
            content = envelope.content.copy() if into is Raw else envelope.content
        except (msgspec.DecodeError, UnicodeDecodeError):
            envelope = opened(piecewise, body)
            content = item_decoder(into)(envelope.content)
        notice = envelope.notice if isinstance(envelope.notice, str) else None
        return Answer(content, notice=notice)

    return read


def many(key: str, into: Any = Raw) -> Callable[[bytes], Answer[list[Raw]]]:
    """Read `{key: […]}`, its items decoded where they are of a flat type, and otherwise not yet."""
    decode = page_decoder(partial(_envelope, key), into)

    def read(body: bytes) -> Answer[list[Raw]]:
        return Answer(decode(body).content)

    return read


def page_decoder(
    decoder: Callable[[Any], msgspec.json.Decoder[T]], into: Any
) -> Callable[[bytes], T]:
    """Give what decodes a page; `decoder` makes the decoder of pages whose items are such a list.

    Items of a flat type are decoded at once: cutting a page up for them costs more than they do.
    Where that cannot be done, they are left to be decoded one by one.
    """
    piecewise = decoder(list[Raw])
    if not is_flat(into):
        return partial(opened, piecewise)
    at_once = decoder(list[into])

    def decode(body: bytes) -> T:
        try:
            return at_once.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            pass
        return opened(piecewise, body)

    return decode


def is_flat(into: Any) -> bool:
    """Whether a type is a Struct of plain values only, with nothing inside them."""
    return isinstance(into, type) and issubclass(into, Struct) and _is_flat(into)


@lru_cache(maxsize=128)
def _is_flat(into: type[Struct]) -> bool:
    info = msgspec.inspect.type_info(into)
    return isinstance(info, msgspec.inspect.StructType) and all(
        isinstance(part, _PLAIN)
        for field in info.fields
        for part in getattr(field.type, "types", (field.type,))
    )


def number(key: str) -> Callable[[bytes], Answer[int]]:
    """Read `{key: 1}`."""
    decoder = _envelope(key, int)

    def read(body: bytes) -> Answer[int]:
        return Answer(opened(decoder, body).content)

    return read


def nothing(body: bytes) -> Answer[None]:
    """Take an object for done, whatever is in it, and an empty body; a page of HTML is neither."""
    if body.strip():
        _anything.decode(body)
    return Answer(None)


def whole(into: type[T]) -> Callable[[bytes], Answer[T]]:
    """Read a body as it is; an empty one as null."""

    def read(body: bytes) -> Answer[T]:
        return Answer(msgspec.json.decode(body or b"null", type=into))

    return read


def _clear(tree: Any, error: str) -> bool:
    """Put null where the error points, if something empty is there; a null in a list goes."""
    place = _PLACE.search(error)
    steps = _STEP.findall(place[1]) if place else []
    if not steps:
        return False
    *way, last = [name or int(index) for name, index in steps]
    try:
        for step in way:
            tree = tree[step]
        found = tree[last]
    except (LookupError, TypeError):
        return False
    if found is None and isinstance(tree, list):
        del tree[last]
        return True
    if found in _EMPTY:
        tree[last] = None
        return True
    return False


def _undecodable(raw: Raw, error: Exception) -> DecodeError:
    try:
        order_id = msgspec.json.decode(raw, type=_Identified).id
    except (msgspec.DecodeError, UnicodeDecodeError):
        order_id = None
    place = _PLACE.search(str(error))
    reason = _PLACE.sub("", str(error))
    return DecodeError(
        f"what came with id {order_id} is not what its type says: {reason}"
        + (f" at {place[1]}" if place else ""),
        order_id=order_id,
        path=place[1] if place else None,
        body=bytes(raw),
    )
