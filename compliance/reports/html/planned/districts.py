"""Every district before and after, and the numbers that the document sets for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from compliance.advice.policy.region import DistrictTarget, Region
from compliance.planning.plan import Plan
from compliance.planning.shown.counted import Tally, tallies, total
from compliance.reports.html.markup import Html, table, tag
from compliance.text import Text, word

COLUMNS = Tally._fields[1:]
ASKED = ("new", "merged", "leave", "left")


def districts(plan: Plan) -> Html:
    """Counts district by district, the region last; then what was asked for."""
    head = [word("html_plan.district"), *(word(f"html_plan.district_{name}") for name in COLUMNS)]
    rows = [[named(one.district), *one[1:]] for one in tallies(plan)]
    rows.append([word("planned.region"), *total(plan)[1:]])
    counts = table(head, rows, caption=word("html_plan.districts"), class_="numbers")
    return Html(counts + "".join(_asked(plan)))


def named(district: str) -> Text:
    """A district by name, or that none is reported."""
    return Text(district, district) if district else word("planned.no_district")


def _asked(plan: Plan) -> Iterator[Html]:
    """The numbers of the document, and the number of schools that was asked for."""
    yield tag("p", word(f"planned.targets.{'bind' if plan.targets else 'free'}"))
    wanted = plan.region.targets.survivors
    if wanted is not None:
        yield tag("p", word("html_plan.asked_survivors", wanted=wanted, after=len(plan.survivors)))
    policy = plan.policy
    targets = (policy.source.plan or Region()).targets
    if targets.districts:
        head = [word("html_plan.district"), *(word(f"html_plan.asked_{name}") for name in ASKED)]
        yield table(
            head, map(_row, targets.districts),
            caption=word("html_plan.asked", document=policy.document, cite=targets.cite or ""),
        )  # fmt: skip


def _row(one: DistrictTarget) -> list[Any]:
    numbers = (getattr(one, name) for name in ASKED)
    return [one.district, *("—" if number is None else number for number in numbers)]
