"""advise: what a policy suggests for each school, by the findings of one year or of several."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

import click

import compliance
from compliance.cli.commands import common, file_wanted, judged, own_readings
from compliance.cli.output import echo, emit, emit_blocks, emit_report
from compliance.days import years_before
from compliance.reports.report import Contents

SHOWN = ("html", "xlsx", "docx", "md")
"""The formats of a report that shows advice and plans."""
_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})=(.+)", re.DOTALL)


@click.command("advise")
@click.argument("data", type=click.Path(), nargs=-1, required=True, metavar="[DATE=]DATA ...")
@common
@click.option("--policy", required=True, metavar="ID", help="Id or path. 政策")
@click.option("--cases", "case_file", metavar="FILE", help="Rectification cases. 问题台账")
@click.option(
    "--engine",
    type=click.Choice(["auto", "durable", "builtin"]),
    default="auto",
    help="Which engine joins the facts. 规则引擎",
)
@click.option("--isolate", is_flag=True, help="The engine in a process of its own. 另开进程")
@click.option("--school", "only", metavar="S", help="This school alone. 只看一所学校")
@click.option("--everyone", is_flag=True, help="Schools that are kept too. 连同保留的学校")
@click.option("--format", "form", default="table", help="Output format. 输出格式",
              type=click.Choice(["table", "csv", "json", "ndjson", *SHOWN]))  # fmt: skip
def advise_command(  # noqa: PLR0913 - one parameter an option
    *, data: tuple[str, ...], standard: str, policy: str, on: str | None, no_inferences: bool,
    reading: dict[str, str], out: str | None, lang: str, form: str, waivers: str | None,
    evidence: str | None,
    members: str | None, case_file: str | None, engine: Literal["auto", "durable", "builtin"],
    isolate: bool, everyone: bool, only: str | None,
) -> None:  # fmt: skip
    """Say what a policy suggests for each school, and why 处置建议.

    The data of several years may be given; each is judged on its own DATE, or without one on the
    day of the last (--on) so many years before. The last is advised on.
    """
    from compliance.advice.shown.lines import advice_lines, one_school  # noqa: PLC0415 - pays for what is used
    from compliance.reports.files import FORMATS  # noqa: PLC0415 - as above

    file_wanted(form, out)
    if only is not None and form != "table":
        raise click.UsageError(f"--school: --format {form}")
    ways, ours = own_readings(policy, reading)
    years = []
    for path, day in dated(data, standard, on):
        years.append(
            judged(data=path, standard=standard, on=day, no_inferences=no_inferences,
                   reading=ours, out=out, waivers=waivers, evidence=evidence, members=members)
        )  # fmt: skip
    cases = None if case_file is None else compliance.read_cases(case_file)
    advice = compliance.advise(years, policy, readings=ways, cases=cases, engine=engine,
                               isolate=isolate)  # fmt: skip
    if only is not None:
        emit(one_school(advice, only, lang), out)
    elif form == "table":
        emit(advice_lines(advice, lang, everyone=everyone), out)
    elif form in SHOWN:
        earlier = years[-2] if len(years) > 1 else None
        emit_report(Contents(years[-1], advice, before=earlier, language=lang), form, out)
    else:
        emit_blocks(FORMATS[form](advice), out, for_excel=form == "csv")
    for note in advice.findings.waivers().notes:
        echo(note.show(lang), err=True)


def dated(data: tuple[str, ...], standard: str, on: str | None) -> Iterator[tuple[str, str | None]]:
    """Each file with the day it is judged on, in the order given.

    Several files without a day are of consecutive years, the last of them judged on ``on``.
    """
    found = [match.groups() if (match := _DATED.fullmatch(one)) else (None, one) for one in data]
    if len(found) == 1 and found[0][0] is None:
        yield found[0][1], on
        return
    last = compliance.load(standard, on).on
    for n, (day, path) in enumerate(found):
        back = len(found) - 1 - n
        yield path, day or years_before(last, back).isoformat()
