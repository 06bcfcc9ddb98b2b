"""The rule ``close`` of the region given to durable-rules as its own introduction shows.

Facts come as JSON on standard input; the schools that it closes go to standard output. Run as a
process of its own: it starts threads that never end, and may crash. That a later waiver stops
nothing depends on the names ``site`` and ``building``: with others, such as ``first``, it does.
"""

import json
import os
import sys
from typing import Any


def main() -> None:
    """Give all facts in one batch."""
    from durable.lang import assert_facts, c, m, none, ruleset, when_all  # noqa: PLC0415 - optional

    closed: set[str] = set()

    with ruleset("advice"):

        @when_all(
            c.site << (m.kind == "result") & (m.clause == "campus") & (m.verdict == "fail"),
            c.building << (m.kind == "result")
            & (m.clause == "floor")
            & (m.verdict == "fail")
            & (m.school == c.site.school),
            none((m.kind == "waiver") & (m.school == c.site.school)),
        )
        def close(found: Any) -> None:
            closed.add(found.site.school)

    assert_facts("advice", json.load(sys.stdin))
    json.dump(sorted(closed), sys.stdout)
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
