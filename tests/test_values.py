"""Arguments: written as the platform reads them, or refused with what to write instead."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from math import inf, nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asyncshop import values


class Status(Enum):
    ANY = "any"
    ODD = "odd"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (datetime(2026, 1, 31, 12, tzinfo=UTC), "2026-01-31T12:00:00+00:00"),
        (
            datetime(2026, 1, 31, 12, tzinfo=timezone(-timedelta(hours=5))),
            "2026-01-31T12:00:00-05:00",
        ),
        ("2026-01-31T12:00:00-05:00", "2026-01-31T12:00:00-05:00"),
        ("2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z"),
    ],
)
def test_a_moment_keeps_its_offset(value: Any, written: str) -> None:
    assert values.moment("created_at_min", value) == written


@given(st.datetimes(datetime(1970, 1, 1), timezones=st.timezones()))  # noqa: DTZ001 - the least
def test_a_moment_is_the_same_instant(value: datetime) -> None:
    written = datetime.fromisoformat(values.moment("created_at_min", value))
    assert written.astimezone(UTC) == value.astimezone(UTC)


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (datetime(2026, 1, 31, 12), ValueError),  # noqa: DTZ001 - the mistake
        ("2026-01-31T12:00:00", ValueError),
        ("2026-01-31", ValueError),
        ("yesterday", ValueError),
        (date(2026, 1, 31), TypeError),
        (1769860800, TypeError),
    ],
)
def test_what_is_no_moment_with_an_offset_is_refused(value: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"created_at_min is .*write (an aware|its offset)"):
        values.moment("created_at_min", value)


def test_a_choice_is_one_of_those_known() -> None:
    assert values.choice("status", "any", ("any", "open")) == "any"
    assert values.choice("status", Status.ANY, ("any", "open")) == "any"
    for wrong in ("Any", Status.ODD, 5, ["any"]):
        with pytest.raises(ValueError, match=r"status is .*: write one of any, open"):
            values.choice("status", wrong, ("open", "any"))  # type: ignore[arg-type] # the mistake


@pytest.mark.parametrize("value", [0, 1, 250])
def test_a_number_within_its_bounds_is_given_back(value: int) -> None:
    assert values.number("limit", value, most=250) == value


def test_a_number_outside_its_bounds_is_refused() -> None:
    with pytest.raises(ValueError, match="limit is 251: write a number from 1 to 250"):
        values.number("limit", 251, least=1, most=250)
    with pytest.raises(ValueError, match="limit is 0: write a number from 1 to 250"):
        values.number("limit", 0, least=1, most=250)
    with pytest.raises(ValueError, match="since_id is -1: write a number of 0 or more"):
        values.number("since_id", -1)


@pytest.mark.parametrize("value", [True, 1.0, "1", None])
def test_what_is_no_number_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="write a whole number"):
        values.number("limit", value)


@pytest.mark.parametrize("value", [0, 1, 2.5, inf])
def test_seconds_are_given_back(value: float) -> None:
    assert values.seconds("max_wait", value) == value


@pytest.mark.parametrize("value", [-1, nan, -inf])
def test_seconds_are_not_below_0(value: float) -> None:
    with pytest.raises(ValueError, match=r"max_wait is .*: write seconds, 0 or more"):
        values.seconds("max_wait", value)


@pytest.mark.parametrize("value", [True, "1", None])
def test_what_is_no_time_in_seconds_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="write seconds, 0 or more, as a number"):
        values.seconds("max_wait", value)


@pytest.mark.parametrize("value", [1, 0.5, 1e-9])
def test_a_share_is_given_back(value: float) -> None:
    assert values.share("rate_share", value) == value


@pytest.mark.parametrize("value", [0, 1.5, nan, True, "1"])
def test_what_is_no_share_is_refused(value: Any) -> None:
    with pytest.raises((TypeError, ValueError), match=r"rate_share is .* above 0, up to 1"):
        values.share("rate_share", value)


@given(st.integers(min_value=1, max_value=2**64))
def test_an_identifier_is_a_number_or_its_text(value: int) -> None:
    assert values.identifier("order_id", value) == str(value)
    assert values.identifier("order_id", str(value)) == str(value)


@pytest.mark.parametrize("value", [0, -1, "", "0", "1/2", "../1", "1?x", " 1", "#1001", "٣"])
def test_what_names_nothing_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="write the number that the platform gave"):
        values.identifier("order_id", value)


@pytest.mark.parametrize("value", [None, True, 1.0, b"1"])
def test_what_is_no_identifier_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="write the number that the platform gave"):
        values.identifier("order_id", value)


@pytest.mark.parametrize("value", [[1, 2], ["1", 2], (1, "2"), "1,2", " 1 , 2 ", iter([1, 2])])
def test_identifiers_are_comma_joined(value: Any) -> None:
    assert values.identifiers("ids", value) == "1,2"


def test_one_identifier_will_do() -> None:
    assert values.identifiers("ids", 7) == "7"


@pytest.mark.parametrize("value", [[], "", ",", iter([])])
def test_no_identifiers_are_refused_since_they_would_mean_every_order(value: Any) -> None:
    with pytest.raises(ValueError, match="ids is empty"):
        values.identifiers("ids", value)


@pytest.mark.parametrize("value", ["id,name", ["id", "name"], ("id", " name"), "id, name"])
def test_names_are_comma_joined(value: Any) -> None:
    assert values.names("fields", value) == "id,name"


@pytest.mark.parametrize("value", [[], "", "id,", ["id", ""]])
def test_empty_names_are_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="write names of fields"):
        values.names("fields", value)


def test_what_is_no_name_is_refused() -> None:
    with pytest.raises(TypeError, match="write names of fields"):
        values.names("fields", [1])  # type: ignore[list-item] # the mistake


def test_a_text_is_given_back() -> None:
    assert values.text("name", "#1001") == "#1001"
    with pytest.raises(TypeError, match="write a string"):
        values.text("name", 1001)  # type: ignore[arg-type] # the mistake
    with pytest.raises(ValueError, match="leave it out"):
        values.text("name", "")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("10.00"), "10.00"),
        ("10.00", "10.00"),
        (10, "10"),
        (Decimal("1E+2"), "100"),
        ("1e3", "1000"),
        ("1_000.5", "1000.5"),
        (" 5 ", "5"),
        (Decimal("0.000000001"), "0.000000001"),
    ],
)
def test_money_is_written_exactly_and_without_an_exponent(value: Any, written: str) -> None:
    assert values.money("amount", value) == written


@given(st.decimals(min_value=0, allow_nan=False, allow_infinity=False))
def test_money_is_the_same_amount(amount: Decimal) -> None:
    assert Decimal(values.money("amount", amount)) == amount


@pytest.mark.parametrize("value", [10.0, True, None, b"10"])
def test_money_that_is_not_exact_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="write a Decimal"):
        values.money("amount", value)


@pytest.mark.parametrize("value", ["ten", "", "-1", Decimal(-1), "NaN", "Infinity", "sNaN"])
def test_what_is_no_amount_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="write an amount"):
        values.money("amount", value)


def test_a_flag_is_true_or_false() -> None:
    assert values.flag("email", True) is True
    with pytest.raises(TypeError, match="email is 'yes': write True or False"):
        values.flag("email", "yes")  # type: ignore[arg-type] # the mistake


def test_a_mapping_is_one() -> None:
    assert values.mapping("refund", {"note": "x"}) == {"note": "x"}
    with pytest.raises(TypeError, match="refund is 'x': write a mapping"):
        values.mapping("refund", "x")  # type: ignore[arg-type] # the mistake
