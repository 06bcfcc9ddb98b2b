"""standards list, show, lint, guard, diff, schema."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

import compliance
from compliance.cli.commands import LANGUAGES
from compliance.cli.output import BAD_STANDARD, FINDINGS, echo, emit, emit_blocks
from compliance.errors import Problem
from compliance.text import Text, word

if TYPE_CHECKING:
    from compliance.checking.linting.coverage import Coverage


@click.group()
def standards() -> None:
    """Published standards: list, show, lint, diff, schema 标准."""


@standards.command("list")
@click.option("--lang", type=LANGUAGES, default="both", help="Language. 语言")
def list_command(*, lang: str) -> None:
    """List every standard and every policy that can be found 列出标准与政策."""
    from compliance.advice.policy.policy import read_document  # noqa: PLC0415 - pays for what is used
    from compliance.documents.locate import identifiers, policies  # noqa: PLC0415

    for identifier in identifiers():
        try:
            rulebook = compliance.load(identifier, dt.date.today())  # noqa: DTZ011 - local calendar
        except compliance.StandardError as error:
            echo(f"{identifier}  {error.problems[0].show(lang)}")
            continue
        binding = word(f"binding.{rulebook.binding}").show(lang)
        echo(f"{identifier}  {rulebook.title.show(lang)}  {rulebook.document}  "
             f"{rulebook.on} {binding}")  # fmt: skip
    for name in policies():
        _, _, policy = read_document(name)
        kind = word("policy.kind").show(lang)
        echo(f"{name}  [{kind}] {policy.title.text.show(lang)}  {policy.document}  "
             f"→ {policy.standard}")  # fmt: skip


@standards.command("show")
@click.argument("standard")
@click.option("--on", metavar="DATE", help="Date. 日期")
@click.option("--no-inferences", is_flag=True, help="Refuse inferences. 不采用推定值")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
@click.option("-o", "--out", type=click.Path(dir_okay=False), help="File. 输出文件")
@click.option("--lang", type=LANGUAGES, default="both", help="Language. 语言")
def show_command(  # noqa: PLR0913 - one parameter an option
    *, standard: str, on: str | None, no_inferences: bool, form: str, out: str | None, lang: str
) -> None:
    """Show what a standard asks for on a day, and which layer set it 条款与门槛.

    A policy is shown by the path of its file, or by an id that no standard has.
    """
    from compliance.advice.policy.policy import is_policy, read_document  # noqa: PLC0415 - pays for what is used
    from compliance.advice.shown.policy import policy_lines  # noqa: PLC0415
    from compliance.reports.console import rulebook_lines  # noqa: PLC0415

    if is_policy(standard):
        name, document, source = read_document(standard)
        if form == "json":
            emit([json.dumps(document.data, ensure_ascii=False, indent=1, default=str)], out)
        else:
            emit(policy_lines(name, source, lang), out)
        return
    rulebook = compliance.load(standard, on, inferences=not no_inferences)
    if form == "json":
        emit([json.dumps(rulebook.to_dict(), ensure_ascii=False, indent=1)], out)
    else:
        emit(rulebook_lines(rulebook, lang), out)


@standards.command("lint")
@click.argument("paths", nargs=-1, required=True)
@click.option("--notes", is_flag=True, help="Notes too. 连同备注")
@click.option("--format", "form", type=click.Choice(["table", "sarif"]), default="table")
@click.option("-o", "--out", type=click.Path(dir_okay=False), help="File. 输出文件")
@click.option("--lang", type=LANGUAGES, default="both", help="Language. 语言")
@click.pass_context
def lint_command(  # noqa: PLR0913 - one parameter an option
    ctx: click.Context, *, paths: tuple[str, ...], notes: bool, form: str, out: str | None,
    lang: str,
) -> None:  # fmt: skip
    """Check standards and policies by id, path or folder: schema, text, examples 校验."""
    from compliance.reports.sarif import lint_blocks  # noqa: PLC0415 - pays for what is used

    found: list[Problem] = []
    said: list[str] = []
    for path in itertools.chain.from_iterable(map(_standards_of, paths)):
        problems = _linted(path, notes=notes)
        found += problems
        said += [*(problem.show(lang) for problem in problems), _summed(path, problems).show(lang)]
        if form == "table" and out is None:
            emit(said, None)
            said = []
    if form == "sarif":
        emit_blocks(lint_blocks(found, language=lang), out, for_excel=False)
    elif out is not None:
        emit(said, out)
    if any(problem.severity == "error" for problem in found):
        ctx.exit(BAD_STANDARD)


def _linted(path: str, *, notes: bool) -> list[Problem]:
    """What is wrong with one standard or policy: errors, then warnings; or all, with notes."""
    from compliance.advice.policy.policy import is_policy  # noqa: PLC0415 - pays for what is used

    problems = (compliance.lint_policy if is_policy(path) else compliance.lint)(path)
    if notes:
        return list(problems)
    return [one for kind in ("error", "warning") for one in problems if one.severity == kind]


def _summed(path: str, problems: list[Problem]) -> Text:
    """One line on a standard or policy: how much is wrong, or how much there is of it."""
    from compliance.advice.policy.policy import is_policy, read_document  # noqa: PLC0415 - as above

    counts = Counter(problem.severity for problem in problems)
    if counts["error"] or counts["warning"]:
        return word("standards.wrong", standard=path, errors=counts["error"],
                    warnings=counts["warning"])  # fmt: skip
    if is_policy(path):
        _, _, source = read_document(path)
        return word("policy.clean", policy=path, rules=len(source.rules))
    return word("standards.clean", standard=path, clauses=len(compliance.load(path)))


@standards.command("guard")
@click.argument("paths", nargs=-1)
@click.option("--fail-under", type=click.FloatRange(0, 100), default=100, metavar="PERCENT",
              help="Least share of changes that examples notice. 最低比例")  # fmt: skip
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
@click.option("--lang", type=LANGUAGES, default="both", help="Language. 语言")
@click.pass_context
def guard_command(
    ctx: click.Context, *, paths: tuple[str, ...], fail_under: float, form: str, lang: str
) -> None:
    """Change standards by id, path or folder, and list what no example notices 例子守不守得住.

    Without PATHS, every standard that can be found.
    """
    from compliance.advice.policy.policy import is_policy  # noqa: PLC0415 - pays for what is used
    from compliance.documents.locate import identifiers  # noqa: PLC0415
    from compliance.testing.guards import guard  # noqa: PLC0415

    named = itertools.chain.from_iterable(map(_standards_of, paths)) if paths else identifiers()
    failed = False
    for path in named:
        if is_policy(path):
            continue
        found = guard(path)
        failed = failed or found.score * 100 < fail_under
        if form == "json":
            echo(json.dumps(found.to_dict(), ensure_ascii=False))
        else:
            emit(found.lines(lang), None)
    if failed:
        ctx.exit(FINDINGS)


def _standards_of(path: str) -> list[str]:
    """Every standard and policy below a folder; anything else is itself an id or a path."""
    from compliance.documents.locate import POLICY, is_standard  # noqa: PLC0415 - pays for what is used

    if not Path(path).is_dir():
        return [path]
    files = Path(path).rglob("*.yaml")
    return sorted(str(file) for file in files if is_standard(file) or file.name.endswith(POLICY))


@standards.command("diff")
@click.argument("ids", nargs=-1, required=True, metavar="A B [C ...]")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
@click.option("--lang", type=LANGUAGES, default="both", help="Language. 语言")
def diff_command(*, ids: tuple[str, ...], form: str, lang: str) -> None:
    """Compare each standard with the next: thresholds, direction, source 比较标准."""
    from compliance.reports.console import diff_lines  # noqa: PLC0415 - pays for what is used

    if len(ids) < 2:
        raise click.UsageError("A B")
    for a, b in itertools.pairwise(compliance.load(one) for one in ids):
        found = compliance.diff(a, b)
        if form == "json":
            data = {"earlier": a.id, "later": b.id, "differences": [d.to_dict() for d in found]}
            echo(json.dumps(data, ensure_ascii=False, indent=1))
        else:
            emit(diff_lines(a, b, found, lang), None)


@standards.command("schema")
@click.option("--write", "folder", type=click.Path(file_okay=False), help="Folder. 写入目录")
def schema_command(*, folder: str | None) -> None:
    """Print the published JSON Schemas, or write one file each 输出 JSON Schema."""
    from compliance.reports.files import write  # noqa: PLC0415 - pays for what is used
    from compliance.schemas import schemas  # noqa: PLC0415

    for name, schema in schemas().items():
        text = json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
        if folder is None:
            echo(text)
        else:
            Path(folder).mkdir(parents=True, exist_ok=True)
            write(Path(folder) / f"{name}.json", iter([text]))


@standards.command("coverage")
@click.argument("names", nargs=-1, metavar="[DOCUMENT ...]")
@click.option("--rows", is_flag=True, help="Every row. 逐行列出")
@click.option("--folder", type=click.Path(exists=True, file_okay=False), help="Standards. 标准目录")
@click.option("--sources", type=click.Path(exists=True, file_okay=False), help="Pages. 来源对照页")
@click.option("--format", "form", type=click.Choice(["table", "json", "md"]), default="table")
@click.option("-o", "--out", type=click.Path(dir_okay=False), help="File. 输出文件")
@click.option("--lang", type=LANGUAGES, default="both", help="Language. 语言")
@click.pass_context
def coverage_command(  # noqa: PLR0913 - one parameter an option
    ctx: click.Context, *, names: tuple[str, ...], rows: bool, folder: str | None,
    sources: str | None, form: str, out: str | None, lang: str,
) -> None:  # fmt: skip
    """What became of every row of the source documents 覆盖情况.

    With --sources FOLDER a page FOLDER/S0.md is written for each FOLDER/text/S0.txt instead.
    """
    from compliance.checking.linting.coverage import coverage  # noqa: PLC0415 - pays for what is used
    from compliance.reports.coverage import coverage_lines  # noqa: PLC0415

    found = coverage(folder).only(names)
    if sources is not None:
        _write_sources(found, Path(sources), folder)
    elif form == "json":
        emit([json.dumps(found.to_dict(), ensure_ascii=False, indent=1)], out)
    else:
        emit(coverage_lines(found, lang, rows=rows, markdown=form == "md"), out)
    for problem in found.problems:
        echo(problem.show(lang))
    if found.problems:
        ctx.exit(BAD_STANDARD)


def _write_sources(found: Coverage, sources: Path, folder: str | None) -> None:
    """Write the page of each source document; which ones were written is said."""
    from compliance.documents.locate import shipped  # noqa: PLC0415 - pays for what is used
    from compliance.reports.files import write  # noqa: PLC0415
    from compliance.reports.sources import source_pages  # noqa: PLC0415

    root = Path(folder) if folder is not None else shipped()
    for name, page in source_pages(found, sources, root):
        write(sources / f"{name}.md", iter([page]))
        echo(str(sources / f"{name}.md"))
