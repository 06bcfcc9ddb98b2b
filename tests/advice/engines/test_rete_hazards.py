"""What durable-rules, given it as it is, gets wrong or dies of: each engine gets it right."""

import pytest
from run_by import Run

from compliance.advice.engines.program import Fact, Firing, Pattern, Program, Rule, Value

PAIR = Program((Rule("r", (Pattern("a"), Pattern("b", same={"x": (0, "x")}))),))
LONG = "长" * 70_000


def hash32(text: str) -> int:
    """FNV-1a, the 32 bits by which the engine tells ids, fields and values apart."""
    number = 2_166_136_261
    for byte in text.encode():
        number = (number ^ byte) * 16_777_619 % 2**32
    return number


COLLIDING = [
    ("school-8277/item-9", "school-63797/item-5"),
    ("field_1079599", "field_1262382"),
    ("session-1129599", "session-1732382"),
]


@pytest.mark.parametrize("texts", COLLIDING)
def test_texts_of_one_hash_are_two_everywhere(texts: tuple[str, str], run: Run) -> None:
    """As ids, values, names of fields and kinds, two texts with one 32-bit hash stay apart."""
    left, right = texts
    assert hash32(left) == hash32(right)
    facts = [Fact("a", {"id": t, "sid": t, "x": t}) for t in texts]
    facts += [Fact("b", {"id": t, "sid": t, "x": t}) for t in texts]
    assert run(PAIR, facts) == [Firing("r", (0, 2)), Firing("r", (1, 3))]
    named = Program((Rule("r", (Pattern(left, where={left: 1}),)),))
    apart = [Fact(left, {right: 1}), Fact(right, {left: 1}), Fact(left, {left: 1})]
    assert run(named, apart) == [Firing("r", (2,))]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (True, 1),
        (True, "true"),
        (False, 0),
        (1, "1"),
        (33, "33"),
        (33, "33.0"),
        (2**63, 2**63 + 1),
        (-(2**63) - 1, -(2**63) - 2),
        (LONG + "甲", LONG + "乙"),
        ("ab", "ab!"),
        ("\ud800", "\udfff"),
        ("", "\x00"),
        ("\n", "\\n"),
    ],
    ids=range(13),
)
def test_values_that_the_engine_would_mix_up(left: Value, right: Value, run: Run) -> None:
    """Two values of other type or content never join, differ always, and are found by where."""
    facts = [Fact("a", {"x": left}), Fact("b", {"x": right}), Fact("b", {"x": left})]
    assert run(PAIR, facts) == [Firing("r", (0, 2))]
    differ = Program((Rule("r", (Pattern("a"), Pattern("b", differs={"x": (0, "x")}))),))
    assert run(differ, facts) == [Firing("r", (0, 1))]
    where = Program((Rule("r", (Pattern("b", {"x": right}),)),))
    assert run(where, facts) == [Firing("r", (1,))]


def test_many_values(run: Run) -> None:
    """Of 9 000 values, numbers and texts of them, each joins its own only."""
    values: list[Value] = [v for n in range(4_500) for v in (n, str(n))]
    facts = [Fact(kind, {"x": value}) for kind in "ab" for value in values]
    assert run(PAIR, facts) == [Firing("r", (n, n + 9_000)) for n in range(9_000)]


def test_a_comparison_that_is_false_for_all(run: Run) -> None:
    """Where the only comparison is false for every pair nothing fires and nothing breaks."""
    differ = Program((Rule("r", (Pattern("a"), Pattern("b", differs={"x": (0, "x")}))),))
    assert run(differ, [Fact(kind, {"x": 1}) for kind in "ab" for _ in range(200)]) == []


def test_unused_facts_do_not_stop_the_others(run: Run) -> None:
    """Facts that match no pattern, at either end and between, leave the firings as they are."""
    idle = [Fact("z", {"x": 1}), Fact("a", {}), Fact("b", {"y": 1})]
    facts = [*idle, Fact("a", {"x": 1}), *idle, Fact("b", {"x": 1}), *idle]
    assert run(PAIR, facts) == [Firing("r", (3, 7))]


def test_many_fields(run: Run) -> None:
    """250 fields of a fact, of which the program reads two hundred, are no more than one."""
    names = [f"f{n}" for n in range(250)]
    rules = [
        Rule(f"r{start}", (Pattern("a", dict.fromkeys(names[start : start + 4], 1)),))
        for start in range(0, 200, 4)
    ]
    facts = [Fact("a", dict.fromkeys(names, 1)), Fact("a", dict.fromkeys(names[:4], 1))]
    expected = [Firing(rule.name, (0,)) for rule in rules] + [Firing("r0", (1,))]
    assert run(Program(tuple(rules)), facts) == sorted(expected)


def test_the_largest_programs(run: Run) -> None:
    """120 rules of one pattern, and one of twelve with twenty comparisons, all fire."""
    rules = [Rule(f"{n:03}", (Pattern("a", {"x": 1}),)) for n in range(119)]
    last = [Pattern("c", {}, {f"f{m}": (n, "x") for m in range(2)}) for n in range(1, 10)]
    rules.append(
        Rule("long", (Pattern("c"), Pattern("c"), *last, Pattern("c", {}, {"x": (0, "x")})))
    )
    facts = [Fact("a", {"x": 1}), Fact("c", {})]
    assert run(Program(tuple(rules)), facts) == [Firing(f"{n:03}", (0,)) for n in range(119)]


def test_twelve_patterns_match_twelve_facts(run: Run) -> None:
    """A chain of twelve patterns fires once over its twelve facts."""
    chain = [Pattern("link", {"n": 0})]
    chain += [Pattern("link", {"n": n}, {"at": (n - 1, "to")}) for n in range(1, 12)]
    facts = [Fact("link", {"n": n, "at": n, "to": n + 1}) for n in range(12)]
    found = run(Program((Rule("r", tuple(chain)),)), facts[::-1])
    assert found == [Firing("r", tuple(range(11, -1, -1)))]


def test_two_hundred_patterns_of_one_kind(run: Run) -> None:
    """200 patterns over one kind, each with a value of its own, find each its fact."""
    rules = [Rule(f"{n:03}", (Pattern("a", {"x": 2 * n}), Pattern("a", {"x": 2 * n + 1})))
             for n in range(100)]  # fmt: skip
    facts = [Fact("a", {"x": n}) for n in range(200)]
    expected = [Firing(f"{n:03}", (2 * n, 2 * n + 1)) for n in range(100)]
    assert run(Program(tuple(rules)), facts) == expected


def test_two_hundred_kinds(run: Run) -> None:
    """200 kinds of facts, each looked for and each stopped by another, find each their own."""
    rules = [
        Rule(f"{n:03}", (Pattern(f"k{n}"), Pattern(f"k{n + 100}", absent=True))) for n in range(100)
    ]
    facts = [Fact(f"k{n}", {}) for n in range(150)]
    expected = [Firing(f"{n:03}", (n,)) for n in range(50, 100)]
    assert run(Program(tuple(rules)), facts) == expected


def test_ids_and_names_that_the_adapter_makes_have_different_hashes() -> None:
    """No two ids below 200 000 collide, nor two names of fields, aliases and rules."""
    assert len({hash32(f"{n:07d}") for n in range(200_000)}) == 200_000
    names = ["id", "sid", "kind", "one", "begin", "$s", "$m"]
    names += [f"{letter}{n}" for letter in "fghpr" for n in range(3_000)]
    assert len({hash32(name) for name in names}) == len(names)
