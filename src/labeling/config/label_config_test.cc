#include "labeling/config/label_config.h"

#include <gmock/gmock.h>

#include "db/testing.h"

namespace millrace::labeling {
namespace {

using db::Ok;
using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

LabelConfig Parse(std::string_view xml) {
  auto config = ParseLabelConfig(xml);
  EXPECT_TRUE(Ok(config)) << xml;
  return config.value_or(LabelConfig{});
}

TEST(LabelConfigTest, ReadsObjectsAndControls) {
  const LabelConfig config = Parse(R"(<View>
    <Image name="img" value="$image"/>
    <RectangleLabels name="box" toName="img">
      <View><Label value="Car" background="red"/></View>
      <Label value="Bus" alias="bus"/>
    </RectangleLabels>
    <Label value="not inside a control"/>
  </View>)");
  ASSERT_EQ(config.objects.size(), 1U);
  EXPECT_EQ(config.objects[0].type, "Image");
  EXPECT_EQ(config.objects[0].value, "image");
  ASSERT_EQ(config.controls.size(), 1U);
  EXPECT_THAT(config.controls[0].to_name, ElementsAre("img"));
  EXPECT_THAT(config.controls[0].labels,
              ElementsAre(Field(&ControlTag::Label::name, "Car"),
                          AllOf(Field(&ControlTag::Label::name, "bus"),
                                Field(&ControlTag::Label::attributes,
                                      ElementsAre(Pair("value", "Bus"), Pair("alias", "bus"))))));
}

// Expected texts are what label-studio-sdk's parse_config gives for the same configs.
TEST(LabelConfigTest, JsonIsLabelStudios) {
  const struct {
    std::string_view xml, json;
  } cases[] = {
      {"<View></View>", "{}"},
      {R"(<View><Text name="t" value="$text"/>
          <Choices name="label" toName="t" perRegion="true" whenTagName="x">
            <View><Choice value="A" alias="a"/><Choice value="B"/></View></Choices>
          <Image name="img" valueList="$images"/>
          <Taxonomy name="tx" toName="img" value="$tax" apiUrl="u"/><Label value="zz"/></View>)",
       R"({"label":{"type":"Choices","to_name":["t"],"conditionals":{"type":"tag","name":"x"},)"
       R"("inputs":[{"type":"Text","valueType":null,"value":"text"}],"labels":["a","B"],)"
       R"("labels_attrs":{"a":{"value":"A","alias":"a"},"B":{"value":"B"}}},)"
       R"("tx":{"type":"Taxonomy","to_name":["img"],"dynamic_labels":true,)"
       R"("inputs":[{"type":"Image","valueType":null,"valueList":"images"}],"labels":[],)"
       R"("labels_attrs":{}}})"},
      {R"(<View><Labels name="l" toName="t"><Label value="A" background="red"/>
          <Label value="A" background="blue"/></Labels><Text name="t" value="plain"/></View>)",
       R"({"l":{"type":"Labels","to_name":["t"],"inputs":[{"type":"Text","valueType":null,)"
       R"("value":"plain"}],"labels":["A"],"labels_attrs":{"A":{"value":"A","background":"blue"}}}})"},
      {R"(<View><Repeater on="$images" indexFlag="{{idx}}">
          <Image name="page_{{idx}}" value="$images[{{idx}}].url"/>
          <RectangleLabels name="l_{{idx}}" toName="page_{{idx}}"><Label value="X"/>
          </RectangleLabels></Repeater></View>)",
       R"({"l_{{idx}}":{"type":"RectangleLabels","to_name":["page_{{idx}}"],)"
       R"("regex":{"{{idx}}":".*"},"inputs":[{"type":"Image","valueType":null,)"
       R"("value":"images[{{idx}}].url"}],"labels":["X"],"labels_attrs":{"X":{"value":"X"}}}})"},
  };
  for (const auto& expected : cases) EXPECT_EQ(Parse(expected.xml).ToJson(), expected.json);
}

TEST(LabelConfigTest, DataKeys) {
  EXPECT_THAT(Parse("<View></View>").DataKeys(), IsEmpty());
  EXPECT_THAT(Parse(R"(<View><Choices name="c" toName="b" value="$options"/>
                       <Header value="$title"/><Image name="b" value="$my-image"/>
                       <Text name="t" value="$a.b[0]"/><Text name="again" value="$my-image"/>
                       <Text name="fixed" value="Hello"/><Text name="in" value="By $who!"/></View>)")
                  .DataKeys(),
              ElementsAre("my-image", "a", "who", "options"));
}

TEST(LabelConfigTest, WhatIsWrongIsSaidWithItsPlace) {
  const struct {
    std::string xml, message;
  } cases[] = {
      {"", "no element found: line 1, column 0"},
      {"hello", "is not XML"},
      {"<View>", "is not XML"},
      {"<View>\n  <Text name=\"a\"></View>", "mismatched tag: line 2, column "},
      {"<View/>\n<View/>", "junk after document element: line 2"},
      {"<View>\n<Text value=\"$t\"/></View>",
       "Validation failed on Text: 'name' is a required property (line 2"},
      {"<View><Image name=\"i\"/></View>", "'value' is a required property"},
      {"<View><Choices name=\"c\"/></View>", "'toName' is a required property"},
      {"<View><Text name=\"a\" value=\"$t\"/><Text name=\"a\" value=\"$u\"/></View>",
       "Label config contains non-unique names: \"a\""},
      {"<View><Text name=\"a\" value=\"$t\"/><Labels name=\"l\" toName=\"b\"><Label "
       "value=\"x\"/></Labels></View>",
       "toName=\"b\" not found in names: ['a', 'l']"},
      {"<View name=\"\xFF\"/>", "not UTF-8"},
      {"<!DOCTYPE v [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><View>&b;</View>",
       "must not have a document type"},
      {"<!DOCTYPE v SYSTEM \"file:///etc/passwd\"><View/>", "must not have a document type"},
  };
  for (const auto& expected : cases) {
    const auto config = ParseLabelConfig(expected.xml);
    ASSERT_FALSE(config.has_value()) << expected.xml;
    EXPECT_EQ(config.error().kind, ErrorKind::kInvalid);
    EXPECT_THAT(config.error().message, HasSubstr(expected.message));
    EXPECT_FALSE(config.error().advice.empty()) << expected.xml;
    ASSERT_EQ(config.error().fields.size(), 1U);
    EXPECT_EQ(config.error().fields[0].first, "label_config");
  }
}

TEST(LabelConfigTest, HostileSizesAreRefused) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<View>";
  for (int i = 0; i < 100'000; ++i) deep += "</View>";
  const auto nested = ParseLabelConfig(deep);
  ASSERT_FALSE(nested.has_value());
  EXPECT_THAT(nested.error().message, HasSubstr("deeper than 256 levels"));
  const auto large = ParseLabelConfig("<View>" + std::string(5 << 20, ' ') + "</View>");
  ASSERT_FALSE(large.has_value());
  EXPECT_THAT(large.error().message, HasSubstr("the limit is 4.0 MiB"));
}

}  // namespace
}  // namespace millrace::labeling
