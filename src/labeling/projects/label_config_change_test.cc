#include "labeling/projects/label_config_change.h"

#include <gmock/gmock.h>

#include "db/testing.h"

namespace millrace::labeling {
namespace {

using db::Ok;

LabelConfig Parse(std::string_view xml) {
  auto config = ParseLabelConfig(xml);
  EXPECT_TRUE(Ok(config)) << xml;
  return config.value_or(LabelConfig{});
}

const LabelConfig& Next() {
  static const LabelConfig kNext = Parse(R"(<View><Text name="t" value="$t"/>
      <Labels name="ner" toName="t"><Label value="Person"/></Labels>
      <TextArea name="note" toName="t"/><Choices name="dyn" toName="t" value="$c"/>
      <Repeater on="$pages" indexFlag="{{i}}"><Image name="page_{{i}}" value="$pages[{{i}}]"/>
      <Choices name="kind_{{i}}" toName="page_{{i}}"><Choice value="a"/></Choices></Repeater>
      </View>)");
  return kNext;
}

std::string Refusal(const UsedControls& used, Strictness strict = Strictness::kControlsLabels) {
  const auto fits = CheckStillFits(Next(), used, strict);
  if (fits.has_value()) return "";
  EXPECT_EQ(fits.error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(fits.error().fields.size(), 1U);
  return fits.error().fields.front().second;
}

TEST(LabelConfigChange, WhatIsInUseAndKeptFits) {
  EXPECT_EQ(Refusal({.annotations = {{"ner|t|labels", 2},
                                     {"note|anything|textarea", 1},
                                     {"dyn|t|choices", 1},
                                     {"kind_7|page_7|choices", 1}},
                     .labels = {{"ner", {{"Person", 2}}},
                                {"dyn", {{"x", 1}}},
                                {"kind_7", {{"a", 1}}},
                                {"note", {}}},
                     .draft_labels = {{"ner", {{"Person", 1}}}}}),
            "");
}

TEST(LabelConfigChange, AControlInUseMustStay) {
  EXPECT_EQ(Refusal({.annotations = {{"mood|t|choices", 3}, {"ner|other|labels", 1}}},
                    Strictness::kControls),
            "Created annotations are incompatible with provided labeling schema, we found:\n"
            "3 with from_name=mood, to_name=t, type=choices\n"
            "1 with from_name=ner, to_name=other, type=labels");
  EXPECT_EQ(Refusal({.annotations = {{"kind_7|page_7|rating", 1}}}, Strictness::kControls),
            "Created annotations are incompatible with provided labeling schema, we found:\n"
            "1 with from_name=kind_7, to_name=page_7, type=rating");
  // Drafts have no annotations yet.
  EXPECT_EQ(Refusal({.draft_labels = {{"mood", {{"good", 2}, {"bad", 1}}}}}, Strictness::kControls),
            "There are 3 annotation(s) created with tag \"mood\", you can't remove it");
}

TEST(LabelConfigChange, ALabelInUseMustStayWhereThatIsAskedFor) {
  const UsedControls used{.annotations = {{"ner|t|labels", 3}},
                          .labels = {{"ner", {{"Place", 2}, {"Person", 1}}}},
                          .draft_labels = {{"ner", {{"Place", 1}, {"Time", 1}}}}};
  EXPECT_EQ(Refusal(used),
            "These labels still exist in annotations or drafts:\nPlace (2 annotations, 1 draft)\n"
            "Time (1 draft)\nPlease add labels to tag with name=\"ner\".");
  EXPECT_EQ(Refusal(used, Strictness::kControls), "");
}

TEST(LabelConfigChange, AConfigThatShowsOrAsksNothingIsNotRefused) {
  const UsedControls used{.annotations = {{"ner|t|labels", 3}}};
  for (const char* xml : {"<View></View>", R"(<View><Text name="t" value="$t"/></View>)"}) {
    EXPECT_TRUE(Ok(CheckStillFits(Parse(xml), used, Strictness::kControlsLabels))) << xml;
  }
}

TEST(LabelConfigChange, Essentials) {
  const std::string before =
      R"(<View><Text name="t" value="$t"/><Choices name="c" toName="t"><Choice value="a"/></Choices></View>)";
  const auto differ = [&](std::string_view from, std::string_view to) {
    std::string next = before;
    next.replace(next.find(from), from.size(), to);
    return EssentialsDiffer(Parse(next), Parse(before));
  };
  EXPECT_FALSE(differ("$t", "$t"));
  EXPECT_FALSE(differ(R"(<Choice value="a"/>)", R"(<Choice value="a"/><Choice value="b"/>)"));
  EXPECT_TRUE(differ(R"(<Choice value="a"/>)", R"(<Choice value="b"/>)"));
  EXPECT_TRUE(differ("$t", "$u"));
  EXPECT_TRUE(differ(R"(name="c")", R"(name="d")"));
  EXPECT_FALSE(EssentialsDiffer(Parse("<View></View>"), Parse(before)));
}

}  // namespace
}  // namespace millrace::labeling
