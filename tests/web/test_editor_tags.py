"""Every kind of labeling with a real mouse: drawn, submitted, and compared with what the server then holds."""

import base64
import re

import labeling
import pytest
from labeling import PICTURE, Editor


@pytest.fixture
def editing(server, page):
    """editing(config, data) opens a project with one task, of a file if `data` names one, and returns the editor."""
    def begin(config, data):
        project, tasks = (labeling.upload(server, config, data) if isinstance(data, str)
                          else labeling.project(server, config, [data]))
        page.goto(f"/projects/{project}/label")
        editor = Editor(page).opens(tasks[0])
        editor.task = tasks[0]
        return editor
    return begin


@pytest.fixture
def submitted(server, page):
    """submitted(editor) submits and returns the regions that the server has."""
    def end(editor):
        editor.submit()
        page.get_by_role("heading", name="The only task is done").wait_for()
        return labeling.result(server, editor.task)
    return end


def image(control):
    return f'<View><Image name="image" value="$image"/>{control}</View>'


def test_polygon(editing, submitted):
    editor = editing(image('<PolygonLabels name="p" toName="image"><Label value="Cat"/></PolygonLabels>'), {"image": PICTURE})
    editor.label("Cat")
    corners = [(0.2, 0.2), (0.6, 0.25), (0.5, 0.7), (0.25, 0.6), (0.2, 0.2)]
    for corner in corners:
        editor.click(*corner)
    editor.says("Saved just now")
    [region] = submitted(editor)
    assert region["type"] == "polygonlabels" and region["value"]["polygonlabels"] == ["Cat"]
    assert region["value"]["closed"] is True
    for (x, y), (wanted_x, wanted_y) in zip(region["value"]["points"], corners[:4], strict=True):
        assert (x, y) == pytest.approx((wanted_x * 100, wanted_y * 100), abs=1.5)


def test_brush(editing, submitted):
    editor = editing(image('<BrushLabels name="b" toName="image"><Label value="Cat"/></BrushLabels>'), {"image": PICTURE})
    editor.label("Cat")
    editor.drag((0.3, 0.3), (0.5, 0.5), (0.6, 0.4))
    editor.says("Saved just now")
    [region] = submitted(editor)
    assert region["type"] == "brushlabels" and region["value"]["format"] == "rle"
    assert len(region["value"]["rle"]) > 50


def place_of(editor, word):
    """Where a word of the text is on the page."""
    x, y = editor.frame.locator("body").evaluate("""(node, word) => {
      const walker = document.createTreeWalker(node.ownerDocument.body, NodeFilter.SHOW_TEXT)
      while (walker.nextNode()) {
        const at = walker.currentNode.textContent.indexOf(word)
        if (at < 0 || !node.contains(walker.currentNode)) continue
        const range = node.ownerDocument.createRange()
        range.setStart(walker.currentNode, at)
        range.setEnd(walker.currentNode, at + word.length)
        const box = range.getBoundingClientRect()
        return [box.x + box.width / 2, box.y + box.height / 2]
      }
    }""", word)
    frame = editor.page.get_by_title("Labeling editor").bounding_box()
    return frame["x"] + x, frame["y"] + y


def label_words(editor, *pairs):
    """A double click on each word, as people select words."""
    for label, word in pairs:
        editor.label(label)
        editor.page.mouse.dblclick(*place_of(editor, word))
        editor.page.keyboard.press("Escape")


SPANS = """<View><Labels name="ner" toName="text"><Label value="Person"/><Label value="Place"/></Labels>
  <Relations><Relation value="lives in"/></Relations><Text name="text" value="$text"/></View>"""


def test_text_spans(editing, submitted):
    editor = editing(SPANS, {"text": "Ann lives in Paris today"})
    label_words(editor, ("Person", "Ann"), ("Place", "Paris"))
    found = [r for r in submitted(editor) if r["type"] == "labels"]
    assert [(r["value"]["start"], r["value"]["end"], r["value"]["text"], r["value"]["labels"]) for r in found] == [
        (0, 3, "Ann", ["Person"]), (13, 18, "Paris", ["Place"])]


def test_a_relation_between_spans(editing, submitted):
    editor = editing(SPANS, {"text": "Ann lives in Paris today"})
    label_words(editor, ("Person", "Ann"), ("Place", "Paris"))
    editor.says("Saved just now")
    editor.page.mouse.click(*place_of(editor, "Ann"))
    editor.page.keyboard.press("Alt+r")
    editor.page.mouse.click(*place_of(editor, "Paris"))
    editor.says("Saved just now")
    found = submitted(editor)
    [relation] = [r for r in found if r["type"] == "relation"]
    ids = {r["value"]["text"]: r["id"] for r in found if r["type"] == "labels"}
    assert relation == {"type": "relation", "from_id": ids["Ann"], "to_id": ids["Paris"], "direction": "right"}


def test_choices_and_text(editing, submitted):
    editor = editing("""<View><Text name="text" value="$text"/>
      <Choices name="c" toName="text" choice="multiple"><Choice value="Red"/><Choice value="Blue"/></Choices>
      <TextArea name="t" toName="text" maxSubmissions="1"/></View>""", {"text": "Say"})
    editor.choice("Red").click()
    editor.choice("Blue").click()
    editor.frame.get_by_role("textbox").first.fill("a note")
    editor.frame.get_by_role("textbox").first.press("Enter")
    found = {r["from_name"]: r["value"] for r in submitted(editor)}
    assert found == {"c": {"choices": ["Red", "Blue"]}, "t": {"text": ["a note"]}}


def test_audio(editing, submitted):
    editor = editing("""<View><Labels name="l" toName="audio"><Label value="Bell"/></Labels>
      <Audio name="audio" value="$audio"/></View>""", "bell.wav")
    editor.frame.locator("canvas").first.wait_for()
    editor.label("Bell")
    widest = max((c.bounding_box() for c in editor.frame.locator("canvas").all()), key=lambda b: b["width"] * b["height"])
    y = widest["y"] + widest["height"] / 2
    editor.page.mouse.move(widest["x"] + 0.2 * widest["width"], y)
    editor.page.mouse.down()
    editor.page.mouse.move(widest["x"] + 0.5 * widest["width"], y, steps=8)
    editor.page.mouse.up()
    editor.says("Saved just now")
    [region] = submitted(editor)
    value, length = region["value"], region["original_length"]
    assert value["labels"] == ["Bell"] and length > 0
    assert 0.1 * length < value["start"] < 0.3 * length < value["end"] < 0.6 * length


def test_video(editing, submitted):
    editor = editing("""<View><Labels name="l" toName="video"><Label value="Car"/></Labels>
      <Video name="video" value="$video"/><VideoRectangle name="box" toName="video"/></View>""",
                     "street.webm")
    editor.frame.get_by_text(re.compile(r"^of [1-9]|^[1-9]\d+$")).first.wait_for()  # it knows its frames
    editor.label("Car")
    editor.drag((0.4, 0.4), (0.6, 0.6))
    editor.says("Saved just now")
    [region] = submitted(editor)
    assert region["type"] == "videorectangle" and region["value"]["labels"] == ["Car"]
    assert region["value"]["sequence"][0]["frame"] == 1
    assert region["value"]["framesCount"] > 1


def test_time_series(editing, submitted):
    editor = editing("""<View><TimeSeriesLabels name="l" toName="ts"><Label value="Tide"/></TimeSeriesLabels>
      <TimeSeries name="ts" value="$csv" valueType="url" timeColumn="time"><Channel column="water"/></TimeSeries></View>""",
                     {"csv": "data:text/csv;base64," + base64.b64encode((labeling.SAMPLES / "tide.csv").read_bytes()).decode()})
    plot = editor.frame.locator("svg .overlay").first  # drawn by the editor, without a name
    plot.wait_for()
    editor.label("Tide")
    box = plot.bounding_box()
    y = box["y"] + box["height"] / 2
    editor.page.mouse.move(box["x"] + 0.3 * box["width"], y)
    editor.page.mouse.down()
    editor.page.mouse.move(box["x"] + 0.5 * box["width"], y, steps=8)
    editor.page.mouse.up()
    editor.says("Saved just now")
    [region] = submitted(editor)
    assert region["type"] == "timeserieslabels" and region["value"]["timeserieslabels"] == ["Tide"]
    assert region["value"]["start"] < region["value"]["end"]


def test_taxonomy(editing, submitted):
    editor = editing("""<View><Text name="text" value="$text"/><Taxonomy name="t" toName="text">
      <Choice value="Animals"><Choice value="Cat"/></Choice><Choice value="Plants"/></Taxonomy></View>""", {"text": "Say"})
    editor.frame.get_by_role("combobox").click()
    editor.frame.get_by_text("Plants").last.click()
    editor.page.keyboard.press("Escape")
    [region] = submitted(editor)
    assert region["value"] == {"taxonomy": [["Plants"]]}


def test_ranker(editing, submitted):
    editor = editing("""<View><List name="list" value="$items" title="Items"/><Ranker name="rank" toName="list"/></View>""",
                     {"items": [{"id": k, "title": f"Item {k}", "body": k} for k in "abc"]})
    first = editor.frame.get_by_role("heading", name="Item a").bounding_box()
    last = editor.frame.get_by_role("heading", name="Item c").bounding_box()
    mouse = editor.page.mouse
    mouse.move(first["x"] + 10, first["y"] + 10)
    mouse.down()
    mouse.move(first["x"] + 10, first["y"] + 30, steps=4)
    mouse.move(last["x"] + 10, last["y"] + last["height"] + 20, steps=12)
    mouse.up()
    editor.says("Saved just now")
    [region] = submitted(editor)
    assert region["type"] == "ranker"
    assert region["value"]["ranker"] == {"rank": ["b", "c", "a"]}
