import { describe, expect, it } from "vitest";
import { diagnose, placeOf, xmlFaults } from "./diagnostics";

const XML = `<View>
  <Image name="image" value="$image"/>
  <Choices name="kind" toName="imag">
    <Choice value="Day"/>
  </Choices>
</View>`;

const at = (xml: string, place: { from: number; to: number }) => xml.slice(place.from, place.to);

describe("XML that is not well-formed", () => {
  it("finds nothing in a good one", () => {
    expect(xmlFaults(XML)).toEqual([]);
    expect(diagnose("  ", { faults: ["The server says so."], misfits: [] })).toEqual([]);
  });

  it("says which tag is open", () => {
    const [fault] = xmlFaults("<View>\n  <Image name='i'>\n</View>");
    expect(fault?.message).toContain("<Image> is not closed");
    expect(xmlFaults("<View><Text/>")[0]?.message).toBe(
      "<View> is not closed. Add </View>, or write <View …/>.",
    );
  });

  it.each(["<View", "<View a=>", "<View></Vie>", '<View a="x></View>', "</View>", "<View><</View>"])(
    "underlines something in %s",
    (xml) => {
      const faults = xmlFaults(xml);
      expect(faults.length).toBeGreaterThan(0);
      for (const { from, to } of faults) {
        expect(to).toBeGreaterThan(from);
        expect(to).toBeLessThanOrEqual(xml.length);
      }
    },
  );
});

describe("the server's sentences", () => {
  it("go to the value they name", () => {
    expect(at(XML, placeOf(XML, `toName="['imag']" not found in names: ['image', 'kind']`))).toBe(
      'toName="imag"',
    );
  });

  it("go to the line they name", () => {
    expect(at(XML, placeOf(XML, "Attribute twice at line 4, column 3"))).toBe('<Choice value="Day"/>');
  });

  it("go to the tag they name, else to the outermost one", () => {
    expect(at(XML, placeOf(XML, "Choices need two of them"))).toBe("<Choices");
    expect(at(XML, placeOf(XML, "It is not good."))).toBe("<View");
    expect(placeOf("", "It is empty.")).toEqual({ from: 0, to: 0 });
  });

  it("wait until the XML is well-formed", () => {
    const findings = { faults: ["Bad."], misfits: ["Odd."] };
    expect(diagnose(XML, findings).map((one) => [one.severity, one.message])).toEqual([
      ["error", "Bad."],
      ["warning", "Odd."],
    ]);
    expect(diagnose("<View>", findings).some((one) => one.message === "Bad.")).toBe(false);
  });
});

it("warns of words that the editor does not know, and lets HTML be", () => {
  const xml =
    '<View style="color:red"><Imag name="a"/><h1 class="x">Hi</h1><Text name="t" vale="$t"/></View>';
  expect(
    diagnose(xml, { faults: [], misfits: [] }).map(({ severity, from, to }) => [
      severity,
      xml.slice(from, to),
    ]),
  ).toEqual([
    ["warning", "<Imag"],
    ["info", "vale"],
  ]);
});
