"""The command line: the same verbs, the same words.

Exit codes: 0 clean, 1 findings, 2 usage, 3 bad standard, 4 bad data.
"""

from __future__ import annotations

import click

from compliance.cli.advise import advise_command
from compliance.cli.commands import check_command, explain_command, inspect_command
from compliance.cli.output import Catching
from compliance.cli.plan import plan_command
from compliance.cli.report import report_command
from compliance.cli.standards import standards
from compliance.cli.template import template_command


@click.group(cls=Catching, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="school-compliance")
def main() -> None:
    """Check schools against published standards 办学条件达标核验."""


main.add_command(advise_command)
main.add_command(check_command)
main.add_command(explain_command)
main.add_command(inspect_command)
main.add_command(plan_command)
main.add_command(report_command)
main.add_command(standards)
main.add_command(template_command)
