"""durable-rules in a process of its own: if it dies there, this process lives on.

``python -m compliance.advice.engines.isolated`` reads the program on its first line and a run's
batches on each later one. A line is answered by one: ``{"found": [...]}`` or ``{"broken": why}``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import weakref
from collections.abc import Sequence
from typing import IO, Any

from compliance.advice.engines.coding import Raw
from compliance.advice.engines.rete import Broken, Rete

TIMEOUT = 60.0
"""Seconds for one run, after which the process is ended."""
COMMAND = (sys.executable, "-P", "-m", "compliance.advice.engines.isolated")


class Isolated:
    """As ``Rete``, in a process that is started once and ends with this object.

    Raises:
        Broken: if the process cannot be started, or the engine refuses the program.
    """

    def __init__(self, text: str) -> None:
        self._turn = threading.Lock()
        try:
            self.process = subprocess.Popen(  # noqa: S603 - our own module
                COMMAND,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="ascii",
            )
        except OSError as error:
            raise Broken("no process") from error
        self._close = weakref.finalize(self, _end, self.process)
        self._ask(text)

    def run(self, batches: Sequence[str]) -> list[Raw]:
        """The firings over facts as ``Coding.batches`` writes them.

        Raises:
            Broken: if the engine reports an error, or the process ends or does not answer in time.
        """
        with self._turn:
            return [(number, tuple(ids)) for number, ids in self._ask(batches)]

    def _ask(self, question: object) -> Any:
        timer = threading.Timer(TIMEOUT, self.process.kill)
        timer.start()
        try:
            answer = _exchange(self.process, json.dumps(question))
        except (OSError, ValueError) as error:
            self._close()
            raise Broken("process ended") from error
        except BaseException:
            self._close()  # an answer left in the pipe would be taken for the next one
            raise
        finally:
            timer.cancel()
        if why := answer.get("broken"):
            raise Broken(why)
        return answer["found"]


def _exchange(process: subprocess.Popen[str], line: str) -> Any:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def main(questions: IO[str], answers: IO[str]) -> None:
    """Answer until there are no more questions."""
    rete: Rete | None = None
    for line in questions:
        try:
            question = json.loads(line)
            if rete is None:
                rete, found = Rete(question), []
            else:
                found = rete.run(question)
            answer: dict[str, object] = {"found": found}
        except (Broken, ImportError) as error:
            answer = {"broken": str(error)}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main(sys.stdin, sys.stdout)
