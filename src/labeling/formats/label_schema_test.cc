#include "labeling/formats/label_schema.h"

#include <gmock/gmock.h>

#include "db/testing.h"
#include "labeling/formats/export_format.h"

namespace millrace::labeling {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

LabelConfig Config(const std::string& inside) {
  const auto config = ParseLabelConfig("<View>" + inside + "</View>");
  EXPECT_TRUE(db::Ok(config));
  return config.value_or(LabelConfig());
}

std::vector<std::string> Fitting(const std::string& inside) {
  std::vector<std::string> names;
  const LabelConfig config = Config(inside);
  for (const ExportKind& kind : ExportKinds()) {
    const bool always = kind.name.starts_with("JSON") || kind.name.ends_with("SV");
    if (FitsConfig(kind.name, config) && !always) names.emplace_back(kind.name);
    EXPECT_TRUE(!always || FitsConfig(kind.name, config)) << kind.name;
  }
  return names;
}

constexpr const char* kImage = R"(<Image name="i" value="$image"/>)";
constexpr const char* kBoxes =
    R"(<RectangleLabels name="r" toName="i"><Label value="b"/><Label value="a"/></RectangleLabels>)";

TEST(LabelSchemaTest, OffersWhatFitsTheConfig) {
  EXPECT_THAT(Fitting(std::string(kImage) + kBoxes),
              ElementsAre("COCO", "COCO_WITH_IMAGES", "VOC", "YOLO", "YOLO_WITH_IMAGES", "YOLO_OBB",
                          "YOLO_OBB_WITH_IMAGES"));
  EXPECT_THAT(Fitting(std::string(kImage) +
                      R"(<BrushLabels name="r" toName="i"><Label value="b"/></BrushLabels>)"),
              ElementsAre("BRUSH_TO_NUMPY", "BRUSH_TO_PNG", "BRUSH_TO_COCO"));
  EXPECT_THAT(Fitting(std::string(kImage) + R"(<KeyPointLabels name="k" toName="i">)"
                                            R"(<Label value="b"/></KeyPointLabels>)"),
              ElementsAre("YOLO_OBB", "YOLO_OBB_WITH_IMAGES"));
  EXPECT_THAT(Fitting(R"(<Text name="t" value="$text"/><Labels name="l" toName="t">)"
                      R"(<Label value="b"/></Labels>)"),
              ElementsAre("CONLL2003", "SPACY"));
  EXPECT_THAT(Fitting(R"(<Audio name="a" value="$audio"/><TextArea name="t" toName="a"/>)"),
              ElementsAre("ASR_MANIFEST", "DOCLANG"));
  EXPECT_THAT(Fitting(R"(<Image name="i" valueList="$images"/>)" + std::string(kBoxes)), IsEmpty());
  // Two kinds of data: only the general formats.
  EXPECT_THAT(Fitting(std::string(kImage) + kBoxes +
                      R"(<Text name="t" value="$text"/><TextArea name="ta" toName="t"/>)"),
              ElementsAre("DOCLANG"));
  EXPECT_THAT(Fitting(""), IsEmpty());
}

TEST(LabelSchemaTest, NumbersClassesByNameBesideThoseTheConfigNumbers) {
  const Categories made = Categories::Of(
      Config(std::string(kImage) + R"(<RectangleLabels name="r" toName="i"><Label value="d"/>)"
                                   R"(<Label value="b" category="1"/><Label value="c"/>)"
                                   R"(<Label value="a" category="x"/></RectangleLabels>)"));
  std::vector<std::pair<int64_t, std::string>> list;
  for (const auto& category : made.list()) list.emplace_back(category.id, category.name);
  EXPECT_THAT(list, ElementsAre(std::pair(1, "b"), std::pair(0, "a"), std::pair(2, "c"),
                                std::pair(3, "d")));
}

TEST(LabelSchemaTest, GivesNewLabelsFreeNumbers) {
  Categories made = Categories::Of(Config(std::string(kImage) +
                                          R"(<RectangleLabels name="r" toName="i">)"
                                          R"(<Label value="a" category="1"/></RectangleLabels>)"));
  EXPECT_EQ(made.IdOf("a"), 1);
  EXPECT_EQ(made.IdOf("new"), 2);
  EXPECT_EQ(made.IdOf("newer"), 3);
  EXPECT_EQ(made.IdOf("new"), 2);
}

TEST(LabelSchemaTest, MergesKeyPointsForCoco) {
  const LabelConfig config = Config(std::string(kImage) + kBoxes +
                                    R"(<KeyPointLabels name="k" toName="i">)"
                                    R"(<Label value="eye" model_index="1"/>)"
                                    R"(<Label value="nose" model_index="0"/></KeyPointLabels>)");
  const Categories made = Categories::WithKeyPoints(config);
  JsonWriter json;
  made.Append(json);
  EXPECT_EQ(json.text(), R"([{"id":0,"name":"a"},{"id":1,"name":"b"},{"id":2,"name":"default",)"
                         R"("supercategory":"default","keypoints":["eye","nose"],"skeleton":[]}])");
  EXPECT_THAT(KeyPointOrder(config), ElementsAre("nose", "eye"));
  ASSERT_NE(made.Find("nose"), nullptr);
  EXPECT_EQ(*made.Find("nose"), 2);
}

TEST(LabelSchemaTest, FindsTheDataThatIsLabeled) {
  const LabelConfig two = Config(std::string(R"(<Text name="t" value="$text"/>)") + kImage +
                                 R"(<TextArea name="ta" toName="t"/>)" + kBoxes);
  EXPECT_EQ(LabeledDataKey(two, {"Image"}, "COCO").value_or(""), "image");
  EXPECT_EQ(LabeledDataKey(two, {"Text"}, "CONLL2003").value_or(""), "text");
  const auto none = LabeledDataKey(two, {"Audio"}, "ASR_MANIFEST");
  ASSERT_FALSE(none.has_value());
  EXPECT_NE(none.error().Sentence().find("ASR_MANIFEST does not fit"), std::string::npos);
}

}  // namespace
}  // namespace millrace::labeling
