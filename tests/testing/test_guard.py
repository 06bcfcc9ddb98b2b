"""What examples guard is found, and what they leave free is named."""

from fractions import Fraction
from typing import Any

import pytest

from compliance.expressions.parse import parse
from compliance.rulebook.overlay import read_layers
from compliance.rulebook.rulebook import build
from compliance.testing.guards.guards import Guards
from compliance.testing.guards.written import change, constants, moved, numbers

BOOKS = "cn/moe/conditions-2022"
JUNIOR = "jp/mext/junior-high-2002"
SCORES = "cn/jiangxi/higher-vocational-scores"


def guards(standard: str, data: Any = None) -> Guards:
    return Guards(build(read_layers(standard), None, drafts=True), data)


def examples_of(data: Any, clause: str) -> tuple[Any, ...]:
    """Where the examples of a clause stand in a file."""
    return next(("clauses", n, "examples") for n, card in enumerate(data["clauses"])
                if card["id"] == clause)  # fmt: skip


@pytest.mark.parametrize(("left_out", "free"), [("pass", ["higher"]), ("fail", ["lower"])])
def test_a_missing_example_leaves_its_number_free(left_out: str, free: list[str]) -> None:
    """Without the pass on the line a floor may rise unseen; without the fails below it may sink."""
    data = guards(BOOKS).data
    where = examples_of(data, "campus-area")
    fewer = change(data, where, lambda e: tuple(x for x in e if x["expect"] != left_out))
    found = [one for one in guards(BOOKS, fewer).unguarded() if one.clauses == ["campus-area"]]
    new = [float(one.new.split()[0]) for one in found if one.kind == "grain"]
    assert [("higher" if value > 40000 else "lower") for value in new] == free


def test_only_an_end_where_both_pieces_agree_needs_no_example() -> None:
    """Grounds: 3600 + 10 × (720 - 240) = 8400 m², so from 719 or 720 on is one; 240 is not so."""
    plain = guards(JUNIOR)
    where = examples_of(plain.data, "ground-area")
    found = guards(JUNIOR, change(plain.data, where, lambda e: e[:1])).unguarded()
    free = {(*one.path[2:], one.new) for one in found if "required_ground_area" in one.path}
    assert free >= {("pieces", 0, "to", "239 人"), ("pieces", 1, "above", "241 人")}
    assert free >= {("pieces", 1, "to", "719 人"), ("pieces", 2, "above", "721 人")}
    assert ("pieces", 2, "above", "719 人") not in free


def test_of_a_score_only_what_earns_full_marks_needs_examples() -> None:
    """3 points are asked of 3: the figure that earns them is guarded, the slope below is not."""
    plain = guards(SCORES)
    where = examples_of(plain.data, "equipment-score")
    found = guards(SCORES, change(plain.data, where, lambda e: e[:1])).unguarded()
    free = {one.path[2:] for one in found if "equipment_score" in one.path}
    assert free == {("points", 1, 0)}


def test_numbers_of_every_place_are_found() -> None:
    """Of a small file: both ends, each row, pieces, points, weights, conditions, lists and days."""
    data = {
        "applies_if": 'built < "2022 年"',
        "measures": {"m": {"formula": "a + 1.5 * min(b, 0) + 1 / c"}},
        "derived": {
            "s": {"piecewise": "a",
                  "pieces": [{"above": "3 人", "value": "1 人", "plus": "2 人", "per": "4 人"}]},
            "p": {"piecewise": "a", "points": [["1 人", "2 人"]]},
            "g": {"bands": "a", "values": {"x": {"from": {
                "unreadable": "9", "from": "7 分", "to": "9 分", "inferred": "8 分"}}}},
            "n": {"passing": ["one", "two"]},
        },
        "clauses": [
            {"between": ["1 人", "2 人"], "due": "2020-01-01", "or_if": 'a >= "5 人"'},
            {"at_least": {"by": "k", "x": "1 人", "y": {"awaiting": "z"}}},
            {"about": {"value": "5 人", "from": "4 人", "to": "6 人"}},
            {"holds": 'not (n < 6 or w in ["q"])'},
        ],
    }  # fmt: skip
    found = sorted((one.kind, ".".join(map(str, one.path))) for one in numbers(data))
    assert found == [
        ("day", "clauses.0.due"),
        ("item", "derived.n.passing.0"), ("item", "derived.n.passing.1"),
        ("line", "applies_if"),
        ("line", "clauses.0.between.0"), ("line", "clauses.0.between.1"),
        ("line", "clauses.0.or_if"), ("line", "clauses.1.at_least.x"),
        ("line", "clauses.2.about.from"), ("line", "clauses.2.about.to"),
        ("line", "clauses.3.holds"), ("line", "derived.g.values.x.from.inferred"),
        ("line", "derived.p.points.0.0"), ("line", "derived.s.pieces.0.above"),
        ("slope", "derived.s.pieces.0.per"), ("slope", "derived.s.pieces.0.plus"),
        ("value", "derived.p.points.0.1"), ("value", "derived.s.pieces.0.value"),
        ("weight", "measures.m.formula"),
    ]  # fmt: skip


@pytest.mark.parametrize(("text", "by", "new"), [
    ("33 m²/student", "1/4", "33.25 m²/student"), ("1.2万平方米", "-1000", "1.1万平方米"),
    ("1:20", "1/40", "1.5:20"), ("50 %", "-1/100", "49 %"), ("60亩", "2000/3", "61亩"),
    ("2023-12-31", "1", "2024-01-01"), ("0 人", "-1", None),
])  # fmt: skip
def test_a_written_number_moves_in_base_units(text: str, by: str, new: str | None) -> None:
    """A number moves by an amount in base units and keeps its own unit; never below zero."""
    assert moved(text, Fraction(by)) == new


def test_a_constant_knows_what_it_is_compared_with() -> None:
    """In ``2 * a >= b and c < 3`` the 3 is compared with c, and the 2 is a weight."""
    found = [(str(number.value), beside is not None)  # type: ignore[union-attr]
             for number, beside in constants(parse("2 * a >= b and c < 3"))]  # fmt: skip
    assert found == [("2", False), ("3", True)]
