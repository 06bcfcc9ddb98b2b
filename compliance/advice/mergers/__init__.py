"""Would the merged school comply? The school that does not exist yet, and its findings."""

from compliance.advice.mergers.judged import Mergers, judge_merger
from compliance.advice.mergers.school import changed, merged

__all__ = ["Mergers", "changed", "judge_merger", "merged"]
