#include "api/projects/templates/groups.h"

namespace millrace::api {

std::span<const Template> DocumentTemplates() {
  static constexpr Template kTemplates[] = {
      {"Documents and tables", "Parts of a web page", "Mark parts of formatted text.",
       R"(<View>
  <HyperTextLabels name="part" toName="page">
    <Label value="Title" background="#3b82f6"/>
    <Label value="Price" background="#22c55e"/>
    <Label value="Address" background="#f97316"/>
  </HyperTextLabels>
  <HyperText name="page" value="$html" granularity="word"/>
</View>)",
       R"({"html":"<h2>Bicycle, almost new</h2><p>Blue, 21 gears, <b>180 francs</b>. To be seen at Mill Street 4.</p>"})"},
      {"Documents and tables", "Kind of page", "Choose what a page of formatted text is.",
       R"(<View>
  <HyperText name="page" value="$html"/>
  <Choices name="kind" toName="page" choice="single" showInline="true">
    <Choice value="Offer"/>
    <Choice value="News"/>
    <Choice value="Forum"/>
  </Choices>
</View>)",
       R"({"html":"<h2>Bicycle, almost new</h2><p>Blue, 21 gears, <b>180 francs</b>.</p>"})"},
      {"Documents and tables", "Records of a table", "Judge a record that is shown as a table.",
       R"(<View>
  <Table name="record" value="$record"/>
  <Choices name="verdict" toName="record" choice="single" showInline="true">
    <Choice value="Right"/>
    <Choice value="Wrong"/>
    <Choice value="Incomplete"/>
  </Choices>
</View>)",
       R"({"record":{"Name":"Mill Street Bakery","Town":"Bern","Opens":"06:30","Closes":"18:00"}})"},
      {"Documents and tables", "Two records, one thing?", "Say whether two records mean the same.",
       R"(<View style="display: flex; gap: 1em">
  <Table name="first" value="$first"/>
  <Table name="second" value="$second"/>
  <Choices name="same" toName="first" choice="single">
    <Choice value="The same"/>
    <Choice value="Different"/>
    <Choice value="Not to be told"/>
  </Choices>
</View>)",
       R"({"first":{"Name":"Mill Street Bakery","Town":"Bern"},"second":{"Name":"Bakery, Mill St.","Town":"Berne"}})"},
  };
  return kTemplates;
}

}  // namespace millrace::api
