"""Majors of schools that merge: those of one name are one, and the others stay apart."""

from typing import Any

from merging import VOCABULARY, whole

from compliance.advice.mergers import merged
from compliance.intake.school import Part, Reported, School


def majors(*lists: list[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    """Majors of schools as one: their names, and what they say."""
    found = whole(*lists, fact="majors")
    assert found is not None
    assert isinstance(found.value, tuple)
    parts = [part for part in found.value if isinstance(part, Part)]
    return [(part.name, {name: one.given for name, one in part.facts.items() if name != "name"})
            for part in parts]  # fmt: skip


def test_majors_of_one_name_are_one_major() -> None:
    """Their pupils add up, other majors stay as they are, and ratios of one alone are dropped."""
    found = majors(
        [{"name": "welding", "students": 40, "length": 3, "group": "public"}],
        [{"name": "nursing", "students": 30, "share": 5},
         {"name": "welding", "students": 25, "length": 4, "group": "public", "share": 5}],
    )  # fmt: skip
    welding = {"students": "40 + 25", "length": "max(3, 4)", "group": "public + public"}
    assert found == [("welding", welding), ("nursing", {"students": "30", "share": "5"})]


def test_majors_without_a_name_stay_apart() -> None:
    """Nobody can say that two of them are the same; each is called by its place in the list."""
    found = majors([{"students": 40}], [{"students": 25}, {"name": "welding"}], [{"students": 7}])
    assert found == [("#1", {"students": "40"}), ("#2", {"students": "25"}),
                     ("welding", {}), ("#4", {"students": "7"})]  # fmt: skip


def test_majors_of_one_name_in_one_school_alone_stay_apart() -> None:
    """Only where another school has the major as well are they one."""
    twice = [{"name": "welding", "students": 40}, {"name": "welding", "students": 25}]
    assert [name for name, _ in majors(twice, [])] == ["welding", "welding"]
    assert majors(twice, [{"name": "welding", "students": 7}]) == [
        ("welding", {"students": "40 + 25 + 7"})
    ]


def test_major_lacks_what_one_school_does_not_report() -> None:
    """A figure or a group that is missing, or a group on which they differ, is not known."""
    found = majors(
        [{"name": "welding", "students": 40, "group": "public"}, {"name": "nursing", "length": 3}],
        [{"name": "welding", "group": "private"}, {"name": "nursing", "length": 4}],
    )
    assert found == [("welding", {}), ("nursing", {"length": "max(3, 4)"})]


def lists(*several: tuple[Part, ...]) -> list[Part]:
    """The majors of schools that have these, as one."""
    members = [School(f"{n}", "", {"majors": Reported(parts, "", "")})
               for n, parts in enumerate(several)]  # fmt: skip
    found = merged(members, VOCABULARY).facts["majors"].value
    assert isinstance(found, tuple)
    return [part for part in found if isinstance(part, Part)]


WELDING = Part("welding", {"name": Reported("welding", "welding", ""),
                           "students": Reported((40, 1), "40", "")})  # fmt: skip


def test_totals_of_a_group_are_one_with_totals_only() -> None:
    """A total of a group is not added to a major that happens to have the group's name."""
    total = WELDING._replace(pooled=True)
    found = lists((total,), (total, WELDING))
    assert [(part.pooled, part.facts["students"].value) for part in found] == [
        (True, (80, 1)),
        (False, (40, 1)),
    ]


def test_contradiction_in_a_major_is_one_in_that_of_all() -> None:
    """What one school contradicts of a major contradicts itself in the major of both."""
    doubted = WELDING._replace(conflicts=frozenset({"students"}))
    assert [part.conflicts for part in lists((WELDING,), (doubted,))] == [{"students"}]
