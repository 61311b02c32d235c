"""What of an answer is compared: the types at each place of its JSON, and values by their place.

A place is written like "$.results[].title": members by name, every item of a list by "[]".
"""

TYPES = {bool: "boolean", int: "integer", float: "number", str: "string", type(None): "null"}

# Values that two servers cannot share; where a whole body is compared they are left out.
OWN_VALUES = {"id", "inner_id", "created_at", "updated_at", "created_ago", "created_username", "completed_by",
              "created_by", "updated_by", "last_created_by", "project", "task", "annotation", "parent_prediction",
              "parent_annotation", "file_upload", "file_upload_id", "import_id", "time_completed", "duration", "version",
              "exc_info", "email", "last_sync", "unique_id", "draft_created_at", "username", "date_joined", "last_activity"}


def types_by_place(value, place="$", found=None):
    """Place -> set of types; the items of a list share one place."""
    found = {} if found is None else found
    if isinstance(value, dict):
        found.setdefault(place, set()).add("object")
        for name, member in value.items():
            types_by_place(member, f"{place}.{name}", found)
    elif isinstance(value, list):
        found.setdefault(place, set()).add("array")
        for item in value:
            types_by_place(item, f"{place}[]", found)
    else:
        found.setdefault(place, set()).add(TYPES[type(value)])
    return found


# Lists whose order says nothing (Label Studio's is that of a set).
UNORDERED = {"data_columns"}

# Of a refusal everything is compared but these.
OWN_TO_A_REFUSAL = {"id", "version", "exc_info"}


def pick(value, place):
    """The value at "a.b[].c"; a list for each "[]". "*" is everything but OWN_VALUES, "refusal" what it says."""
    if place == "*":
        return shared(value)
    if place == "refusal":
        return {k: v for k, v in value.items() if k not in OWN_TO_A_REFUSAL} if isinstance(value, dict) else value
    for i, step in enumerate(place.split(".")):
        name, each = step.removesuffix("[]"), step.endswith("[]")
        if name:
            if not isinstance(value, dict) or name not in value:
                return "(absent)"
            value = value[name]
        if each:
            rest = ".".join(place.split(".")[i + 1:])
            if not isinstance(value, list):
                return "(no list)"
            return [pick(item, rest) if rest else item for item in value]
    return sorted(value) if place in UNORDERED and isinstance(value, list) else value


def shared(value):
    if isinstance(value, dict):
        return {name: shared(member) for name, member in value.items() if name not in OWN_VALUES}
    if isinstance(value, list):
        return [shared(item) for item in value]
    return value
