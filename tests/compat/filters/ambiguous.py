"""Where the two servers mean to differ: which tasks may be in one answer and not in the other. The only list; each
has its row in docs/compatibility.md."""

import re

from .data_set import data_of


def _value(place, column):
    value = data_of(place)
    for step in column.removeprefix("data.").split("__") if column != "data.under_score" else ("under_score",):
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return ...
    return value


def no_number(item, place):
    """A number is wanted, and the task has something else there: SQLite reads 12 from "12 cats" and 0 from others."""
    column = item["filter"].removeprefix("filter:tasks:")
    if item["type"] != "Number" or not column.startswith("data."):
        return False
    value = _value(place, column)
    if isinstance(value, bool) or value is None or isinstance(value, (list, dict)):
        return True
    return isinstance(value, str) and not re.fullmatch(r"\s*[-+]?\d+(\.\d+)?(e\d+)?\s*", value)


def number_as_text(item, place):
    """How a number is written is found by text: 1000.0 there, 1000 here."""
    column = item["filter"].removeprefix("filter:tasks:")
    if item["type"] == "Number" or not column.startswith("data."):
        return False
    return isinstance(_value(place, column), float) and item["operator"] in ("contains", "not_contains", "regex")


def no_letter_of_ascii(item, place):
    """Lists and objects are kept with \\u escapes there."""
    column = item["filter"].removeprefix("filter:tasks:")
    return column.startswith("data.") and isinstance(_value(place, column), (list, dict))


def text_of_null(item, place):
    """The text "null" is taken for null there."""
    column = item["filter"].removeprefix("filter:tasks:")
    return column.startswith("data.") and item["operator"] == "empty" and _value(place, column) == "null"


PREDICATES = {f.__name__: f for f in (no_number, number_as_text, no_letter_of_ascii, text_of_null)}

# Orders in which the servers place equal tasks differently, or by what else was asked for.
LOOSE_ORDERS = ("tasks:annotators", "tasks:predictions_model_versions")


def ambiguous(combination, place):
    """The name of the difference that lets this task differ; None if none does."""
    for item in combination["items"]:
        for one in (item, item.get("child_filter")):
            for name, applies in PREDICATES.items():
                if one is not None and applies(one, place):
                    return name
    return "null_in_an_order" if null_in_an_order(combination, place) else None


def null_in_an_order(combination, place):
    columns = (order.removeprefix("-").removeprefix("tasks:") for order in combination["ordering"])
    return any(column.startswith("data.") and _value(place, column) is None for column in columns)
