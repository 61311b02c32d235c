// COCO, YOLO and VOC. What is expected was compared with label-studio-sdk's converter
// (tests/compat/parts/converters.py does so with more of it).
#include <boost/json.hpp>

#include "labeling/formats/testing.h"

namespace millrace::labeling {
namespace {

namespace json = boost::json;

constexpr const char* kConfig =
    R"(<View><Image name="i" value="$image"/><RectangleLabels name="r" toName="i">)"
    R"(<Label value="Cat"/><Label value="Dog"/></RectangleLabels>)"
    R"(<PolygonLabels name="p" toName="i"><Label value="Leaf"/></PolygonLabels></View>)";

std::string Box(const std::string& label, const std::string& place) {
  return R"({"from_name":"r","to_name":"i","type":"rectanglelabels","original_width":600,)"
         R"("original_height":400,"value":{)" +
         place + R"(,"rectanglelabels":[")" + label + "\"]}}";
}

std::string Polygon(const std::string& points) {
  return R"({"from_name":"p","to_name":"i","type":"polygonlabels","original_width":600,)"
         R"("original_height":400,"value":{"points":)" +
         points + R"(,"polygonlabels":["Leaf"]}})";
}

std::string Task(int id, const std::string& image, const std::string& regions) {
  const std::string number = std::to_string(id);
  return R"({"id":)" + number + R"(,"data":{"image":")" + image + R"("},"annotations":[{"id":)" +
         number + R"(,"completed_by":4,"created_at":"2024-01-01T00:00:00Z","result":[)" + regions +
         "]}]}";
}

class ShapesTest : public FormatTest {};

TEST_F(ShapesTest, CocoHasBoxesAndPolygonsInPixels) {
  const auto files =
      Export("COCO", kConfig,
             {Task(1, "https://e.x/1.jpg",
                   Box("Dog", R"("x":10,"y":20,"width":30,"height":40,"rotation":0)") + "," +
                       Polygon("[[0,0],[50,0],[50,50]]")),
              R"({"id":2,"data":{"image":"https://e.x/2.jpg"},"annotations":[]})"});
  ASSERT_TRUE(files.contains("images/"));
  const json::value coco = json::parse(files.at("result.json"));
  EXPECT_EQ(coco.at("categories"),
            json::parse(R"([{"id":0,"name":"Cat"},{"id":1,"name":"Dog"},{"id":2,"name":"Leaf"}])"));
  EXPECT_EQ(
      coco.at("images"),
      json::parse(R"([{"width":600,"height":400,"id":0,"file_name":"images/7bfc2a1a__1.jpg"},)"
                  R"({"width":null,"height":null,"id":1,)"
                  R"("file_name":"images/a23a2c55__2.jpg"}])"));
  EXPECT_EQ(coco.at("annotations"),
            json::parse(R"([{"id":0,"image_id":0,"category_id":1,"segmentation":[],)"
                        R"("bbox":[60.0,80.0,180.0,160.0],"ignore":0,"iscrowd":0,"area":28800.0},)"
                        R"({"id":1,"image_id":0,"category_id":2,)"
                        R"("segmentation":[[0.0,0.0,300.0,0.0,300.0,200.0]],)"
                        R"("bbox":[0.0,0.0,300.0,200.0],"ignore":0,"iscrowd":0,"area":30000.0}])"));
  EXPECT_EQ(coco.at("info").at("year"), 2023);
}

// label-studio-sdk turns in percent, which is wrong where a picture is not square.
TEST_F(ShapesTest, CocoTurnsBoxesInPixels) {
  const auto files = Export(
      "COCO", kConfig,
      {Task(1, "a.jpg", Box("Cat", R"("x":50,"y":50,"width":10,"height":30,"rotation":90)"))});
  const auto box =
      json::parse(files.at("result.json")).at("annotations").at(0).at("bbox").as_array();
  const double expected[] = {300 - 120, 200, 120, 60};
  for (size_t i = 0; i < 4; ++i) EXPECT_NEAR(box[i].to_number<double>(), expected[i], 1e-9) << i;
}

TEST_F(ShapesTest, CocoTakesTheSizeOfImagesThatItHolds) {
  Media media(
      Files{{"https://e.x/1.png",
             std::string("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\1\2\0\0\0\3\x08\x06\0\0\0", 29)}});
  const auto files = Export("COCO_WITH_IMAGES", kConfig,
                            {R"({"id":2,"data":{"image":"https://e.x/1.png"},"annotations":[]})",
                             R"({"id":3,"data":{"image":"s3://gone/1.png"},"annotations":[]})"},
                            &media);
  const json::value coco = json::parse(files.at("result.json"));
  EXPECT_EQ(coco.at("images").at(0).at("width"), 258);
  const std::string name(coco.at("images").at(0).at("file_name").as_string());
  ASSERT_TRUE(files.contains(name)) << name;
  EXPECT_TRUE(files.at(name).starts_with("\x89PNG"));
  EXPECT_EQ(coco.at("images").at(1).at("file_name"), "s3://gone/1.png");
  const json::value errors = json::parse(files.at("errors.json"));
  EXPECT_EQ(errors.at("count"), 1);
  EXPECT_EQ(errors.at("errors").at(0).at("task"), 3);
  EXPECT_EQ(errors.at("errors").at(0).at("what"), "s3://gone/1.png");
}

TEST_F(ShapesTest, CocoMakesAPoseOfKeyPoints) {
  const std::string config =
      R"(<View><Image name="i" value="$image"/><RectangleLabels name="r" toName="i">)"
      R"(<Label value="Face"/></RectangleLabels><KeyPointLabels name="k" toName="i">)"
      R"(<Label value="eye" model_index="1"/><Label value="nose" model_index="0"/>)"
      R"(</KeyPointLabels></View>)";
  const auto point = [](const std::string& label, int x, int y) {
    return R"({"from_name":"k","type":"keypointlabels","original_width":100,)"
           R"("original_height":100,"parentID":"b","value":{"x":)" +
           std::to_string(x) + R"(,"y":)" + std::to_string(y) +
           R"(,"width":1,"keypointlabels":[")" + label + "\"]}}";
  };
  const std::string face =
      R"({"id":"b","from_name":"r","type":"rectanglelabels","original_width":100,)"
      R"("original_height":100,"value":{"x":0,"y":0,"width":50,"height":50,)"
      R"("rectanglelabels":["Face"]}},)";
  const std::string task =
      Task(1, "a.jpg", face + point("eye", 10, 20) + "," + point("nose", 15, 25));
  const auto coco = json::parse(Export("COCO", config, {task}).at("result.json"));
  EXPECT_EQ(coco.at("annotations").at(1),
            json::parse(R"({"id":1,"image_id":0,"category_id":1,)"
                        R"("keypoints":[15,25,2,10,20,2],"num_keypoints":2,)"
                        R"("bbox":[10,20,5,5],"iscrowd":0})"));
  const auto yolo = Export("YOLO", config, {task});
  EXPECT_EQ(yolo.at("labels/39465969__a.txt").substr(0, 38),
            "0 0.25 0.25 0.5 0.5 0.15 0.25 2 0.1 0.");
  EXPECT_EQ(yolo.at("classes.txt"), "Face\n");
}

TEST_F(ShapesTest, YoloHasOneFilePerImage) {
  const auto files =
      Export("YOLO", kConfig,
             {Task(1, "https://e.x/1.jpg",
                   Box("Dog", R"("x":10,"y":20,"width":30,"height":40,"rotation":0)") + "," +
                       Polygon("[[0,0],[50,0],[50,25]]") + "," +
                       Box("New", R"("x":1,"y":1,"width":1,"height":1)")),
              R"({"id":2,"data":{"image":"https://e.x/2.jpg"},"annotations":[]})",
              Task(3, "https://e.x/1.jpg", Box("Cat", R"("x":0,"y":0,"width":100,"height":100)"))});
  EXPECT_EQ(files.at("labels/7bfc2a1a__1.txt"),
            "1 0.25 0.4 0.3 0.4\n3 0.015 0.015 0.01 0.01\n2 0.0 0.0 0.5 0.0 0.5 0.25\n");
  EXPECT_EQ(files.at("labels/a23a2c55__2.txt"), "");
  // Nothing of two tasks with one image is lost.
  EXPECT_EQ(files.at("labels/7bfc2a1a__1-3.txt"), "0 0.5 0.5 1.0 1.0\n");
  EXPECT_EQ(files.at("classes.txt"), "Cat\nDog\nLeaf\nNew\n");
  EXPECT_EQ(json::parse(files.at("notes.json")).at("categories").at(3),
            json::parse(R"({"id":3,"name":"New"})"));
}

TEST_F(ShapesTest, YoloObbHasCorners) {
  const auto files =
      Export("YOLO_OBB", kConfig,
             {Task(1, "https://e.x/1.jpg",
                   Box("Dog", R"("x":50,"y":50,"width":10,"height":30,"rotation":90)") + "," +
                       Box("Dog", R"("x":50,"y":50,"width":10,"height":30)"))});
  const std::string lines = files.at("labels/7bfc2a1a__1.txt");
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 1);  // the one that says its rotation
  EXPECT_TRUE(lines.starts_with("1 0.5 0.5 0.5 0.65 0.3 0.65")) << lines;
}

TEST_F(ShapesTest, VocHasOneDocumentPerImage) {
  const auto files =
      Export("VOC", kConfig,
             {Task(1, "https://e.x/1.jpg",
                   Box("A&B", R"("x":10.2,"y":20,"width":30,"height":40,"rotation":0)") + "," +
                       Polygon("[[0,0],[50,0],[50,25]]")),
              R"({"id":2,"data":{"image":"https://e.x/2.jpg"},"annotations":[]})"});
  EXPECT_EQ(files.size(), 3u);
  EXPECT_EQ(files.at("Annotations/7bfc2a1a__1.xml"),
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<annotation>\n<folder>images</folder>\n"
            "<filename>7bfc2a1a__1.jpg</filename>\n<source>\n<database>MyDatabase</database>\n"
            "<annotation>COCO2017</annotation>\n<image>flickr</image>\n<flickrid>NULL</flickrid>\n"
            "<annotator>4</annotator>\n</source>\n<owner>\n<flickrid>NULL</flickrid>\n"
            "<name>Label Studio</name>\n</owner>\n<size>\n<width>600</width>\n"
            "<height>400</height>\n<depth>3</depth>\n</size>\n<segmented>0</segmented>\n<object>\n"
            "<name>A&amp;B</name>\n<pose>Unspecified</pose>\n<truncated>0</truncated>\n"
            "<difficult>0</difficult>\n<bndbox>\n<xmin>61</xmin>\n<ymin>80</ymin>\n"
            "<xmax>241</xmax>\n<ymax>240</ymax>\n</bndbox>\n</object>\n</annotation>\n");
}

// What no editor writes, but an import may bring: nothing is lost of the rest, and nothing crashes.
TEST_F(ShapesTest, OddRegionsAreLeftOut) {
  const std::string odd =
      R"({"from_name":"r","value":{"rectanglelabels":["Cat"]}},)"
      R"({"from_name":"r","value":{"x":"1","y":null,"width":[],"height":{},"rectanglelabels":["Cat"]},)"
      R"("original_width":"a","original_height":-1},)"
      R"({"from_name":"r","value":7},{"from_name":7},7,)"
      R"({"from_name":"p","value":{"points":[[1],[2,3,4]],"polygonlabels":["Leaf"]},)"
      R"("original_width":1e308,"original_height":1e308},)"
      R"({"from_name":"r","value":{"x":1e308,"y":1e308,"width":1e308,"height":1e308,"rotation":45,)"
      R"("rectanglelabels":["Cat"]},"original_width":1e308,"original_height":1e308})";
  for (const ExportKind& kind : ExportKinds()) {
    const bool fits = kind.name.starts_with("COCO") || kind.name.starts_with("YOLO") ||
                      kind.name.starts_with("BRUSH") || kind.name == "VOC";
    if (!fits) continue;
    const auto files = Export(kind.name, kConfig, {Task(1, "a.jpg", odd)});
    if (!files.contains("result.json")) continue;
    EXPECT_NO_THROW(json::parse(files.at("result.json"))) << kind.name;
  }
}

}  // namespace
}  // namespace millrace::labeling
