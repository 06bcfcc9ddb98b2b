"""A plan in sentences, Chinese and English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from compliance.advice.actions import ACTIONS, called
from compliance.advice.shown.lines import head, joined
from compliance.planning.cohorts import ANY
from compliance.planning.facets import facet_text
from compliance.planning.plan import Level, Plan
from compliance.planning.shown.counted import (
    Tally,
    bought,
    changes,
    not_known,
    pupils,
    tallies,
    total,
)
from compliance.planning.shown.school import named, people, purchase_text, school_lines, wan
from compliance.planning.targets import Counted
from compliance.planning.whole import FAILING
from compliance.text import Text, word


def plan_lines(plan: Plan, language: str, *, everyone: bool = False) -> Iterator[str]:
    """The head, the districts, every school that anything becomes of, what is open, totals.

    ``everyone`` lists the schools as well that stay as they are.

    >>> import compliance
    >>> rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
    >>> findings = compliance.check("docs/examples/fuzhou-36.xlsx", rulebook)
    >>> plan = compliance.plan(findings, "cn/fujian/fuzhou/consolidation-2016", survivors=22)
    >>> next(line for line in plan_lines(plan, "en") if "→" in line).partition(":")[0]
    '36 → 22 schools'
    """
    for line in (*head_texts(plan), *district_texts(plan)):
        yield line.show(language)
    for decision in plan:
        if everyone or changes(plan, decision):
            yield ""
            yield from school_lines(plan, decision, language)
    for title, texts in (
        ("failing", failing_texts(plan)),
        ("unknown", unknown_texts(plan)),
        ("totals", total_texts(plan)),
    ):
        lines = list(texts)
        if lines:
            yield ""
            yield word(f"planned.{title}", n=len(lines)).show(language)
            yield from (f"  {line.show(language)}" for line in lines)


def head_texts(plan: Plan) -> Iterator[Text]:
    """What the plan rests on, how good it is, and how it reads what the document counts."""
    policy, rulebook = plan.policy, plan.findings.rulebook
    _, *notes, _ = head(plan.advice)  # all but the engine of the advice, and that it is local
    yield word("planned.head", title=policy.title, document=policy.document,
               on=rulebook.on.isoformat(), standard=rulebook.title)  # fmt: skip
    yield from notes
    again = word(f"planned.again.{'same' if plan.reproducible else 'perhaps'}")
    greedy = plan.method == "greedy"
    method = word("planned.greedy") if greedy else Text(plan.method, plan.method)
    yield word("planned.solved", method=method, again=again,
               status=word(f"planned.status.{plan.status}"))  # fmt: skip
    also = plan.planning.also if plan.planning is not None else None
    if also is not None:
        yield word("planned.also", source=Path(also.schools.source).name)
    for level in plan.levels:
        if level.name != "changes":  # of a plan that is only compared: likeness to another
            yield level_text(level)
    targets = plan.region.targets
    yield word(f"planned.counts.{targets.counts}")
    for one in targets.districts:
        if one.counts not in (None, targets.counts):
            said = word(f"planned.counts.{one.counts}")
            yield word("planned.counts_in", district=one.district, counts=said)
    yield word(f"planned.targets.{'bind' if plan.targets else 'free'}")
    if any(ANY in one.cohorts for one in plan.survivors.values()):
        yield word("planned.placed")


def counted_texts(plan: Plan, found: Iterable[Counted]) -> Iterator[Text]:
    """Each way to count the schools that the document merges, and what comes of it.

    The first is the one that the policy uses.
    """
    for n, one in enumerate(found):
        mark = word("planned.way.other" if n else "planned.way.used")
        ways = joined(
            word("planned.way.of", district=district, how=word(f"planned.way.{how}"))
            for district, how in one.ways
        )
        if one.plan is None:
            rules = joined(facet_text(plan.advice, rule) for rule in one.conflict)
            yield word("planned.way.refused", mark=mark, ways=ways, rules=rules)
        else:
            left, failing = len(one.plan.survivors), len(one.plan.failing)
            yield word("planned.way.reaches", mark=mark, ways=ways, survivors=left, failing=failing)


def level_text(level: Level) -> Text:
    """What is reached on one level, and whether anything better may exist."""
    proof = word("planned.proven") if level.proven else word("planned.unproven")
    if not level.proven and level.bound is not None:
        proof = word("planned.bound", bound=_reached(level.name, level.bound))
    return word("planned.level", proof=proof, reached=_reached(level.name, level.value))


def _reached(name: str, value: int) -> Text:
    if name == "violations":
        schools, clauses = divmod(value, FAILING)
        return word("planned.violations", schools=schools, clauses=clauses)
    if name == "cost":
        return word("planned.cost", money=wan(value))
    return word(f"planned.{name}", value=value)


def district_texts(plan: Plan) -> Iterator[Text]:
    """The region before and after, then each district in which something fails or changes."""
    counts = [word("advice.count", n=n, action=called(name))
              for name in ACTIONS if (n := plan.counts.get(name, 0))]  # fmt: skip
    whole = total(plan)
    yield word("planned.size", before=whole.before, after=whole.after, counts=joined(counts))
    yield _tally(word("planned.region"), whole)
    still: dict[Text, int] = {}
    for one in tallies(plan):
        name = Text(one.district, one.district) if one.district else word("planned.no_district")
        if one.failing or one.unknown or one.participants or one.after != one.before:
            yield _tally(name, one)
        else:
            still[name] = one.before
    if still:
        yield word("planned.unchanged", districts=joined(still), n=sum(still.values()))


def _tally(name: Text, one: Tally) -> Text:
    return word("planned.district", **{**one._asdict(), "district": name})


def failing_texts(plan: Plan) -> Iterator[Text]:
    """The schools that still fail, each with its clauses."""
    for one in plan.failing:
        clauses = (f.rule.title for f in one.findings if f.rule.counts and f.outcome == "fail")
        yield word("planned.still", name=named(plan, one.id), clauses=joined(clauses))


def unknown_texts(plan: Plan) -> Iterator[Text]:
    """The schools of which too little is known, each with what would have to be known."""
    for school, needs in not_known(plan).items():
        names = joined(plan[school].advice.name_of(need) for need in needs)
        known = "unknown_needs" if needs else "unknown_source"
        yield word(f"planned.{known}", name=named(plan, school), needs=names)


def total_texts(plan: Plan) -> Iterator[Text]:
    """What is bought and built, and how many pupils are concerned."""
    for one in bought(plan):
        yield purchase_text(one)
    yield word("planned.all_money", money=wan(plan.cost))
    moved = sum(one.pupils for one in plan.transfers)
    along = [pupils(plan.decisions[one.id]) for one in plan.survivors.values() if one.new_campus]
    ending = [pupils(one) for one in plan if one.action == "convert"]
    yield word("planned.all_pupils", moved=moved, along=people(_sum(along)),
               ending=people(_sum(ending)))  # fmt: skip


def _sum(numbers: Iterable[int | None]) -> int | None:
    """A sum, unknown if any part of it is."""
    known = list(numbers)
    found = [number for number in known if number is not None]
    return sum(found) if len(found) == len(known) else None
