"""Risks of Shoplazza orders."""

from typing import Any

import pytest
from sandbox_client import Client, Clock

from asyncshop.sandbox.shoplazza import Shop


@pytest.fixture
def path(plaza: Shop) -> str:
    """The path of an order's risks."""
    return f"orders/{plaza.order_ids()[0]}/risks"


async def test_the_platforms_assessment(old: Client, new: Client, plaza: Shop, path: str) -> None:
    info = [{"title": "address", "describe": "equal"}]
    assert (await old.get(path)).json == {"assessment": ["low"], "info": info}
    assert (await new.get(path)).data == {"assessments": ["low"], "infos": info}
    plaza.edit_order(plaza.order_ids()[0], shipping_address=None)
    assert (await new.get(path)).data["assessments"] == ["medium"]


async def test_a_risk_through_its_life(
    old: Client, new: Client, plaza: Shop, path: str, clock: Clock
) -> None:
    """Each generation shows what the other one made."""
    risk = {"level": "low", "details": ["a", "b"], "properties": {"by": "hand"}}
    other = (await new.post(path, {"risk": {"level": "low"}})).data["risk"]
    made = (await new.post(path, {"risk": risk})).data["risk"]
    assert {name: made[name] for name in risk} == risk
    assert isinstance(made["id"], str)
    before = (await old.get(f"{path}/{made['id']}")).json["risk"]
    assert (before["id"], before["value"]) == (int(made["id"]), ["a", "b"])
    clock.now += 60
    changed = (await old.put(f"{path}/{made['id']}", {"risk": {"level": "high"}})).json["risk"]
    assert changed == before | {"level": "high", "updated_at": plaza.time()}
    assert (await old.get(f"{path}/list")).json["risks"][1:] == [changed]
    assert (await new.get(f"{path}/{made['id']}")).data["risk"]["level"] == "high"
    assert (await new.delete(f"{path}/{made['id']}")).data == {}
    left = (await old.get(f"{path}/list")).json
    assert (left["total"], left["risks"][0]["id"]) == (1, int(other["id"]))
    for method in ("GET", "PUT", "DELETE"):
        assert (await new(method, f"{path}/{made['id']}", json={"risk": {}})).status == 404


async def test_2022_calls_the_details_value(old: Client, path: str) -> None:
    risk = {"level": "medium", "value": ["a"], "details": ["ignored"]}
    assert (await old.post(path, {"risk": risk})).json["risk"]["value"] == ["a"]


@pytest.mark.parametrize(
    ("risk", "message"),
    [
        ({}, "risk.level: is required"),
        ({"level": "huge"}, "risk.level: must be one of low, medium, high"),
        ({"level": "low", "details": "a"}, "details: Expected array, got str"),
        (None, "risk: is required"),
    ],
)
async def test_a_risk_that_cannot_be(new: Client, path: str, risk: Any, message: str) -> None:
    answer = await new.post(path, {"risk": risk})
    assert (answer.status, answer.json["message"]) == (422, message)
