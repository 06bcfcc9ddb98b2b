"""What no plan may do with a school, and the rule, the exception or the lack that forbids it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from compliance.advice.actions import called
from compliance.advice.deciding.standing import unknowns
from compliance.advice.policy.policy import Move
from compliance.advice.policy.trigger import held
from compliance.planning.options import BUILDING, JOINING, Options, Place
from compliance.planning.plan import Plan
from compliance.planning.planner import Planning
from compliance.text import Text, word

PLANNED = ("keep", "rectify", "merge", "merge_relocate", "relocate", "convert", "close")
"""The actions among which a plan chooses."""


class Ban(NamedTuple):
    """Why an action is not open to a school: a code of ``plan.ban`` in the words.

    ``by`` is a rule or exception of the policy, a fact or a school, as the code has it; ``cite``
    and ``words`` are where the policy says so and what it says.
    """

    why: str
    action: str
    by: str = ""
    cite: str = ""
    words: str = ""

    @property
    def text(self) -> Text:
        """The reason as a sentence."""
        said = word(f"plan.ban.{self.why}", action=called(self.action), by=self.by)
        if not self.cite:
            return said
        law = word("advice.law", text=self.words, cite=self.cite)
        return Text(f"{said.zh} {law.zh}", f"{said.en} {law.en}")

    def to_dict(self) -> dict[str, Any]:
        """Everything, ready for JSON."""
        return {**self._asdict(), "text": self.text._asdict()}


def pairs(options: Options, place: Place, action: str, with_: str = "") -> list[tuple[str, str]]:
    """Who may merge with a school so, as (guest, host); ``with_`` asks about one other alone."""
    own = [(place, options[host]) for host in place.hosts]
    own += [(guest, place) for guest in options.guests.get(place.id, ())]
    return [
        (guest.id, host.id) for guest, host in own
        if guest.joins(host, action) and with_ in ("", guest.id, host.id)
    ]  # fmt: skip


def bans(plan: Plan, options: Options, place: Place, action: str, with_: str) -> tuple[Ban, ...]:
    """Why a plan has no way to do something with a school; nothing where it has one."""
    if action not in PLANNED:
        return (Ban("not_planned", action),)
    if action == "keep" or (action == "rectify" and not place.meets):
        return ()
    if place.open:
        needs = ", ".join(dict.fromkeys(unknowns(place.advice.findings)))
        return (Ban("unknown", action, needs or place.id),)
    if action in JOINING:
        return _joining(plan, options, place, action, with_)
    if place.meets:
        return (Ban("meets", action),)
    builds = place.may_build and "relocate" in place.advice.eligible
    open_ = action in place.leaves or (action == "relocate" and builds)
    return () if open_ else tuple(_by_policy(plan, place, action))


def _joining(
    plan: Plan, options: Options, place: Place, action: str, with_: str
) -> tuple[Ban, ...]:
    if pairs(options, place, action, with_):
        return ()
    own = () if place.meets or action in place.advice.eligible else _by_policy(plan, place, action)
    if found := tuple(own):
        return found
    if not with_:
        return (Ban("no_partner", action),)
    return tuple(_apart(plan, place, options[with_], action))


def _apart(plan: Plan, place: Place, other: Place, action: str) -> Iterator[Ban]:
    """Why two schools do not merge with each other."""
    if other.open:
        yield Ban("other_unknown", action, other.id)
        return
    if place.meets and other.meets:
        yield Ban("both_meet", action, other.id)
        return
    if not other.meets and action not in other.advice.eligible:
        yield from _by_policy(plan, other, action)
    regional = planning_of(plan).region.pairs
    for fact in regional.same:
        own, theirs = (one.advice.view.value(fact) for one in (place, other))
        if not own or own != theirs:
            yield Ban("not_same", action, fact)
    known = {place.district, other.district}
    if len(known) > 1 and known.isdisjoint(regional.anywhere):
        yield Ban("other_district", action, other.id)
    else:
        yield Ban("not_among", action, other.id)


def planning_of(plan: Plan) -> Planning:
    """The region of a plan, ready to be planned anew.

    Raises:
        TypeError: the plan was not made by ``compliance.plan``.
    """
    if plan.planning is None:
        raise TypeError(plan)
    return plan.planning


def _by_policy(plan: Plan, place: Place, action: str) -> Iterator[Ban]:
    """The exceptions that forbid an action, what holds it back, or the rules that do not apply."""
    years, policy = place.advice.years, plan.policy
    against = [move for move in policy.exceptions if action in move.forbids]
    if certain := [move for move in against if held(move.test, years).certain]:
        yield from (_quoted("forbidden", action, move) for move in certain)
        return
    for move in against:
        if not held(move.test, years).never:
            yield _quoted("exception_unknown", action, move)
    rules = [move for move in policy.rules if move.then and _advises(move, action)]
    for move in rules:
        yield _quoted(_why(plan, place, move), action, move)
    if not rules:
        yield Ban("no_rule", action)


def _why(plan: Plan, place: Place, move: Move) -> str:
    """Why a rule of the policy leaves an action closed to a school."""
    years = place.advice.years
    if not held(move.whole, years).certain:
        return "not_met"
    if move.harsh and plan.policy.binding != "in_force":
        return "binding_unknown"
    if move.harsh and not held(move.whole, years, firm=True).certain:
        return "inferred"
    return "no_fit" if move.partner is None else "no_match"


def _advises(move: Move, action: str) -> bool:
    """Whether a rule advises an action, or another that leads to the same."""
    if move.then is None:
        return False
    same = BUILDING if action == "relocate" else (action,)
    return not {move.action, *move.then.or_}.isdisjoint(same)


def _quoted(why: str, action: str, move: Move) -> Ban:
    quoted = move.quoted
    return Ban(why, action, move.id, quoted.cite, quoted.text or quoted.paraphrase or "")
