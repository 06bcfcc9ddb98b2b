"""check, explain, inspect."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

import compliance
from compliance.checking.reading import read_under
from compliance.cli.output import FINDINGS, echo, emit, emit_blocks, emit_report, progress
from compliance.errors import Place, Problem
from compliance.intake.forms.folder import files_in
from compliance.reports.report import FILES, FORMS, Contents
from compliance.text import word

LANGUAGES = click.Choice(["zh", "en", "both"])
OUTCOMES = ("fail", "unknown", "waived", "not_applicable", "pass")


def common(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that every judging command has."""
    for option in (
        click.option("--lang", type=LANGUAGES, default="both", help="Language. 语言"),
        click.option("-o", "--out", type=click.Path(dir_okay=False), help="File. 输出文件"),
        click.option("--reading", multiple=True, metavar="CLAUSE=NAME", callback=_readings,
                     help="Which reading of a clause to use. 采用的读法"),
        click.option("--no-inferences", is_flag=True,
                     help="Refuse recorded inferences. 不采用推定值"),
        click.option("--waivers", metavar="FILE", help="Waivers in force or over. 豁免清单"),
        click.option("--evidence", metavar="FILE", help="A list of evidence. 佐证清单"),
        click.option("--members", metavar="DATA", help="The schools of regions. 区域的所辖学校"),
        click.option("--on", metavar="DATE", help="Date of judgement. 判定日期"),
        click.option("--standard", required=True, metavar="ID", help="Id or path. 标准"),
    ):  # fmt: skip
        command = option(command)
    return command


def _readings(
    _context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]
) -> dict[str, str]:
    found = {}
    for value in values:
        clause, equals, name = value.partition("=")
        if not equals:
            raise click.BadParameter(f"{value}: CLAUSE=NAME")
        found[clause] = name
    return found


def own_readings(
    policy: str | None, reading: dict[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """The readings of a policy's conditions, and those of the standard's clauses."""
    from compliance.advice.policy.policy import read_document  # noqa: PLC0415 - pays for what is used

    if policy is None:
        return {}, reading
    _, _, source = read_document(policy)
    ways = {name: way for name, way in reading.items() if name in source.conditions}
    return ways, {name: way for name, way in reading.items() if name not in ways}


def file_wanted(form: str, out: str | None) -> None:
    """A format that is no text for a terminal needs a file."""
    if form in FILES and out is None:
        raise click.UsageError(f"--format {form}: -o")


def _fail_on(_context: click.Context, _parameter: click.Parameter, value: str) -> tuple[str, ...]:
    wanted = tuple(part.strip() for part in value.split(","))
    wrong = [part for part in wanted if part not in (*OUTCOMES, "none")]
    if wrong:
        raise click.BadParameter(f"{', '.join(wrong)}: {', '.join(OUTCOMES)}, none")
    return wanted


def judged(  # noqa: PLR0913 - one parameter an option
    *, data: str, standard: str, on: str | None, no_inferences: bool, reading: dict[str, str],
    out: str | None, waivers: str | None, evidence: str | None, members: str | None,
) -> compliance.Findings:  # fmt: skip
    """What check and explain begin with; nothing to judge is an error, never a clean result."""
    for name, given in (("DATA", data), ("--waivers", waivers), ("--members", members),
                        ("--evidence", evidence)):  # fmt: skip
        if out is not None and given is not None and Path(out).absolute() == Path(given).absolute():
            raise click.UsageError(f"-o {out}: {name}")
    rulebook = compliance.load(standard, on, inferences=not no_inferences, readings=reading)
    with progress(str(word("progress.reading")), files_in(Path(data))) as tick:
        schools = read_under(Path(data), rulebook.vocabulary, progress=tick)
    if not len(schools):
        raise compliance.FactsError(Problem("data-no-schools", Place(schools.source or data)))
    with progress(str(word("progress.checking")), len(schools)) as tick:
        beside = None if members is None else Path(members)
        return compliance.check(schools, rulebook, progress=tick, waivers=waivers, members=beside,
                                evidence=evidence)  # fmt: skip


@click.command("check")
@click.argument("data", type=click.Path())
@common
@click.option("--format", "form", default="table", help="Output format. 输出格式",
              type=click.Choice(["table", *FORMS]))  # fmt: skip
@click.option("--fail-on", default="fail", callback=_fail_on, metavar="OUTCOMES",
              help="School outcomes that end with exit code 1, or none. 不通过的结论")  # fmt: skip
@click.pass_context
def check_command(  # noqa: PLR0913 - one parameter an option
    ctx: click.Context, *, data: str, standard: str, on: str | None, no_inferences: bool,
    reading: dict[str, str], out: str | None, lang: str, form: str, fail_on: tuple[str, ...],
    waivers: str | None, evidence: str | None, members: str | None,
) -> None:  # fmt: skip
    """Judge every clause of every school in DATA 逐校逐条判定."""
    from compliance.reports.console import findings_lines  # noqa: PLC0415 - pays for what is used

    file_wanted(form, out)
    findings = judged(data=data, standard=standard, on=on, no_inferences=no_inferences,
                      reading=reading, out=out, waivers=waivers,
                      evidence=evidence, members=members)  # fmt: skip
    counts: Mapping[str, int]
    if form == "parquet" and out is not None:
        counts = _parquet(findings, Path(out), lang)
    elif form == "table":
        emit(findings_lines(findings, lang), out)
        counts = {str(outcome): n for outcome, n in findings.counts.items()}
    else:
        emit_report(Contents(findings, language=lang), form, out)
        _notes(findings, lang)
        counts = {str(outcome): n for outcome, n in findings.counts.items()}
    if fail_on != ("none",) and any(counts[outcome] for outcome in fail_on):
        ctx.exit(FINDINGS)


def _parquet(findings: compliance.Findings, out: Path, lang: str) -> Mapping[str, int]:
    """A ledger that may be larger than memory, with a bar, and the summary that is left to say."""
    from compliance.reports.console import (  # noqa: PLC0415 - as above
        counts_lines,
        head_lines,
        waiver_lines,
    )
    from compliance.reports.parquet import write_parquet  # noqa: PLC0415 - as above

    with progress(str(word("progress.checking")), len(findings)) as tick:
        counts = write_parquet(findings, out, tick)
    emit([*head_lines(findings.rulebook, lang), *counts_lines(counts, lang)], None)
    if findings.waived.entries:
        emit(waiver_lines(findings.waivers(), lang), None)
    return counts


def _notes(findings: compliance.Findings, lang: str) -> None:
    """The waivers that change nothing here, told on stderr where the output has no room for it."""
    for note in findings.waivers().notes:
        echo(note.show(lang), err=True)


@click.command("explain")
@click.argument("data", type=click.Path())
@common
@click.option("--school", required=True, metavar="S", help="Id or name. 学校标识码或名称")
@click.option("--clause", required=True, metavar="C", help="Clause id. 条款")
def explain_command(  # noqa: PLR0913 - one parameter an option
    *, data: str, standard: str, on: str | None, no_inferences: bool, reading: dict[str, str],
    out: str | None, lang: str, school: str, clause: str, waivers: str | None, evidence: str | None,
    members: str | None,
) -> None:  # fmt: skip
    """Say why a school has a verdict: law, inputs with cells, arithmetic, remedies 说明理由."""
    from compliance.checking.shown.explain import explain  # noqa: PLC0415 - pays for what is used

    findings = judged(data=data, standard=standard, on=on, no_inferences=no_inferences,
                      reading=reading, out=out, waivers=waivers,
                      evidence=evidence, members=members)  # fmt: skip
    item = findings[school]
    _ = item[clause]  # a clause that does not exist is an error, not an empty page
    found = [finding for finding in item if finding.clause == clause]
    emit("\n\n".join(explain(finding, lang) for finding in found).splitlines(), out)
    _notes(findings, lang)


@click.command("inspect")
@click.argument("data", type=click.Path())
@click.option("--standard", metavar="ID", help="Read its own facts too. 一并读取标准专用数据项")
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table")
@click.option("--cells", is_flag=True, help="Every cell, not only those in doubt. 逐格列出")
@click.option("-o", "--out", type=click.Path(dir_okay=False), help="File. 输出文件")
@click.option("--lang", type=LANGUAGES, default="both", help="Language. 语言")
def inspect_command(  # noqa: PLR0913 - one parameter an option
    *, data: str, standard: str | None, form: str, cells: bool, out: str | None, lang: str
) -> None:
    """Say what each column and cell was understood as 数据是怎样读懂的.

    As CSV, and with --cells as JSON, the data-quality ledger: a row a cell.
    """
    from compliance.reports.console import inspect_lines  # noqa: PLC0415 - pays for what is used
    from compliance.reports.inspected import chosen, csv_cells, json_cells  # noqa: PLC0415

    schools = compliance.read(data)
    if standard is not None:
        schools = compliance.check(schools, compliance.load(standard)).schools
    if form == "csv":
        emit_blocks(csv_cells(chosen(schools, cells=cells), lang), out, for_excel=True)
    elif form == "json" and cells:
        emit_blocks(json_cells(schools.ledger()), out, for_excel=False)
    elif form == "json":
        emit([json.dumps(schools.to_dict(), ensure_ascii=False, indent=1)], out)
    else:
        emit(inspect_lines(schools, lang, cells=cells), out)
