"""A small model for the tests, on the example server of label-studio-ml.

Choices: the label that the last training named, else the first one. Rectangles: one in the middle, or, where a smart
tool drew something, one around that. What the task's data says wins: "fail" raises, "slow" takes that many seconds.
"""

import time

from label_studio_ml.model import LabelStudioMLBase


class Small(LabelStudioMLBase):
    TRAIN_EVENTS = (*LabelStudioMLBase.TRAIN_EVENTS, "START_TRAINING")

    def predict(self, tasks, context=None, **_):
        return [self._predict(task["data"], context) for task in tasks]

    def fit(self, _tasks, event=None, data=None, **_kwargs):
        if event == "START_TRAINING":
            return {"label": "last"}
        result = data["annotation"]["result"] if "annotation" in data else []
        chosen = [region["value"]["choices"][0] for region in result if region["type"] == "choices"]
        return {"label": chosen[0] if chosen else "last"}

    def _predict(self, data, context):
        if data.get("fail"):
            raise ValueError(str(data["fail"]))
        time.sleep(float(data.get("slow", 0)))
        regions = [self._region(name, control, context) for name, control in self.parsed_label_config.items()
                   if control["type"] in ("Choices", "RectangleLabels")]
        return {"result": [region for region in regions if region is not None], "score": 0.75}

    def _region(self, name, control, context):
        labels = control["labels"]
        region = {"from_name": name, "to_name": control["to_name"][0], "type": control["type"].lower()}
        if control["type"] == "Choices":
            trained = self.train_output.get("label")
            label = labels[-1] if trained == "last" else trained or labels[0]
            return None if context else region | {"value": {"choices": [label]}}
        place = {"x": 25, "y": 25, "width": 50, "height": 50}
        if context:
            drawn = context["result"][-1]["value"]
            place = {"x": max(drawn["x"] - 10, 0), "y": max(drawn["y"] - 10, 0), "width": 20, "height": 20}
        return region | {"value": place | {"rotation": 0, "rectanglelabels": [labels[0]]}}
