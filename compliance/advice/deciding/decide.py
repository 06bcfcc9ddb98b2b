"""From the rules that apply to each school of a partition to one decision a school."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from compliance.advice.actions import ACTIONS
from compliance.advice.deciding.considered import Considered, Decision, Open, Rejected
from compliance.advice.deciding.partners import MOST, Partners, Tried, blind, failing, near
from compliance.advice.deciding.standing import Against, Standing
from compliance.advice.policy.policy import Move, Policy

DEFAULTS = {"pass": "keep", "fail": "rectify", "waived": "waive", "unknown": "review",
            "not_applicable": "keep"}  # fmt: skip
"""What follows from a school's outcome where no rule applies and no evidence is missing."""


class Choice:
    """One school making its way through the rules that apply to it."""

    def __init__(self, school: Considered) -> None:
        self.school = school
        self.options = deque(sorted(school.matches, key=lambda move: move.rank))
        self.rejected: list[Rejected] = []
        self.unknown: list[Open] = []

    @property
    def move(self) -> Move:
        """The rule that is being looked at."""
        return self.options[0]

    def drop(self, why: Rejected) -> None:
        """Go on to the next rule; that no partner fits goes without saying after each of them."""
        self.options.popleft()
        if why.why != "no_partner" or all(one.rule != why.rule for one in self.rejected):
            self.rejected.append(why)

    def learn(self, tried: Tried, other: str) -> None:
        """What came of trying a partner."""
        if tried.rejected is not None:
            self.rejected.append(tried.rejected._replace(with_=other))
        if tried.unknown is not None:
            self.unknown.append(tried.unknown._replace(of=other))


class Deciding:
    """Decides for the schools of one partition; the order in which they come is no matter."""

    def __init__(
        self,
        policy: Policy,
        schools: Mapping[str, Considered],
        partners: Partners,
        strays: Sequence[Considered] = (),
    ) -> None:
        self.schools, self.partners = schools, partners
        self.standing = Standing(policy, schools, strays)
        self.decided: dict[str, Decision] = {}
        self.leaving = {
            school.id for school in schools.values()
            if any(ACTIONS[move.then.action].severity >= 3 for move in school.matches if move.then)
        }  # fmt: skip

    def all(self) -> dict[str, Decision]:
        """Every school's decision."""
        choices = {name: Choice(self.schools[name]) for name in sorted(self.schools)}
        waiting: dict[str, Choice] = {}
        running = list(choices.values())
        while running or waiting:
            for choice in running:
                if not self._settled(choice):
                    waiting[choice.school.id] = choice
            running = self._paired(waiting)
        return self.decided

    def _settled(self, choice: Choice) -> bool:
        """Go through the rules until one stands; False where it waits for another school."""
        while choice.options:
            move = choice.move
            against = self.standing.against(move, choice.school)
            if against is not None and against.why == "forbidden":
                choice.drop(Rejected(move.action, move.id, "forbidden", by=against.by))
            elif against is not None:
                return self._hold(choice, against)
            elif move.partner is None:
                if self._alone(choice):
                    return True
            elif (tried := self._host(choice)) is not None:
                return self._together(choice, tried)
            elif any(other in self.leaving for other in choice.school.matches[move]):
                return False
            elif self._unsure(choice):
                return True
            else:
                choice.drop(Rejected(move.action, move.id, "no_partner"))
        view = choice.school.view
        missed = next(view.missed, None) is not None
        return self._decide(choice, Decision("rectify" if missed else DEFAULTS[view.outcome]))

    def _host(self, choice: Choice) -> Tried | None:
        """The nearest partner that stays as it is and with whom the rule holds good."""
        move, school = choice.move, choice.school
        staying = [one for one in school.matches[move] if one not in self.leaving]
        return self._first(choice, self.partners.order(school.id, staying))

    def _first(self, choice: Choice, others: list[str]) -> Tried | None:
        for other in others[:MOST]:
            tried = self.partners.tried(choice.move, choice.school.id, other)
            if tried.fits:
                return tried
            choice.learn(tried, other)
        if len(others) > MOST:
            why = Rejected(choice.move.action, choice.move.id, "untried", others[MOST])
            choice.rejected.append(why)
        return None

    def _paired(self, waiting: dict[str, Choice]) -> list[Choice]:
        """Pairs of schools that wait for each other, the nearest first; the rest goes on."""
        for first, second in self._pairs(waiting):
            if first in waiting and second in waiting:
                tried = self.partners.tried(waiting[first].move, first, second)
                for name, other in ((first, second), (second, first)):
                    if tried.fits:
                        self._together(waiting.pop(name), tried._replace(with_=other))
                    else:
                        waiting[name].learn(tried, other)
        going_on = [choice for choice in waiting.values() if not self._unsure(choice)]
        waiting.clear()
        for choice in going_on:
            choice.drop(Rejected(choice.move.action, choice.move.id, "no_partner"))
        return going_on

    def _pairs(self, waiting: Mapping[str, Choice]) -> list[tuple[str, str]]:
        """Who may wait for whom."""
        wanted = {
            (one.move.action, name, other)
            for name, one in waiting.items()
            for other in one.school.matches[one.move] if other in waiting
        }  # fmt: skip
        found = [
            (near(waiting[name].school.view, waiting[other].school.view), name, other)
            for action, name, other in wanted
            if name < other and (action, other, name) in wanted
        ]
        return [(first, second) for _, first, second in sorted(found)]

    def _unsure(self, choice: Choice) -> bool:
        """No partner was found, but one might be if more were known: nothing harsher follows."""
        move, school = choice.move, choice.school
        lost = [one for one in choice.unknown if one.rule == move.id]
        lost += self.standing.possible(move, school)
        lost += [
            Open((), move.action, move.id, other)
            for other in school.matches[move]
            if other in self.decided and self.decided[other].held
        ]
        cut = any(one.why == "untried" and one.rule == move.id for one in choice.rejected)
        harsher = any(other.severity > 1 for other in choice.options if other is not move)
        if harsher and (lost or cut):
            why = "partner_untried" if cut else "partner_unknown"
            return self._hold(choice, Against(why, unknown=tuple(lost)))
        choice.unknown += lost
        return False

    def _alone(self, choice: Choice) -> bool:
        """The rule stands for one school, if what it proves is proven."""
        move, result = choice.move, None
        if move.then is not None and ACTIONS[move.then.action].proves:
            becomes = move.then.becomes or None
            result = self.partners.mergers.findings([choice.school.id], None, becomes)
            if result.outcome == "fail":
                why = Rejected(move.action, move.id, "still_fails", findings=failing(result))
                choice.drop(why)
                return False
            if unseen := tuple(dict.fromkeys(blind(result, move))):
                choice.unknown.append(Open(unseen, move.action, move.id))
        return self._decide(choice, Decision(move.action, move, result=result))

    def _together(self, choice: Choice, tried: Tried) -> bool:
        """The rule stands, with a partner."""
        move = choice.move
        joint = ACTIONS[move.then.action].joint if move.then else False
        into = self._into(choice.school.id, tried.with_) if joint else ""
        return self._decide(
            choice, Decision(move.action, move, (tried.with_,), into, result=tried.result)
        )

    def _into(self, school: str, other: str) -> str:
        """Into whom: the school that stays, else that of more students, else the first by id."""
        if other not in self.leaving:
            return other
        told = {one: self.schools[one].view.facts.get("students") for one in (school, other)}
        known = {one: fact.bounds.low for one, fact in told.items() if fact is not None}
        return min(sorted((school, other)), key=lambda one: -known.get(one, Fraction(-1)))

    def _hold(self, choice: Choice, against: Against) -> bool:
        """A review takes the place of the rule until what holds it back is known."""
        move = choice.move
        choice.unknown += against.unknown
        choice.rejected.append(Rejected(move.action, move.id, against.why, by=against.by))
        return self._decide(choice, Decision("review", move, leaning=move.action, held=against.why))

    def _decide(self, choice: Choice, decision: Decision) -> bool:
        """Set down what is advised, what is not, and what might change it."""
        school, move = choice.school, decision.move
        later = [
            Rejected(one.action, one.id, "later", by=move.id if move else "")
            for one in choice.options if one is not move
        ]  # fmt: skip
        allowed = move.then.or_ if move is not None and move.then is not None else ()
        same = [self._allowed(action, move, school) for action in allowed if move]
        if school.view.outcome == "fail" and decision.action not in ("rectify", "review") and move:
            gaps = tuple(school.view.failing())
            later.append(Rejected("rectify", move.id, "policy_first", findings=gaps))
        unknown = (*choice.unknown, *self._opened(school, decision))
        self.decided[school.id] = decision._replace(
            rejected=tuple({one[:5]: one for one in (*choice.rejected, *same, *later)}.values()),
            unknown=tuple(dict.fromkeys(unknown)),
            eligible=frozenset(self._eligible(school)),
        )
        return True

    def _eligible(self, school: Considered) -> Iterator[str]:
        for move in school.matches:
            if move.then is not None and self.standing.against(move, school) is None:
                yield move.action
                for action in move.then.or_:
                    if self._allowed(action, move, school).why == "same_words":
                        yield action

    def _allowed(self, action: str, move: Move, school: Considered) -> Rejected:
        """What the same words allow as well, if no exception forbids it."""
        for exception in self.standing.policy.exceptions:
            if action in exception.forbids and self.standing.excepted(exception, school).certain:
                return Rejected(action, move.id, "forbidden", by=exception.id)
        return Rejected(action, move.id, "same_words")

    def _opened(self, school: Considered, decision: Decision) -> Iterator[Open]:
        """What of the policy is open for a school because something is not known of it."""
        policy, advised = self.standing.policy, {decision.action, decision.leaning}
        for move in policy.rules:
            if move is not decision.move and self.standing.opened(move, school):
                yield from self.standing.open(move, school)
        for move in policy.exceptions:
            if not move.forbids.isdisjoint(advised) and not any(
                self.standing.excepted(move, school)
            ):
                yield from self.standing.open(move, school)


def left_open(decision: Decision) -> Decision:
    """A merger that fits alone, but not beside the others into the same school."""
    why = Rejected(decision.action, decision.move.id if decision.move else "", "host_shared",
                   decision.into)  # fmt: skip
    return decision._replace(action="review", leaning=decision.action, held="host_shared",
                             rejected=(why, *decision.rejected))  # fmt: skip
