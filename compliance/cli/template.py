"""template."""

from __future__ import annotations

from pathlib import Path

import click

import compliance
from compliance.cli.commands import LANGUAGES
from compliance.cli.output import echo
from compliance.text import word


@click.command("template")
@click.option("--standard", required=True, metavar="ID", help="Id or path. 标准")
@click.option("--on", metavar="DATE", help="Date. 日期")
@click.option("-o", "--out", required=True, type=click.Path(dir_okay=False),
              help="File, .xlsx. 输出文件")  # fmt: skip
@click.option("--lang", type=LANGUAGES, default="both", help="Language. 语言")
def template_command(*, standard: str, on: str | None, out: str, lang: str) -> None:
    """Write a workbook to fill in, with what a standard asks for 由标准生成填报表."""
    from compliance.reports.excel.template import write_template  # noqa: PLC0415 - pays for what is used

    if Path(out).suffix.lower() != ".xlsx":
        raise click.UsageError(f"-o {out}: .xlsx")
    rulebook = compliance.load(standard, on)
    write_template(Path(out), rulebook, lang)
    echo(word("template.written", file=out, standard=rulebook.id).show(lang), err=True)
