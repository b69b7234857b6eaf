"""Documents with slots, and their compressed form."""

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asyncshop.sandbox.templates import GzipMember, Template, deflated, stored

DOCUMENT = {
    "id": "<#id>",
    "line": {"id": "<#id>01", "gid": "gid://LineItem/<id>01"},
    "note": "Für Zoë 100 %, again and again and again",
    "again": "Für Zoë 100 %, again and again and again",
    "at": "<at>",
}


def test_fills_numbers_and_texts() -> None:
    filled = Template(DOCUMENT, {"id": 3, "at": 4}).fill({"id": b"123", "at": b"noon"})
    assert json.loads(filled) == {
        **DOCUMENT,
        "id": 123,
        "line": {"id": 12301, "gid": "gid://LineItem/12301"},
        "at": "noon",
    }


def test_a_value_of_another_width_is_an_error() -> None:
    template = Template(DOCUMENT, {"id": 3, "at": 4})
    with pytest.raises(ValueError, match="slot id takes 3 bytes"):
        template.fill({"id": b"1234", "at": b"noon"})


@given(
    texts=st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="<>"), max_size=300), max_size=8
    ),
    ids=st.lists(st.integers(100, 999), min_size=1, max_size=5),
)
def test_filled_blocks_decompress_to_the_filled_text(texts: list[str], ids: list[int]) -> None:
    """Any document, filled any number of times and joined with anything, is one gzip member."""
    template = Template([part for text in texts for part in (text, "<#id>", text)], {"id": 3})
    whole, member = b"", GzipMember()
    for number in ids:
        values = {"id": b"%d" % number}
        for plain, blocks in (
            (template.fill(values), template.fill_deflated(values)),
            (b",", stored(b",")),
            (b"edited" * 9, deflated(b"edited" * 9)),
        ):
            member.add(plain, blocks)
            whole += plain
    assert gzip.decompress(member.finish()) == whole


def test_repeated_text_is_compressed_across_slots() -> None:
    text = "".join(map(chr, range(65, 91))) * 2
    template = Template([text, "<#id>", text, "<#id>", text], {"id": 3})
    values = {"id": b"123"}
    assert len(template.fill_deflated(values)) < len(template.fill(values)) * 0.7
