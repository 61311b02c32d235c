// CONLL2003, spaCy, ASR manifests, brushes, and the archive around them.
#include <boost/json.hpp>

#include "labeling/formats/testing.h"
#include "labeling/formats/zip_writer.h"

namespace millrace::labeling {
namespace {

namespace json = boost::json;

constexpr const char* kTexts = R"(<View><Text name="t" value="$text"/><Labels name="l" toName="t">)"
                               R"(<Label value="PER"/><Label value="LOC"/></Labels></View>)";

std::string Mark(int start, int end, const std::string& label) {
  return R"({"from_name":"l","type":"labels","value":{"start":)" + std::to_string(start) +
         R"(,"end":)" + std::to_string(end) + R"(,"labels":[)" + label + "]}}";
}

std::string Task(const std::string& data, const std::string& regions) {
  return R"({"id":1,"data":)" + data +
         R"(,"annotations":[{"id":9,"completed_by":{"id":4,"email":"a b@e.x"},)"
         R"("created_at":"2024-01-01T00:00:00Z","result":[)" +
         regions + "]}]}";
}

class TextsTest : public FormatTest {};

TEST_F(TextsTest, ConllTagsWords) {
  EXPECT_EQ(
      Bytes("CONLL2003", kTexts,
            {Task(R"({"text":"Ann Lee is in Rome."})",
                  Mark(14, 18, R"("LOC")") + "," + Mark(0, 7, R"("PER")") + "," + Mark(8, 10, "")),
             R"({"id":2,"data":{"text":"No one"},"annotations":[]})"}),
      "-DOCSTART- -X- O\nAnn -X- _ B-PER\nLee -X- _ I-PER\nis -X- _ O\nin -X- _ O\n"
      "Rome -X- _ B-LOC\n. -X- _ O\n\nNo -X- _ O\none -X- _ O\n\n");
}

TEST_F(TextsTest, SpacyHasAnObjectPerLine) {
  const std::string lines =
      Bytes("SPACY", kTexts,
            {Task(R"({"text":"Ann\nin Rome"})",
                  Mark(7, 11, R"("LOC")") + "," + Mark(0, 3, R"("PER")") + "," + Mark(4, 6, ""))});
  EXPECT_EQ(json::parse(lines),
            json::parse(R"({"text":"Ann\nin Rome","entities":[[0,3,"PER"],[7,11,"LOC"]],"task":1,)"
                        R"("annotation":9})"));
  EXPECT_TRUE(lines.ends_with("}\n"));
}

TEST_F(TextsTest, AsrManifestHasLengthAndTranscript) {
  constexpr const char* kAudio =
      R"(<View><Audio name="a" value="$audio"/><TextArea name="t" toName="a"/></View>)";
  const std::string wave =
      std::string("RIFF\x2C\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\4\0\0\0\4\0\0\0\1\0\x08\0", 36) +
      std::string("data\6\0\0\0", 8) + "abcdef";
  Media media(Files{{"https://e.x/1.wav", wave}});
  const std::string said =
      R"({"from_name":"t","type":"textarea","original_length":7.5,"value":{"text":["hi \"you\""]}})";
  const auto files = Export("ASR_MANIFEST", kAudio,
                            {Task(R"({"audio":"https://e.x/1.wav"})", said),
                             Task(R"({"audio":"https://e.x/2.wav"})", said),
                             Task(R"({"audio":"https://e.x/1.wav"})", "")},
                            &media);
  const std::string manifest = files.at("manifest.json");
  const size_t line = manifest.find('\n');
  const json::value first = json::parse(manifest.substr(0, line));
  const std::string path(first.at("audio_filepath").as_string());
  EXPECT_EQ(files.at(path), wave);
  EXPECT_EQ(first.at("duration"), 1.5);
  EXPECT_EQ(first.at("text"), "hi \"you\"");
  EXPECT_EQ(first.at("annotator"), "a b@e.x");
  const json::value second = json::parse(manifest.substr(line + 1));
  EXPECT_EQ(second.at("audio_filepath"), "https://e.x/2.wav");  // it could not be had
  EXPECT_EQ(second.at("duration"), 7.5);
  EXPECT_EQ(json::parse(files.at("errors.json")).at("count"), 1);
}

TEST_F(TextsTest, BrushesBecomeImages) {
  constexpr const char* kBrush =
      R"(<View><Image name="i" value="$image"/><BrushLabels name="b" toName="i">)"
      R"(<Label value="x/y"/></BrushLabels></View>)";
  const std::string rle = "[0,0,0,80,57,27,252,112,24,76,2,223,252,224,22,255,240,184,0]";
  const auto region = [&](int width, const std::string& bytes) {
    return R"({"from_name":"b","type":"brushlabels","original_width":)" + std::to_string(width) +
           R"(,"original_height":4,"value":{"format":"rle","rle":)" + bytes +
           R"(,"brushlabels":["x/y"]}})";
  };
  const std::string task = Task(R"({"image":"https://e.x/1.jpg"})",
                                region(5, rle) + "," + region(5, rle) + "," + region(6, rle));
  const auto pngs = Export("BRUSH_TO_PNG", kBrush, {task});
  EXPECT_EQ(pngs.size(), 3u);
  EXPECT_TRUE(pngs.contains("task-1-annotation-9-by-ab@e.x-b-x-y-0.png"));
  EXPECT_TRUE(pngs.contains("task-1-annotation-9-by-ab@e.x-b-x-y-1.png"));
  EXPECT_EQ(json::parse(pngs.at("errors.json")).at("count"), 1);
  EXPECT_TRUE(Export("BRUSH_TO_NUMPY", kBrush, {task})
                  .contains("task-1-annotation-9-by-ab@e.x-b-x-y-0.npy"));
  const json::value coco =
      json::parse(Export("BRUSH_TO_COCO", kBrush, {task}).at("result_coco.json"));
  EXPECT_EQ(coco.at("annotations").as_array().size(), 2u);
  EXPECT_EQ(coco.at("annotations").at(0).at("segmentation"),
            json::parse("[[0,0,1,1,1,2,3,2,3,1,1,1]]"));
  EXPECT_EQ(coco.at("annotations").at(0).at("bbox"), json::parse("[0,0,4,3]"));
  EXPECT_EQ(coco.at("annotations").at(0).at("area"), 2);
  EXPECT_EQ(coco.at("images"),
            json::parse(R"([{"id":0,"file_name":"1.jpg","path":"https://e.x/1.jpg","width":5,)"
                        R"("height":4}])"));
}

TEST_F(TextsTest, DocLangPacksDocumentsWithTheirPages) {
  constexpr const char* kPages =
      R"(<View><Image name="i" value="$image"/><TextArea name="t" toName="i"/></View>)";
  const std::string document = R"(<doclang xmlns=\"https://www.doclang.ai/ns/v0\"><p/></doclang>)";
  const std::string said =
      R"({"from_name":"t","type":"textarea","value":{"text":["<p/>",")" + document + "\"]}}";
  Media media(Files{{"https://e.x/1.jpg", "a page"}});
  const auto files = Export("DOCLANG", kPages,
                            {Task(R"({"image":"https://e.x/1.jpg"})", said),
                             R"({"id":2,"data":{"image":"gone","x":{"document":[")" + document +
                                 R"("]}},"annotations":[]})",
                             R"({"id":3,"data":{"text":")" + document + R"("},"annotations":[]})"},
                            &media);
  EXPECT_EQ(files.size(), 3u);
  const Files packed = Unpack(files.at("task-1-annotation-9.dclx"));
  EXPECT_EQ(packed.at("document.xml"),
            R"(<doclang xmlns="https://www.doclang.ai/ns/v0"><p/></doclang>)");
  EXPECT_EQ(packed.at("pages/1.jpg"), "a page");
  EXPECT_TRUE(packed.contains("[Content_Types].xml"));
  EXPECT_TRUE(packed.contains("_rels/.rels"));
  EXPECT_EQ(Unpack(files.at("task-2-data.dclx")).size(), 3u);
  EXPECT_EQ(json::parse(files.at("errors.json")).at("errors").at(0).at("what"), "gone");
}

TEST_F(TextsTest, ArchivesKeepNamesAndBytes) {
  auto zip = ZipWriter::Make(kNow);
  ASSERT_TRUE(db::Ok(zip));
  std::string long_text(3 << 20, 'a');
  ASSERT_TRUE(db::Ok(zip->Folder("images")));
  ASSERT_TRUE(db::Ok(zip->File("images/größe 猫.txt", true)));
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(db::Ok(zip->Data(long_text)));
  EXPECT_LT(zip->ready(), 100'000u);
  std::string bytes = zip->Take();
  ASSERT_TRUE(db::Ok(zip->File("stored", false)));
  ASSERT_TRUE(db::Ok(zip->Data(long_text)));
  ASSERT_TRUE(db::Ok(zip->File("empty", true)));
  ASSERT_TRUE(db::Ok(zip->Finish()));
  bytes += zip->Take();
  EXPECT_GT(bytes.size(), long_text.size());
  // The flag that says that names are UTF-8 (APPNOTE 4.4.4, bit 11).
  const size_t name = bytes.find("images/gr");
  ASSERT_NE(name, std::string::npos);
  EXPECT_NE(bytes[name - 30 + 7] & 0x08, 0);
  const Files files = Unpack(bytes);
  EXPECT_EQ(files.size(), 4u);
  EXPECT_EQ(files.at("stored"), long_text);
  EXPECT_EQ(files.at("empty"), "");
}

TEST_F(TextsTest, RefusesWhatDoesNotFitTheConfig) {
  const auto config = ParseLabelConfig("<View></View>");
  ASSERT_TRUE(db::Ok(config));
  for (const ExportKind& kind : ExportKinds()) {
    const auto made = kind.make({.config = *config, .spool_dir = directory_.File("")});
    const bool always =
        kind.name.starts_with("JSON") || kind.name.ends_with("SV") || kind.name == "DOCLANG";
    EXPECT_EQ(made.has_value(), always) << kind.name;
    if (made.has_value()) continue;
    EXPECT_EQ(made.error().kind, ErrorKind::kInvalid) << kind.name;
  }
}

}  // namespace
}  // namespace millrace::labeling
