"""Projects: settings, label configs and what refuses them, counters, summary, duplicates."""

from .samples import PICTURES, TEXTS, choice, project, tasks

COUNTERS = ("task_number", "finished_task_number", "total_annotations_number", "total_predictions_number",
            "num_tasks_with_annotations", "useful_annotation_number", "ground_truth_number", "skipped_annotations_number")

# Words for a call's name -> a label config.
BAD_CONFIGS = {
    "no XML": "no config",
    "not closed": "<View><Text name='t' value='$t'>",
    "empty": "",
    "no control": "<View><Text name='t' value='$t'/></View>",
    "control without toName": "<View><Text name='t' value='$t'/><Choices name='c'><Choice value='a'/></Choices></View>",
    "toName of nothing": "<View><Text name='t' value='$t'/><Choices name='c' toName='x'><Choice value='a'/></Choices></View>",
    "one name twice": "<View><Text name='t' value='$t'/><Choices name='t' toName='t'><Choice value='a'/></Choices></View>",
    "control without name": "<View><Text name='t' value='$t'/><Choices toName='t'><Choice value='a'/></Choices></View>",
    "object without value": "<View><Text name='t'/><Choices name='c' toName='t'><Choice value='a'/></Choices></View>",
    "one choice twice": "<View><Text name='t' value='$t'/><Choices name='c' toName='t'><Choice value='a'/>"
                        "<Choice value='a'/></Choices></View>",
    "entity": "<!DOCTYPE a [<!ENTITY e 'x'>]><View><Text name='t' value='&e;'/></View>",
}
GOOD_CONFIGS = {
    "text": TEXTS,
    "pictures": PICTURES,
    "several controls": """<View><Image name="i" value="$image"/><Text name="t" value="$text"/>
<RectangleLabels name="r" toName="i"><Label value="A" background="red"/></RectangleLabels>
<BrushLabels name="b" toName="i"><Label value="B" alias="bb"/></BrushLabels>
<Labels name="l" toName="t"><Label value="PER"/></Labels><Rating name="stars" toName="t"/>
<TextArea name="note" toName="t" perRegion="true"/><Number name="n" toName="t"/></View>""",
    "audio": """<View><Audio name="a" value="$audio"/><Labels name="l" toName="a"><Label value="Speech"/></Labels>
<TextArea name="words" toName="a"/></View>""",
    "taxonomy": """<View><HyperText name="h" value="$html"/><Taxonomy name="x" toName="h"><Choice value="A">
<Choice value="B"/></Choice></Taxonomy></View>""",
    "dynamic choices": """<View><Text name="t" value="$t"/><Choices name="c" toName="t" value="$options"/></View>""",
    "pairwise": """<View><Pairwise name="p" toName="a,b"/><Text name="a" value="$one"/><Text name="b" value="$two"/></View>""",
    "repeater": """<View><Repeater on="$items" indexFlag="{{idx}}"><Text name="t_{{idx}}" value="$items[{{idx}}].text"/>
<Choices name="c_{{idx}}" toName="t_{{idx}}"><Choice value="a"/></Choices></Repeater></View>""",
}


def run(r, place):
    sdk = r.sdk
    empty = r.call("projects: create with nothing", sdk.projects.create,
                   same=("title", "label_config", "parsed_label_config", "sampling", "color", "maximum_annotations",
                         "skip_queue", "show_skip_button", "control_weights", "is_published", "overlap_cohort_percentage"))
    full = r.call("projects: create", sdk.projects.create, title="Mill", description="All of it", label_config=TEXTS,
                  expert_instruction="<b>Read</b>", show_instruction=True, show_skip_button=False,
                  enable_empty_annotation=False, show_annotation_history=True, color="#AABBCC", maximum_annotations=2,
                  sampling="Uniform sampling", skip_queue="REQUEUE_FOR_ME", show_collab_predictions=False,
                  reveal_preannotations_interactively=True, min_annotations_to_start_training=5,
                  same=("title", "description", "parsed_label_config", "control_weights", "color", "sampling", "skip_queue",
                        "maximum_annotations", "expert_instruction", "min_annotations_to_start_training", *COUNTERS))
    r.call("projects: get", sdk.projects.get, full.id, same=("title", "parsed_label_config", "control_weights", *COUNTERS))
    r.call("projects: list", sdk.projects.list, same=("count", "next", "previous"))
    r.ask("projects: list, one a page", "GET", "/api/projects/?page=1&page_size=1", same=("previous",))
    r.ask("projects: list, page behind the last", "GET", "/api/projects/?page=999")
    r.ask("projects: list, page of a wrong type", "GET", "/api/projects/?page=x")
    r.ask("projects: list by ids", "GET", f"/api/projects/?ids={full.id}", same=("count", "results[].title"))
    r.ask("projects: list, ids of a wrong type", "GET", "/api/projects/?ids=x")
    r.ask("projects: list by title", "GET", "/api/projects/?title=mil", same=("results[].title",))
    r.ask("projects: list, some members", "GET", f"/api/projects/?ids={full.id}&include=id,title,task_number",
          same=("results[].title", "results[].task_number"))
    r.ask("projects: list, ordered", "GET", "/api/projects/?ordering=title", same=("results[].title",))
    r.ask("projects: list, ordered by nonsense", "GET", "/api/projects/?ordering=nonsense", body=False)
    r.call("projects: counts", sdk.projects.list_counts)

    r.call("projects: change title", sdk.projects.update, full.id, title="Water mill", same=("title",))
    r.ask("projects: change nothing", "PATCH", f"/api/projects/{full.id}/", json={}, same=("title",))
    for words, body in {
        "title too short": {"title": "ab"}, "title too long": {"title": "x" * 51}, "title empty": {"title": ""},
        "title of a wrong type": {"title": ["x"]}, "sampling unknown": {"sampling": "Magic"},
        "skip_queue unknown": {"skip_queue": "MAGIC"}, "maximum_annotations of a wrong type": {"maximum_annotations": "two"},
        "maximum_annotations negative": {"maximum_annotations": -1}, "maximum_annotations zero": {"maximum_annotations": 0},
        "show_instruction of a wrong type": {"show_instruction": "perhaps"}, "color too long": {"color": "#" * 20},
        "model_version": {"model_version": "v9"}, "overlap share": {"overlap_cohort_percentage": "x"},
        "unknown member": {"no_such_member": 1}, "id": {"id": 424242}, "title null": {"title": None},
    }.items():
        r.ask(f"projects: change, {words}", "PATCH", f"/api/projects/{full.id}/", json=body)
    sdk.projects.update(full.id, title="Water mill", maximum_annotations=2)  # as before all that
    r.ask("projects: create, title too short", "POST", "/api/projects/", json={"title": "ab"})
    r.ask("projects: create, body is a list", "POST", "/api/projects/", json=[1])
    r.ask("projects: create by a form", "POST", "/api/projects/", data={"title": "Of a form", "maximum_annotations": "3"},
          same=("title", "maximum_annotations"))

    for words, config in BAD_CONFIGS.items():
        r.ask(f"projects: validate, {words}", "POST", "/api/projects/validate/", json={"label_config": config})
        r.ask(f"projects: create, config {words}", "POST", "/api/projects/", json={"title": "Bad", "label_config": config})
    for words, config in GOOD_CONFIGS.items():
        r.ask(f"projects: validate, good: {words}", "POST", "/api/projects/validate/", json={"label_config": config})
        r.ask(f"projects: config, good: {words}", "POST", "/api/projects/", json={"title": words, "label_config": config},
              same=("parsed_label_config", "control_weights", "data_types"))
    r.ask("projects: validate nothing", "POST", "/api/projects/validate/", json={})

    ids = tasks(r, full.id, 4)
    r.call("projects: get with tasks", sdk.projects.get, full.id, same=COUNTERS)
    sdk.annotations.create(ids[0], result=choice("good"), lead_time=2.5)
    sdk.annotations.create(ids[0], result=choice("bad"), was_cancelled=True)
    sdk.annotations.create(ids[1], result=choice("bad"), ground_truth=True)
    sdk.predictions.create(task=ids[2], result=choice("bad"), score=0.5, model_version="m1")
    r.call("projects: get with annotations", sdk.projects.get, full.id, same=COUNTERS)
    r.ask("projects: summary", "GET", f"/api/projects/{full.id}/summary/", same=("*",))
    r.ask("projects: model versions", "GET", f"/api/projects/{full.id}/model-versions/", same=("*",))
    r.ask("projects: model versions, with details", "GET", f"/api/projects/{full.id}/model-versions/?extended=true")
    r.call("projects: annotators", sdk.projects.list_unique_annotators, full.id)
    r.call("projects: validate, fits", sdk.projects.validate_label_config, full.id, label_config=TEXTS)
    for words, config in {
        "control renamed": TEXTS.replace('"kind"', '"sort"'),
        "label removed": TEXTS.replace('<Choice value="bad"/>', ""),
        "label added": TEXTS.replace('<Choice value="bad"/>', '<Choice value="bad"/><Choice value="new"/>'),
        "data key changed": TEXTS.replace("$text", "$body"),
    }.items():
        r.ask(f"projects: validate, {words}", "POST", f"/api/projects/{full.id}/validate/", json={"label_config": config})
        r.ask(f"projects: change config, {words}", "PATCH", f"/api/projects/{full.id}/", json={"label_config": config},
              same=("parsed_label_config",))
    r.call("projects: duplicate", sdk.projects.duplicate, full.id, mode="settings", title="Copy", workspace=1)
    r.ask("projects: sample task", "POST", f"/api/projects/{full.id}/sample-task/", json={"label_config": TEXTS})
    r.ask("projects: templates", "GET", "/api/templates/", body=False)

    sdk.tasks.delete(ids[1])
    r.call("projects: get after a task is deleted", sdk.projects.get, full.id, same=COUNTERS)
    r.call("projects: delete all tasks", sdk.tasks.delete_all_tasks, full.id)
    r.call("projects: get without tasks", sdk.projects.get, full.id, same=COUNTERS)
    r.call("projects: delete", sdk.projects.delete, empty.id)
    r.call("projects: get a deleted one", sdk.projects.get, empty.id)
    r.call("projects: change unknown", sdk.projects.update, 99999, title="Nothing")
    r.call("projects: delete unknown", sdk.projects.delete, 99999)
    r.ask("projects: summary of unknown", "GET", "/api/projects/99999/summary/")
    model_versions(r)


def model_versions(r):
    home = project(r, "Model versions")
    ids = tasks(r, home, 3)
    r.sdk.projects.import_predictions(home, request=[
        {"task": task, "result": choice("good"), "score": 0.5, "model_version": version}
        for task, version in zip([*ids, *ids], ["one", "one", "two", "two", "three", "one"])])
    r.sdk.projects.update(home, model_version="two")
    path = f"/api/projects/{home}/model-versions/"
    for words, query in {"plain": "", "two of them": "?limit=2", "none of them": "?limit=0", "limit of a wrong type": "?limit=x",
                         "extended": "?extended=true", "live ones too": "?extended=true&include_live_models=true"}.items():
        r.ask(f"projects: model versions, {words}", "GET", path + query,
              same=("static[].model_version", "static[].count") if "extended" in query else ("*",))
    for words, body in {"no name": {}, "unknown": {"model_version": "none"},
                        "one": {"model_version": "one"}, "the chosen one": {"model_version": "two"}}.items():
        r.ask(f"projects: model versions, delete, {words}", "DELETE", path, json=body, same=("*",))
    r.ask("projects: model versions, after all", "GET", path, same=("*",))
    r.call("projects: get after its model versions", r.sdk.projects.get, home, same=("total_predictions_number", "model_version"))
    r.ask("projects: model versions of an unknown project", "GET", "/api/projects/99999/model-versions/")
