"""2,000 random filters and orders over one data set: which tasks each server lists, in which order."""

import json

import requests
from filters.ambiguous import LOOSE_ORDERS, ambiguous, null_in_an_order
from filters.combinations import combinations
from filters.data_set import CONFIG, FIRST_ANNOTATION, TASKS, fill, number_annotations_from

from .samples import person, project


def run(r, place):
    home = project(r, "Filters", CONFIG)
    people = [person(r, name) for name in ("filter-one", "filter-two")]
    number_annotations_from(FIRST_ANNOTATION, r, project(r, "Numbers of annotations", CONFIG))
    tasks, annotations = fill(r, home, people, place.files)
    accounts = [user.id for user in r.sdk.users.list() if user.email.startswith(("admin@", "filter-"))]
    asked = requests.Session()
    asked.headers["Authorization"] = f"Token {r.token}"
    listing = f"{r.url}/api/tasks/?project={home}&page_size=1000"
    shown = {task["id"]: task for task in asked.get(listing + "&fields=all", timeout=180).json()["tasks"]}
    own = Own(tasks, annotations, sorted(accounts), shown)
    places = {task: at for at, task in enumerate(tasks)}
    told = {}
    for number, combination in enumerate(combinations()):
        query = own.words(combination)
        answer = asked.get(listing, timeout=180, params={"query": json.dumps({
            "filters": {"conjunction": query["conjunction"], "items": query["items"]}, "ordering": query["ordering"]})})
        listed = answer.json().get("tasks") if answer.status_code == 200 else None
        found = None
        if listed is not None:
            shown_once = list(dict.fromkeys(places[task["id"]] for task in listed))
            if len(shown_once) < len(listed):
                told.setdefault("listed_twice", []).append(number)
            found = []
            for at in shown_once:
                difference = ambiguous(combination, at)
                if difference is None:
                    found.append(at)
                elif difference != "null_in_an_order":
                    told.setdefault(difference, []).append([number, at])
            if any(null_in_an_order(combination, at) for at in shown_once):
                told.setdefault("null_in_an_order", []).append([number, *shown_once])
            if any(order.removeprefix("-") in LOOSE_ORDERS for order in combination["ordering"]):
                told.setdefault("loose_orders", []).append(found)
                found = sorted(found)
        r.note(f"filters: {number:04} {json.dumps(combination)}", status=answer.status_code, tasks=found)
    for difference, seen in told.items():
        r.note(f"filters: {difference}", tasks=seen if difference == "loose_orders" else sorted(seen))
    r.note("filters: all", tasks=len(places) == TASKS, first_annotation=annotations[0])


class Own:
    """Puts a server's own values where combinations.py has words for them."""

    def __init__(self, tasks, annotations, accounts, shown):
        self.tasks, self.annotations, self.accounts, self.shown = tasks, annotations, accounts, shown

    def words(self, value):
        if isinstance(value, list):
            return [self.words(one) for one in value]
        if not isinstance(value, dict):
            return value
        if set(value) == {"id"}:
            return self.tasks[value["id"]]
        if set(value) == {"inner"}:
            return self.shown[self.tasks[value["inner"]]]["inner_id"]
        if set(value) == {"account"}:
            return self.accounts[value["account"]]
        if set(value) == {"annotation"}:
            return str(self.annotations[value["annotation"]])
        if set(value) == {"time"}:
            place, column = value["time"]
            return self.time(place, column)
        return {name: self.words(one) for name, one in value.items()}

    def time(self, place, column):
        """Of this task, or of the next that has one, as Label Studio's page writes it."""
        for at in range(place, len(self.tasks)):
            found = self.shown[self.tasks[at]].get(column)
            if found:
                return found if "." in found else found.replace("Z", ".000000Z")
        return "2020-01-01T00:00:00.000000Z"
