"""The project of texts that the benches label."""

from stage import Millrace

TEXTS = '<View><Text name="txt" value="$text"/><Choices name="c" toName="txt">'
TEXTS += '<Choice value="A"/><Choice value="B"/></Choices></View>'
RESULT = [{"from_name": "c", "to_name": "txt", "type": "choices", "value": {"choices": ["A"]}}]


def import_tasks(server: Millrace, project: int, count: int, annotations: list) -> None:
    for begin in range(0, count, 1000):
        tasks = [
            {"data": {"text": f"text {i}"}, "annotations": annotations}
            for i in range(begin, min(begin + 1000, count))
        ]
        server.call("POST", f"/api/projects/{project}/import", tasks)
