import { describe, expect, it } from "vitest";
import { editLabels, labelProblem, newLabels, readGroups } from "./labelEdits";

const XML = `<View>
  <!-- boxes: keep -->
  <RectangleLabels name="object" toName="image" >
    <Label value="Person" background="#3b82f6" hotkey="p"/>
    <Label value='Bus &amp; tram'/> <!-- public -->
    <Label value="Car"></Label>
  </RectangleLabels>
  <Choices name="kind" toName="image" choice="single"/>
  <Taxonomy name="t" toName="image"><Choice value="A"><Choice value="A1"/></Choice><Choice value="B"/></Taxonomy>
  <Labels name="dynamic" toName="x" value="$labels"/>
  <Image name="image" value="$image"/>
</View>`;

const values = (xml: string, group = 0) => readGroups(xml)[group]?.entries.map((entry) => entry.value);

it("reads the groups whose labels stand in the config", () => {
  expect(readGroups(XML).map(({ tag, name, child }) => [tag, name, child])).toEqual([
    ["RectangleLabels", "object", "Label"],
    ["Choices", "kind", "Choice"],
    ["Taxonomy", "t", "Choice"],
  ]);
  expect(readGroups(XML)[0]?.entries).toEqual([
    { value: "Person", color: "#3b82f6", hotkey: "p" },
    { value: "Bus & tram", color: undefined, hotkey: undefined },
    { value: "Car", color: undefined, hotkey: undefined },
  ]);
  expect(values(XML, 2)).toEqual(["A", "B"]);
});

describe("an edit changes its place only", () => {
  it("renames, with what XML needs escaped", () => {
    const edited = editLabels(XML, 0, { kind: "rename", at: 0, value: 'Man "<&>"' });
    expect(edited).toBe(XML.replace('value="Person"', 'value="Man &quot;&lt;&amp;&gt;&quot;"'));
    expect(values(edited)?.[0]).toBe('Man "<&>"');
  });

  it("colours and uncolours", () => {
    const coloured = editLabels(XML, 0, { kind: "color", at: 1, color: "#ff0000" });
    expect(coloured).toBe(XML.replace("'Bus &amp; tram'", `'Bus &amp; tram' background="#ff0000"`));
    expect(editLabels(coloured, 0, { kind: "color", at: 1, color: undefined })).toBe(XML);
    expect(editLabels(XML, 0, { kind: "hotkey", at: 0, hotkey: undefined })).toBe(
      XML.replace(' hotkey="p"', ""),
    );
  });

  it("adds after the last one, in its line's indentation", () => {
    const added = editLabels(XML, 0, { kind: "add", value: "Bike" });
    expect(added).toBe(XML.replace("</Label>", '</Label>\n    <Label value="Bike"/>'));
  });

  it("adds to tags that have none yet", () => {
    expect(editLabels(XML, 1, { kind: "add", value: "Day" })).toBe(
      XML.replace('choice="single"/>', 'choice="single">\n    <Choice value="Day"/>\n  </Choices>'),
    );
    expect(values(editLabels('<Choices name="a">\n</Choices>', 0, { kind: "add", value: "x" }))).toEqual([
      "x",
    ]);
    expect(values(editLabels("<Choices><!-- c --></Choices>", 0, { kind: "add", value: "x" }))).toEqual([
      "x",
    ]);
  });

  it("adds nested choices at the outer level", () => {
    expect(values(editLabels(XML, 2, { kind: "add", value: "C" }), 2)).toEqual(["A", "B", "C"]);
  });

  it("reorders, and leaves what stands between", () => {
    const moved = editLabels(XML, 0, { kind: "move", at: 2, to: 0 });
    expect(values(moved)).toEqual(["Car", "Person", "Bus & tram"]);
    expect(moved).toContain("<!-- public -->");
    expect(editLabels(moved, 0, { kind: "move", at: 0, to: 2 })).toBe(XML);
    const nested = editLabels(XML, 2, { kind: "move", at: 0, to: 1 });
    expect(nested).toContain('<Choice value="B"/><Choice value="A"><Choice value="A1"/></Choice>');
  });

  it("deletes with its line", () => {
    expect(editLabels(XML, 0, { kind: "remove", at: 0 })).toBe(
      XML.replace('\n    <Label value="Person" background="#3b82f6" hotkey="p"/>', ""),
    );
    expect(values(editLabels(XML, 2, { kind: "remove", at: 1 }), 2)).toEqual(["A"]);
  });

  it("does nothing to what is not there", () => {
    expect(editLabels(XML, 9, { kind: "add", value: "x" })).toBe(XML);
    expect(editLabels(XML, 0, { kind: "remove", at: 9 })).toBe(XML);
    expect(editLabels(XML, 0, { kind: "move", at: 0, to: 9 })).toBe(XML);
    expect(editLabels("<View", 0, { kind: "add", value: "x" })).toBe("<View");
  });
});

it("says why a name cannot be used", () => {
  const group = readGroups(XML)[0];
  if (group === undefined) throw new Error("no group");
  expect(labelProblem(group, " ")).toContain("needs a name");
  expect(labelProblem(group, "Car")).toContain("already");
  expect(labelProblem(group, "Car", 2)).toBeUndefined();
  expect(newLabels(group, "Car\n Bike \n\nBike\nBoat")).toEqual(["Bike", "Boat"]);
});
