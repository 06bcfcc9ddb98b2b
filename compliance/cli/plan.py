"""plan: the best that can be done with all schools of a region together, by a policy."""

from __future__ import annotations

import json
import sys

import click

import compliance
from compliance.cli.advise import SHOWN
from compliance.cli.commands import common, file_wanted, judged, own_readings
from compliance.cli.output import echo, emit, emit_blocks, emit_report
from compliance.reports.report import Contents
from compliance.text import word


@click.command("plan")
@click.argument("data", type=click.Path())
@common
@click.option("--policy", required=True, metavar="ID", help="Id or path. 政策")
@click.option("--survivors", type=click.IntRange(min=1), metavar="N",
              help="How many schools there are to be. 保留几所")  # fmt: skip
@click.option("--targets", is_flag=True, help="The document's numbers bind. 文件的数量必须满足")
@click.option("--seconds", type=click.FloatRange(min=0, min_open=True), default=60,
              show_default=True, help="How long the solver may take. 求解时限（秒）")  # fmt: skip
@click.option("--also", metavar="DATA",
              help="Facts that it must hold by too, as of next year. 也须满足的数据")  # fmt: skip
@click.option("--greedy", is_flag=True,
              help="School by school, without OR-Tools. 逐校安排，不求最优")  # fmt: skip
@click.option("--each-count", is_flag=True,
              help="Try each way to count mergers first. 先逐一试算合并所数的口径")  # fmt: skip
@click.option("--calendar", is_flag=True,
              help="What begins and ends when, money by year. 分期与逐年资金")  # fmt: skip
@click.option("--everyone", is_flag=True, help="Schools that stay as they are too. 连同不变的学校")
@click.option("--format", "form", default="table", help="Output format. 输出格式",
              type=click.Choice(["table", "csv", "json", "merger-table", *SHOWN]))  # fmt: skip
def plan_command(  # noqa: PLR0913 - one parameter an option
    *, data: str, standard: str, policy: str, on: str | None, no_inferences: bool,
    reading: dict[str, str], out: str | None, lang: str, form: str, waivers: str | None,
    evidence: str | None,
    members: str | None, survivors: int | None, targets: bool, seconds: float, greedy: bool,
    everyone: bool, also: str | None, each_count: bool,
    calendar: bool,
) -> None:  # fmt: skip
    """Plan a region: who stays, merges, builds, leaves, and what it costs 全域规划."""
    from compliance.planning.phases import phases  # noqa: PLC0415 - pays for what is used
    from compliance.planning.shown.lines import counted_texts, plan_lines  # noqa: PLC0415 - as above
    from compliance.planning.shown.table import csv_blocks, merger_table  # noqa: PLC0415 - as above

    file_wanted(form, out)
    ways, ours = own_readings(policy, reading)
    findings = judged(data=data, standard=standard, on=on, no_inferences=no_inferences,
                      reading=ours, out=out, waivers=waivers,
                      evidence=evidence, members=members)  # fmt: skip
    other = None
    if also is not None:
        other = judged(data=also, standard=standard, on=on, no_inferences=no_inferences,
                       reading=ours, out=out, waivers=waivers,
                       evidence=evidence, members=members)  # fmt: skip
    if sys.stderr.isatty() and not greedy:
        echo(word("planned.solving", seconds=f"{seconds:g}").show(lang), err=True)
    found = compliance.plan(
        findings,
        policy,
        survivors=survivors,
        targets=targets,
        readings=ways,
        also=other,
        method="greedy" if greedy else "CP-SAT",
        seconds=seconds,
    )
    for name, given in (("--each-count", each_count), ("--calendar", calendar)):
        if given and form != "table":
            raise click.UsageError(f"{name}: --format {form}")
    if form == "table":
        tried = counted_texts(found, found.counted()) if each_count else ()
        lines = plan_lines(found, lang, everyone=everyone)
        after = ("", *phases(found).lines(lang)) if calendar else ()
        emit((*(text.show(lang) for text in tried), *lines, *after), out)
    elif form == "json":
        emit([json.dumps(found.to_dict(), ensure_ascii=False, indent=1)], out)
    elif form in SHOWN:
        emit_report(Contents(findings, found.advice, found, language=lang), form, out)
    else:
        table = csv_blocks(found) if form == "csv" else merger_table(found, lang)
        emit_blocks(table, out, for_excel=True)
    for note in findings.waivers().notes:
        echo(note.show(lang), err=True)
