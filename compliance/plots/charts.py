"""Altair charts of findings. The only room of altair (extra ``plots``)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import cos, radians
from typing import TYPE_CHECKING, Any

from compliance.checking.finding import Finding
from compliance.checking.findings import Findings
from compliance.errors import missing_extra
from compliance.notebook import COLOURS, day_text
from compliance.plots import data
from compliance.plots.fonts import STACK
from compliance.text import word

if TYPE_CHECKING:
    import altair  # noqa: ICN001 - functions call it alt once they have it

SHAPES = {"pass": "circle", "fail": "cross", "unknown": "triangle-up", "not_applicable": "square",
          "waived": "diamond"}  # fmt: skip
TICKS = (-100, -50, -20, -10, 0, 10, 20, 50, 100, 200, 500, 1000)
LABEL = 400
"""Pixels that a label may take."""
SIDE = 480
"""Pixels of a map's width, and the most of its height."""
ACTIONS = {"export": True, "source": False, "compiled": False, "editor": False}
"""What a chart offers to do; the editor would be a page on another server."""


def matrix(findings: Findings, language: str = "both") -> altair.LayerChart:
    """Schools by clauses, each cell the worst outcome of its parts.

    Above 5 000 cells a row is a district, or all schools together: a cell says how many pass of
    how many, △ how many are unknown, and is coloured by the share that is known to pass.

    Args:
        findings: what ``compliance.check`` gave.
        language: ``zh``, ``en`` or ``both``.

    Raises:
        MissingExtra: if altair is not installed.

    >>> import compliance
    >>> rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
    >>> chart = matrix(compliance.check("docs/examples/fuzhou-36.xlsx", rulebook), "en")
    >>> chart.title.text[0].rpartition(", ")[2]
    '31 December 2018'
    """
    alt, say = _altair(), _Words(language)
    titles = list(data.clause_titles(findings.rulebook, language).values())
    x = alt.X("clause:N", title=None, sort=titles,
              axis=alt.Axis(labelAngle=-60, labelLimit=240, orient="top"))  # fmt: skip
    if data.many(findings):
        rows = data.rates(findings, language)
        y = alt.Y("group:N", title=None, sort=_order(rows, "group"),
                  axis=alt.Axis(labelLimit=LABEL))  # fmt: skip
        colour = alt.Color("low:Q", title=say("known"),
                           scale=alt.Scale(domain=[0, 1], scheme="redyellowgreen"),
                           legend=alt.Legend(format="%"))  # fmt: skip
        tips = [alt.Tooltip("group:N", title=say("district")),
                alt.Tooltip("clause:N", title=say("clause")),
                alt.Tooltip("rate:N", title=say("rate"))]  # fmt: skip
        return _tiles(findings, rows, x, y, colour, "counts:N", tips, language)
    rows = list(data.cells(findings, language))
    y = alt.Y("school:N", title=None, sort=_order(rows, "school"),
              axis=alt.Axis(labelLimit=LABEL))  # fmt: skip
    tips = [alt.Tooltip(f"{name}:N", title=say(name))
            for name in ("school", "clause", "outcome", "numbers")]  # fmt: skip
    return _tiles(findings, rows, x, y, _colour(language), "sign:N", tips, language)


def _tiles(  # noqa: PLR0913, PLR0917 - what two kinds of cells differ in
    findings: Findings, rows: list[data.Row], x: Any, y: Any, colour: Any, text: str,
    tips: list[Any], language: str,
) -> altair.LayerChart:  # fmt: skip
    alt = _altair()
    wide = 76 if text == "counts:N" else 24
    base = alt.Chart(_inline(rows)).encode(x=x, y=y, tooltip=tips)
    tiles = base.mark_rect(stroke="white").encode(color=colour)
    plain = "black" if text == "counts:N" else "white"
    chart = tiles + base.mark_text(fontSize=12, color=plain).encode(text=text)
    sized = chart.properties(width=alt.Step(wide), height=alt.Step(18))
    done: altair.LayerChart = _finished(sized, findings, language)
    return done


def distances(
    findings: Findings, clause: str | None = None, language: str = "both"
) -> altair.LayerChart | altair.VConcatChart:
    """How far each school is from the threshold, in percent of it; failures left of the line.

    Above 5 000 findings those of a clause that lie in one band of distances are one mark, as large
    as they are many; no band spans the line. What has no distance is listed apart with the reason,
    or counted where that is long.

    Args:
        findings: what ``compliance.check`` gave; every school is judged one by one.
        clause: the id of a clause, for a row a school; without it, a row a clause.
        language: ``zh``, ``en`` or ``both``.

    Raises:
        NotFound: no such clause.
        MissingExtra: if altair is not installed.

    >>> import compliance
    >>> rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
    >>> school = {"students": 1000, "campus_area": "39600 m²"}
    >>> chart = distances(compliance.check(school, rulebook), "campus-per-student", "en")
    >>> [row["distance"] for row in chart.data.values]
    ['20 %']
    """
    alt = _altair()
    if clause is not None:
        findings.rulebook[clause]
    found: list[tuple[Finding, Fraction]] = []
    apart: list[data.Apart] = []
    for one in data.measured(findings, clause):
        if isinstance(one, data.Apart):
            apart.append(one)
        else:
            found.append(one)
    titles = data.clause_titles(findings.rulebook, language)
    together = len(found) > data.MOST
    draw = data.banded if together else data.points
    rows = list(draw(found, language, titles))
    row = "clause" if clause is None or together else "school"
    chart = _line(rows, row, list(titles.values()), language)
    if apart:
        chart = alt.vconcat(chart, _apart(apart, clause, language))
    done: altair.LayerChart | altair.VConcatChart = _finished(chart, findings, language)
    return done


def _line(rows: list[data.Row], row: str, titles: list[str], language: str) -> Any:
    """Marks left and right of the threshold, none of which touches its line."""
    alt, say = _altair(), _Words(language)
    ordered = sorted(rows, key=lambda one: one["percent"]) if row == "school" else rows
    largest = max((one["schools"] for one in rows), default=1)
    away = 5 if largest == 1 else 10
    size = alt.value(40) if largest == 1 else alt.Size(
        "schools:Q", title=say("findings"), scale=alt.Scale(domain=[1, largest], range=[20, 250])
    )  # fmt: skip
    sort = _order(ordered, "school") if row == "school" else titles
    names = {"school": "school", "clause": "clause", "outcome": "outcome", "distance": "away",
             "numbers": "numbers"}  # fmt: skip
    base = alt.Chart(_inline(ordered)).encode(
        x=alt.X("percent:Q", title=say("distance"), scale=alt.Scale(type="symlog", constant=20),
                axis=alt.Axis(values=list(TICKS))),
        y=alt.Y(f"{row}:N", title=None, sort=sort, axis=alt.Axis(labelLimit=LABEL)),
        color=_colour(language), shape=_shape(language), size=size,
        tooltip=[alt.Tooltip(f"{key}:N", title=say(name)) for key, name in names.items()],
    )  # fmt: skip
    fails, passes = (
        base.transform_filter(alt.datum.passes == side).mark_point(
            filled=True, opacity=0.8, xOffset=away if side else -away)
        for side in (False, True)
    )  # fmt: skip
    line = alt.Chart().mark_rule(strokeWidth=1).encode(x=alt.datum(0))
    return alt.layer(line, fails, passes, data=_inline(ordered)).properties(
        width=SIDE, height=alt.Step(18))  # fmt: skip


def _apart(apart: list[data.Apart], clause: str | None, language: str) -> Any:
    """What has no distance: school and reason, or how many of each clause."""
    alt = _altair()
    rows = [{"line": line} for line in data.listed(apart, clause, language)]
    head = word("plots.apart", n=len(apart)).show(language)
    y = alt.Y("line:N", sort=_order(rows, "line"), axis=None)
    return alt.Chart(_inline(rows), title=alt.Title(head, anchor="start", fontSize=12)).mark_text(
        align="left").encode(y=y, x=alt.value(4), text="line:N").properties(
        width=SIDE, height=alt.Step(16), view=alt.ViewConfig(stroke=None))  # fmt: skip


def districts(findings: Findings, language: str = "both") -> altair.LayerChart:
    """A map: every school at its longitude and latitude, coloured by its outcome.

    Above 5 000 schools a mark is a district, as large as its schools are many and coloured by the
    share that is known to pass. Schools without certain coordinates are counted below the title.

    Args:
        findings: what ``compliance.check`` gave; every school is judged one by one.
        language: ``zh``, ``en`` or ``both``.

    Raises:
        FactsError: no school has certain coordinates; says which facts are missing.
        MissingExtra: if altair is not installed.

    >>> import compliance
    >>> rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
    >>> school = {"name": "甲校", "longitude": "119.296494", "latitude": "26.074508"}
    >>> chart = districts(compliance.check(school, rulebook), "en")
    >>> [(row["longitude"], row["outcome"]) for row in chart.layer[0].data.values]
    [(119.296494, '△ unknown')]
    """
    alt, say = _altair(), _Words(language)
    rows, elsewhere = data.placed(findings, language)
    middles = data.centred(rows, language)
    together = len(rows) > data.MOST
    drawn = middles if together else rows
    if together:
        colour = alt.Color("low:Q", title=say("known"),
                           scale=alt.Scale(domain=[0, 1], scheme="redyellowgreen"),
                           legend=alt.Legend(format="%"))  # fmt: skip
        marks = {"size": alt.Size("schools:Q", title=say("count")), "color": colour}
        names = ["district", "rate"]
    else:
        marks = {"color": _colour(language), "shape": _shape(language)}
        names = ["school", "district", "outcome"]
    near = alt.Scale(zero=False, padding=30)
    x = alt.X("longitude:Q", title=say("longitude"), scale=near)
    y = alt.Y("latitude:Q", title=say("latitude"), scale=near)
    tips = [alt.Tooltip(f"{name}:N", title=say(name)) for name in names]
    places = alt.Chart(_inline(drawn)).mark_point(filled=True, size=90, opacity=0.85).encode(
        x=x, y=y, tooltip=tips, **marks
    )  # fmt: skip
    labels = alt.Chart(_inline(middles)).mark_text(dy=-14, fontSize=12).encode(
        x=x, y=y, text="district:N"
    )  # fmt: skip
    below = word("plots.unplaced", n=elsewhere).show(language) if elsewhere else ""
    chart = (places + labels).properties(width=SIDE, height=_height(drawn))
    done: altair.LayerChart = _finished(chart, findings, language, below)
    return done


def _height(rows: Sequence[data.Row]) -> int:
    """The height at which a degree north is as long as it is on the ground, within reason."""
    east, north = ([row[name] for row in rows] for name in ("longitude", "latitude"))
    wide = (max(east) - min(east)) * cos(radians(sum(north) / len(north)))
    high = max(north) - min(north)
    return round(min(SIDE, max(SIDE / 3, SIDE * high / wide))) if wide else SIDE


class _Words:
    """The words of charts in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, key: str) -> str:
        return word(f"plots.{key}").show(self.language)


def _colour(language: str) -> Any:
    alt = _altair()
    return alt.Color("outcome:N", title=_Words(language)("outcome"), scale=alt.Scale(
        domain=_outcomes(language), range=[COLOURS[name] for name in SHAPES]))  # fmt: skip


def _shape(language: str) -> Any:
    alt = _altair()
    return alt.Shape("outcome:N", title=_Words(language)("outcome"), scale=alt.Scale(
        domain=_outcomes(language), range=list(SHAPES.values())))  # fmt: skip


def _outcomes(language: str) -> list[str]:
    return [data.outcome(name, language) for name in SHAPES]


def _order(rows: Iterable[data.Row], key: str) -> list[str]:
    return list(dict.fromkeys(data.inert(row[key]) for row in rows))


def _inline(rows: Iterable[data.Row]) -> Any:
    """Rows inside the chart, of which no text can end the script that a page puts them in."""
    return _altair().InlineData(values=[
        {key: data.inert(value) if isinstance(value, str) else value for key, value in row.items()}
        for row in rows
    ])  # fmt: skip


def _finished(chart: Any, findings: Findings, language: str, below: str = "") -> Any:
    """A title, fonts that have Chinese characters, and nothing that leads to another server."""
    alt, rulebook = _altair(), findings.rulebook
    said = word("plots.title", title=rulebook.title, on=day_text(rulebook.on))
    lines = list(dict.fromkeys(said)) if language == "both" else [said.show(language)]
    title = alt.Title(
        [data.inert(line) for line in lines],
        anchor="start",
        **({"subtitle": below} if below else {}),
    )
    options = {"embedOptions": {"actions": ACTIONS}}
    return chart.properties(title=title, usermeta=options).configure(font=STACK)


def _altair() -> Any:
    try:
        import altair as alt  # noqa: PLC0415 - only who draws pays for it
    except ImportError:
        raise missing_extra("altair", "plots") from None
    return alt
