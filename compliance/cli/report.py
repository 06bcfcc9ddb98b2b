"""report: findings, and the advice and plan that follow from them, as one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

import compliance
from compliance.advice.advice import Advice
from compliance.checking.findings import Findings
from compliance.cli.commands import common, judged, own_readings
from compliance.cli.output import echo, writable
from compliance.days import years_before
from compliance.planning.plan import Plan
from compliance.reports.report import FORMS, WHOLE, form_of
from compliance.text import Text, word


@click.command("report")
@click.argument("data", type=click.Path())
@common
@click.option("--policy", metavar="ID", help="Advice by a policy: id or path. 政策")
@click.option("--plan", "planned", is_flag=True, help="A plan by the policy too. 连同规划")
@click.option("--survivors", type=click.IntRange(min=1), metavar="N",
              help="How many schools there are to be. 保留几所")  # fmt: skip
@click.option("--before", metavar="DATA", help="The data of the year before. 上年数据")
@click.option("--template", metavar="FILE", help="A letterhead of one's own, docx. 公文模板")
@click.option("--format", "form", type=click.Choice(FORMS),
              help="By default what the file's ending says. 输出格式")  # fmt: skip
def report_command(  # noqa: PLR0913 - one parameter an option
    *, data: str, standard: str, on: str | None, no_inferences: bool, reading: dict[str, str],
    out: str | None, lang: str, waivers: str | None,
    evidence: str | None, members: str | None, policy: str | None,
    planned: bool, survivors: int | None, before: str | None, template: str | None,
    form: str | None,
) -> None:  # fmt: skip
    """Write a report of DATA to a file, -o report.html 写出报告."""
    if out is None:
        raise click.UsageError("-o FILE")
    for name, given, needs in (
        ("--plan", planned, policy), ("--survivors", survivors, planned),
    ):  # fmt: skip
        if given and not needs:
            raise click.UsageError(f"{name}: {'--policy' if name == '--plan' else '--plan'}")
    if template is not None and Path(out).absolute() == Path(template).absolute():
        raise click.UsageError(f"-o {out}: --template")
    kind = form_of(Path(out), form)
    ways, ours = own_readings(policy, reading)
    options: dict[str, Any] = {"standard": standard, "no_inferences": no_inferences,
                               "reading": ours, "out": out, "members": members}  # fmt: skip
    findings = judged(data=data, on=on, waivers=waivers, evidence=evidence, **options)
    earlier = None
    if before is not None:
        day = years_before(findings.rulebook.on, 1).isoformat()
        earlier = judged(data=before, on=day, waivers=waivers, evidence=evidence, **options)
    advice, plan = None, None
    if policy is not None and kind in WHOLE:
        years = [findings] if earlier is None else [earlier, findings]
        advice, plan = _decided(years, policy, ways, planned=planned, survivors=survivors)
    with writable():
        path = compliance.report(out, findings, advice, plan, language=lang, before=earlier,
                                 template=template, form=form)  # fmt: skip
    holds = _holds(findings, advice, plan, earlier if kind in WHOLE else None)
    echo(word("report.written", path=path, what=holds).show(lang))
    if kind not in WHOLE and (policy is not None or before is not None):
        echo(word("report.findings_alone", form=kind).show(lang), err=True)
    for note in findings.waivers().notes:
        echo(note.show(lang), err=True)


def _decided(
    years: list[Findings], policy: str, readings: dict[str, str], *, planned: bool,
    survivors: int | None,
) -> tuple[Advice, Plan | None]:  # fmt: skip
    """What the policy suggests; with a plan, the advice that the plan rests on."""
    if not planned:
        return compliance.advise(years, policy, readings=readings), None
    plan = compliance.plan(years, policy, readings=readings, survivors=survivors)
    return plan.advice, plan


def _holds(
    findings: Findings, advice: Advice | None, plan: Plan | None, before: Findings | None
) -> Text:
    """What is in the file, so that nobody has to open it to know."""
    said = [word("report.holds_findings", schools=len(findings),
                 findings=sum(map(len, findings)))]  # fmt: skip
    if advice is not None:
        said.append(word("report.holds_advice", schools=len(advice)))
    if plan is not None:
        said.append(word("report.holds_plan", before=len(plan), after=len(plan.survivors)))
    if before is not None:
        said.append(word("report.holds_before", on=before.rulebook.on.isoformat()))
    return Text("；".join(text.zh for text in said), "; ".join(text.en for text in said))
