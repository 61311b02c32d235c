"""Compares what two servers answered, and takes out what is meant to differ."""

import fnmatch
from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    call: str
    at: str  # "status", "type", "error", "answers", "header NAME", "value PLACE", or a place of the JSON
    label_studio: object
    millrace: object


def compare(label_studio, millrace):
    """Both: name -> answers, as Recorder.calls. Every Difference, in the order of the calls."""
    found = []
    for call in dict.fromkeys([*label_studio, *millrace]):
        theirs, ours = label_studio.get(call), millrace.get(call)
        if theirs is None or ours is None:
            found.append(Difference(call, "answers", "called" if theirs else "not called",
                                    "called" if ours else "not called"))
            continue
        if len(theirs) != len(ours):
            found.append(Difference(call, "answers", len(theirs), len(ours)))
        for their, our in zip(theirs, ours):
            found += _compare_answers(call, their, our)
    return list(dict.fromkeys(found))


def _compare_answers(call, theirs, ours):
    if theirs["status"] != ours["status"]:
        # The bodies of two outcomes have nothing to say to each other.
        return [Difference(call, "status", _outcome(theirs), _outcome(ours))]
    found = []
    for at in ("error", "type"):
        if theirs.get(at) != ours.get(at):
            found.append(Difference(call, at, theirs.get(at), ours.get(at)))
    same_kind = bool(theirs.get("places")) == bool(ours.get("places"))
    for group, title in (("headers", "header "), ("same", "value "), ("places", "")):
        left, right = theirs.get(group, {}), ours.get(group, {})
        if group != "headers" and not same_kind:
            continue
        for place in dict.fromkeys([*left, *right]):
            if left.get(place) == right.get(place):
                continue
            if group == "places" and _below_another(place, found):
                continue
            found.append(Difference(call, title + place, _text(left, place), _text(right, place)))
    return found


def _below_another(place, found):
    """Members of an object that only one of them has are told once, by the object."""
    return any(place.startswith(other.at + end) for other in found for end in (".", "["))


def _text(side, place):
    if place not in side:
        return "(absent)"
    value = side[place]
    return "|".join(value) if isinstance(value, list) and all(isinstance(v, str) for v in value) else str(value)


def _outcome(answer):
    words = answer.get("same", {}).get("refusal")
    return f"{answer['status']}" + (f" {words}" if words else "")


@dataclass(frozen=True)
class Deliberate:
    """One difference that is meant, or one kind of them. All but `section` and `row` are patterns: "*" is any text.
    `section` and `row` say where docs/compatibility.md tells it: a heading, and the first cell of a row below it."""

    section: str
    row: str
    calls: str
    at: str
    label_studio: str = "*"
    millrace: str = "*"

    def covers(self, difference):
        return (matches(difference.call, self.calls) and matches(difference.at, self.at)
                and matches(str(difference.label_studio), self.label_studio)
                and matches(str(difference.millrace), self.millrace))


def matches(text, pattern):
    # fnmatch would read "[]" of a place as a set of characters.
    return fnmatch.fnmatchcase(text, pattern.replace("[", "[[]"))


def split(differences, deliberate):
    """(those that nobody meant, the entries of `deliberate` that nothing matched)"""
    unexpected = [d for d in differences if not any(entry.covers(d) for entry in deliberate)]
    idle = [entry for entry in deliberate if not any(entry.covers(d) for d in differences)]
    return unexpected, idle


def table(differences):
    """For a terminal: a paragraph for each difference."""
    return "\n".join(f"{d.call}\n    {d.at}\n      Label Studio: {_short(d.label_studio)}\n"
                     f"      Millrace:     {_short(d.millrace)}" for d in differences)


def _short(value, most=400):
    text = str(value)
    return text if len(text) <= most else text[:most] + " …"
