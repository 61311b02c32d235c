"""Random filters and orders over the columns of data_set.py.

Values that are a server's own are written as words for them: {"id": place}, {"inner": place}, {"account": n}, {"annotation": n},
{"time": [place, column]}."""

import random

from .data_set import DAYS, MIXED, TASKS, VERSIONS, WORDS

COUNT = 2000
NUMBERS = ("equal", "not_equal", "less", "greater", "less_or_equal", "greater_or_equal")
COLUMNS_TO_ORDER_BY = (
    "id", "inner_id", "created_at", "updated_at", "completed_at", "total_annotations", "cancelled_annotations",
    "total_predictions", "predictions_score", "avg_lead_time", "draft_exists", "updated_by", "annotators", "annotations_ids",
    "predictions_model_versions", "data.text", "data.number", "data.numeric", "data.mixed", "data.day", "data.place",
    "data.empty")


def combinations(seed=11, count=COUNT):
    """`count` of {"conjunction", "items", "ordering"}."""
    chance = random.Random(seed)
    for _ in range(count):
        items = [_item(chance) for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 4)))]
        for item in items:
            if chance.random() < 0.04:
                # Of columns of the task itself: it knows no others there.
                item["child_filter"] = _compared(chance, chance.choice(("total_annotations", "total_predictions")),
                                                 "Number", [0, 1, 2])
        ordering = []
        if chance.random() < 0.6:
            sign = chance.choice(("", "-"))
            ordering = [f"{sign}tasks:{chance.choice(COLUMNS_TO_ORDER_BY)}"]
        yield {"conjunction": chance.choice(("and", "and", "or")), "items": items, "ordering": ordering}


def _filter(column, operator, type_, value):
    return {"filter": f"filter:tasks:{column}", "operator": operator, "type": type_, "value": value}


def _item(chance):
    return chance.choice((_numbers, _ids, _times, _people, _results, _annotation_ids, _versions, _files, _flags,
                          _texts, _texts, _texts, _data_numbers, _data_numbers))(chance)


def _range(chance, values):
    low, high = sorted(chance.sample(range(len(values)), 2))
    return {"min": values[low], "max": values[high]}


def _compared(chance, column, type_, values):
    kind = chance.random()
    if kind < 0.7:
        return _filter(column, chance.choice(NUMBERS), type_, chance.choice(values))
    if kind < 0.85:
        return _filter(column, chance.choice(("in", "not_in")), type_, _range(chance, values))
    if kind < 0.93:
        return _filter(column, chance.choice(("in_list", "not_in_list")), type_, chance.sample(values, 2))
    return _filter(column, "empty", type_, chance.choice((True, False, "true", "false")))


def _numbers(chance):
    column, values = chance.choice((
        ("total_annotations", [0, 1, 2, 3]), ("cancelled_annotations", [0, 1, 2]), ("total_predictions", [0, 1, 2]),
        ("predictions_score", [0.1, 0.25, 0.3, 0.5, 0.75, 1]), ("avg_lead_time", [0.125, 1, 1.75, 2.5, 10]),
        ("inner_id", [{"inner": place} for place in (0, 4, 99, 199, 305, 319)])))
    item = _compared(chance, column, "Number", values)
    if chance.random() < 0.2 and item["operator"] in NUMBERS and column != "inner_id":
        item["value"] = str(item["value"])
    return item


def _ids(chance):
    places = chance.sample(range(TASKS), 2)
    operator = chance.choice((*NUMBERS, "in", "not_in", "in_list", "not_in_list"))
    value = {"id": places[0]}
    if operator in ("in", "not_in"):
        value = {"min": {"id": min(places)}, "max": {"id": max(places)}}
    elif operator.endswith("_list"):
        value = [{"id": place} for place in places]
    return _filter("id", operator, "Number", value)


def _times(chance):
    column = chance.choice(("created_at", "updated_at", "completed_at"))
    if column == "completed_at" and chance.random() < 0.2:
        return _filter(column, "empty", "Datetime", chance.choice((True, False)))
    value = {"time": [chance.randrange(300), column]}
    operator = chance.choice((*NUMBERS, "in", "not_in"))
    if operator in ("in", "not_in"):
        value = {"min": value, "max": {"time": [chance.randrange(300), column]}}
    return _filter(column, operator, "Datetime", value)


def _people(chance):
    column = chance.choice(("annotators", "annotators", "updated_by"))
    operator = chance.choice(("contains", "not_contains", "empty"))
    if operator == "empty":
        return _filter(column, operator, "List", chance.choice((True, False)))
    return _filter(column, operator, "List", {"account": chance.randrange(3)})


def _results(chance):
    column = chance.choice(("annotations_results", "predictions_results"))
    operator = chance.choice(("contains", "contains", "not_contains", "equal", "not_equal", "empty"))
    if operator == "empty":
        return _filter("annotations_results", operator, "String", chance.choice((True, False)))
    if operator.endswith("equal"):
        return _filter(column, operator, "String", chance.choice(("[]", "{\"a\": 1}", "[1]")))
    return _filter(column, operator, "String", chance.choice(("good", "BAD", "note", "\"choices\": [\"good\"]", "r2", "nothing")))


def _annotation_ids(chance):
    operator = chance.choice(("contains", "not_contains", "equal", "not_equal", "empty"))
    if operator == "empty":
        return _filter("annotations_ids", operator, "String", chance.choice((True, False)))
    return _filter("annotations_ids", operator, "String", {"annotation": chance.randrange(200)})


def _versions(chance):
    operator = chance.choice(("contains", "not_contains", "empty"))
    if operator == "empty":
        return _filter("predictions_model_versions", operator, "List", chance.choice((True, False)))
    return _filter("predictions_model_versions", operator, "List",
                   chance.sample((*VERSIONS, "v", "big", "none"), chance.choice((1, 2))))


def _files(chance):
    column, values = chance.choice((("file_upload", ("part", "SECOND", ".json", "no")), ("storage_filename", ("big", "-1", ".json"))))
    operators = ("contains", "not_contains", "regex", "empty") if column == "file_upload" else ("contains", "not_contains")
    operator = chance.choice(operators)
    if operator == "empty":
        return _filter(column, operator, "String", chance.choice((True, False)))
    return _filter(column, operator, "String", chance.choice(values))


def _flags(chance):
    column = chance.choice(("draft_exists", "data.flag"))
    return _filter(column, chance.choice(("equal", "not_equal")), "Boolean", chance.choice((True, False, "true", "false")))


def _texts(chance):
    column, values = chance.choice((
        ("data.text", WORDS), ("data.text", WORDS), ("data.mixed", (*(v for v in MIXED if isinstance(v, str)), "00.0")),
        ("data.day", DAYS), ("data.empty", ("", "x", "0")), ("data.under_score", ("u", "U", "v")),
        ("data.nested__a__b", ("deep", "DEEP", "x")), ("data.nested__list__0", ("Alpha", "beta")), ("data.missing", ("x",)),
        ("data.number", ("5", "-"))))
    operator = chance.choice(("contains", "contains", "not_contains", "equal", "not_equal", "regex", "empty", "in_list",
                              "not_in_list", "less", "greater_or_equal"))
    type_ = chance.choice(("String", "Unknown"))
    if operator in ("less", "greater_or_equal") and column not in ("data.text", "data.day", "data.under_score"):
        operator = "contains"
    if operator == "empty":
        return _filter(column, operator, type_, chance.choice((True, False, "true", "false")))
    if operator == "regex":
        return _filter(column, operator, type_, chance.choice(("^a", "[0-9]+$", "(?i)BETA", "\\s", "é|д", ".", "^$")))
    if operator.endswith("_list"):
        return _filter(column, operator, type_, chance.sample(values, min(len(values), 2)))
    value = chance.choice(values)
    if operator.endswith("contains") and chance.random() < 0.4:
        value = value[:3].swapcase()
    return _filter(column, operator, type_, value)


def _data_numbers(chance):
    column = chance.choice(("data.number", "data.number", "data.numeric", "data.place", "data.mixed"))
    values = [-3, 0, 1, 5, 5.5, 7, 9.5, 100, 150, 300, 1000]
    return _compared(chance, column, "Number", values)
