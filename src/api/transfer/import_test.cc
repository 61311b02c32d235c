// Imports over REST: what comes in, what it becomes, and that it comes whole or not at all.
#include <gmock/gmock.h>

#include <filesystem>

#include "api/testing.h"
#include "api/transfer/upload_files.h"
#include "base/spool_file.h"
#include "labeling/tasks/imports.h"
#include "labeling/tasks/uploads.h"

namespace millrace::api {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class ImportTest : public ApiTest {
 protected:
  static constexpr const char* kText =
      R"(<View><Text name="t" value="$text"/><Choices name="ch" toName="t">)"
      R"(<Choice value="a"/></Choices></View>)";

  struct File {
    std::string name, bytes;
  };
  static std::string Form(const std::vector<File>& files) {
    std::string body;
    for (const File& file : files) {
      body += "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + file.name +
              "\"\r\n\r\n" + file.bytes + "\r\n";
    }
    return body + "--B--\r\n";
  }
  Answered Upload(const std::string& path, const std::vector<File>& files) {
    return Do("POST", path, Form(files), {{"Content-Type", "multipart/form-data; boundary=B"}});
  }
  std::string ImportPath(int64_t project, const std::string& rest = "import") {
    return "/api/projects/" + std::to_string(project) + "/" + rest;
  }
  // The data of the project's tasks, oldest first.
  std::vector<std::string> Data(int64_t project) {
    std::vector<std::string> out;
    auto read = database_->Read([&](db::Connection& tx) {
      return labeling::ListTasks(tx, {.project_id = project, .limit = 1000});
    });
    EXPECT_TRUE(db::Ok(read));
    for (const labeling::Task& task : *read) out.push_back(task.data);
    return out;
  }
  // Names below upload/ of the data directory.
  std::vector<std::string> FilesKept() {
    std::vector<std::string> names;
    const std::string root = directory_.File("data") + "/upload";
    if (!std::filesystem::exists(root)) return names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root))
      if (entry.is_regular_file()) names.push_back(entry.path().filename());
    return names;
  }
};

TEST_F(ImportTest, ReadsTablesAndLines) {
  const int64_t project = Project(kText);
  const Answered answer = Upload(ImportPath(project), {{"Cats.CSV", "text;n\nhello;1\n\"a;b\";2\n"},
                                                       {"dogs.tsv", "text\tn\nbark\t3\n"}});
  EXPECT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(answer.number("task_count"), 3);
  EXPECT_EQ(answer.text("could_be_tasks_list"), "true");
  EXPECT_EQ(answer.text("found_formats"), R"({".csv":1,".tsv":1})");
  EXPECT_EQ(answer.text("data_columns"), R"(["text","n"])");
  EXPECT_EQ(Upload(ImportPath(project), {{"lines.txt", "one\ntwo"}}).status, 201);
  EXPECT_THAT(
      Data(project),
      testing::ElementsAre(R"({"text":"hello","n":1})", R"({"text":"a;b","n":2})",
                           R"({"text":"bark","n":3})", R"({"text":"one"})", R"({"text":"two"})"));
  EXPECT_EQ(FilesKept().size(), 3u);
}

TEST_F(ImportTest, KeepsNothingOfWhatIsBad) {
  const int64_t project = Project(kText);
  const Answered answer =
      Upload(ImportPath(project), {{"a.json", R"([{"text":"x"}])"}, {"b.json", R"([{"y":1}])"}});
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.text("validation_errors"),
              HasSubstr("Error at item 1: \\\"text\\\" key is expected in task data"));
  const Answered broken = Upload(ImportPath(project), {{"c.csv", "text\n\"open\n"}});
  EXPECT_THAT(broken.text("validation_errors"), HasSubstr("Failed to parse input file "));
  EXPECT_THAT(Upload(ImportPath(project), {{"d.exe", "MZ"}}).text("validation_errors"),
              HasSubstr(".exe extension is not supported"));
  EXPECT_THAT(Data(project), testing::IsEmpty());
  EXPECT_THAT(FilesKept(), testing::IsEmpty());
}

TEST_F(ImportTest, MakesATaskOfEachMediaFileAndServesIt) {
  const int64_t project = Project(kConfig);
  const std::string page = "<script>alert(1)</script>";
  EXPECT_EQ(
      Upload(ImportPath(project), {{"../../pic 1\xC3\xA9.png", "\x89PNG"}, {"x.svg", page}}).status,
      201);
  const std::vector<std::string> data = Data(project);
  ASSERT_EQ(data.size(), 2u);
  const std::string url = data[0].substr(10, data[0].size() - 12);
  EXPECT_THAT(url, StartsWith("/data/upload/" + std::to_string(project) + "/"));
  EXPECT_THAT(url, testing::EndsWith("-pic_1%C3%A9.png"));
  const Answered got = Do("GET", url);
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(got.body, "\x89PNG");
  EXPECT_EQ(got.headers.Get("Content-Type"), "image/png");
  EXPECT_EQ(got.headers.Get("X-Content-Type-Options"), "nosniff");
  EXPECT_THAT(std::string(got.headers.Get("Content-Security-Policy")), HasSubstr("sandbox"));
  const Answered part = Do("GET", url, "", {{"Range", "bytes=1-2"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, "PN");
  EXPECT_EQ(Send({.method = "GET", .path = url}).status, 401);
  EXPECT_EQ(Do("GET", "/data/upload/" + std::to_string(project) + "/..%2F..%2Ftest.db").status,
            404);
  EXPECT_EQ(Do("GET", "/storage-data/uploaded/?filepath=upload/../test.db").status, 404);
}

TEST_F(ImportTest, ListsReplacesAndDeletesUploads) {
  const int64_t project = Project(kText);
  const Answered made = Upload(ImportPath(project), {{"a.csv", "text\nx\n"}});
  const std::string id = made.text("file_upload_ids").substr(1, 1);
  const std::string list = ImportPath(project, "file-uploads");
  EXPECT_EQ(Do("GET", list).body, "[]");
  EXPECT_THAT(Do("GET", list + "?all=true").body, HasSubstr("-a.csv\",\"size\":7"));
  EXPECT_EQ(Do("GET", list + "?ids=x").status, 400);
  const Answered changed = Do("PATCH", "/api/import/file-upload/" + id, Form({{"b.csv", "text\n"}}),
                              {{"Content-Type", "multipart/form-data; boundary=B"}});
  EXPECT_EQ(changed.number("size"), 5);
  EXPECT_EQ(FilesKept().size(), 1u);
  EXPECT_EQ(Do("PATCH", "/api/import/file-upload/" + id, R"({"file":"x"})").status, 400);
  EXPECT_EQ(Do("DELETE", list, R"({"file_upload_ids":[)" + id + "]}").body, R"({"deleted":1})");
  EXPECT_EQ(Do("GET", "/api/import/file-upload/" + id).status, 404);
  EXPECT_THAT(FilesKept(), testing::IsEmpty());
  EXPECT_EQ(Data(project).size(), 1u);
}

TEST_F(ImportTest, ReimportsInPlaceOfTheOldTasks) {
  const int64_t project = Project(kText);
  const Answered made = Upload(ImportPath(project), {{"a.csv", "text\nx\ny\n"}});
  ASSERT_EQ(made.status, 201);
  const std::string body = "{\"file_upload_ids\":" + made.text("file_upload_ids");
  EXPECT_EQ(Do("POST", ImportPath(project, "reimport"), "{}").status, 200);
  const Answered again = Do("POST", ImportPath(project, "reimport"), body + "}");
  EXPECT_EQ(again.status, 201) << again.body;
  EXPECT_EQ(again.number("task_count"), 2);
  EXPECT_EQ(Data(project).size(), 2u);
  const Answered whole =
      Do("POST", ImportPath(project, "reimport"), body + ",\"files_as_tasks_list\":false}");
  EXPECT_EQ(whole.number("task_count"), 1) << whole.body;
  ASSERT_EQ(Data(project).size(), 1u);
  EXPECT_THAT(Data(project)[0], HasSubstr("/data/upload/"));
}

TEST_F(ImportTest, ReadsALongBodyFromItsFile) {
  const int64_t project = Project(kText);
  // More than is kept between the two passes, in tasks of 1 MiB.
  auto spool = SpoolFile::Make(directory_.File("data"));
  ASSERT_TRUE(db::Ok(spool));
  const std::string pad(1u << 20, 'x');
  constexpr int kTasks = 60;
  for (int i = 0; i < kTasks; ++i) {
    ASSERT_TRUE((*spool)
                    ->Append((i == 0 ? "[" : ",") + std::string(R"({"data":{"text":")") +
                             std::to_string(i) + pad + "\"}}")
                    .has_value());
  }
  ASSERT_TRUE((*spool)->Append("]").has_value());
  net::Request request{
      .method = "POST",
      .path = ImportPath(project) + "?return_task_ids=true",
      .headers = {{"Authorization", "Token " + token_}, {"Content-Type", "application/json"}}};
  request.spooled = (*spool)->Finish();
  const Answered answer = Send(std::move(request));
  EXPECT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(answer.number("task_count"), kTasks);
  EXPECT_EQ(answer.json().at("task_ids").as_array().size(), static_cast<size_t>(kTasks));
  const std::vector<std::string> data = Data(project);
  ASSERT_EQ(data.size(), static_cast<size_t>(kTasks));
  EXPECT_THAT(data[0], StartsWith(R"({"text":"0x)"));
  EXPECT_THAT(data[59], StartsWith(R"({"text":"59x)"));
}

TEST_F(ImportTest, OnlyThoseWhoMayImportMaySendLongBodies) {
  const int64_t project = Project(kText);
  const auto admit = [&](const std::string& path, const std::string& token) {
    net::Request head{.method = "POST", .path = path};
    if (!token.empty()) head.headers.Add("Authorization", "Token " + token);
    return api_->Admit(head);
  };
  const net::Admission good = admit(ImportPath(project), token_);
  EXPECT_FALSE(good.refusal.has_value());
  EXPECT_TRUE(good.into_file);
  EXPECT_EQ(good.max_body, ApiOptions().max_upload);
  EXPECT_EQ(admit(ImportPath(project), "").refusal.value().status, 401);
  EXPECT_EQ(admit("/nothing", token_).refusal.value().status, 404);
  const net::Admission other = admit("/api/projects", token_);
  EXPECT_FALSE(other.into_file);
  EXPECT_EQ(other.max_body, ApiOptions().max_body);
}

TEST_F(ImportTest, TakesBackAtTheNextStartWhatDidNotFinish) {
  const int64_t project = Project(kText);
  ASSERT_EQ(Do("POST", ImportPath(project), R"([{"text":"stays"}])").status, 201);
  const std::string file = UploadFiles::NewFile(project, "a.csv");
  ASSERT_TRUE(
      UploadFiles(directory_.File("data")).Write(file, *MemoryBytes("text\nx\n")).has_value());
  const auto begun =
      database_->Write(db::Durability::kNormal, [&](db::Connection& tx) -> Result<void> {
        ASSIGN_OR_RETURN(const int64_t import, labeling::BeginImport(tx, project, std::nullopt,
                                                                     false, SystemClock().Now()));
        RETURN_IF_ERROR(labeling::AddUpload(tx, {.project_id = project, .file = file}, import,
                                            SystemClock().Now()));
        const std::vector<labeling::NewTask> tasks(3, {.data = R"({"text":"half"})"});
        RETURN_IF_ERROR(labeling::InsertImported(tx, import, project, tasks, SystemClock().Now()));
        return {};
      });
  ASSERT_TRUE(db::Ok(begun));
  EXPECT_EQ(Data(project).size(), 4u);
  Restart({});
  EXPECT_THAT(Data(project), testing::ElementsAre(R"({"text":"stays"})"));
  EXPECT_THAT(FilesKept(), testing::IsEmpty());
}

TEST_F(ImportTest, TurnsFieldsIntoPredictions) {
  const int64_t project = Project(kText);
  const Answered answer = Do("POST", ImportPath(project) + "?preannotated_from_fields=ch",
                             R"([{"text":"x","ch":"a"},{"text":"y"}])");
  EXPECT_EQ(answer.number("prediction_count"), 1) << answer.body;
  EXPECT_THAT(
      Do("GET", "/api/predictions?project=" + std::to_string(project)).body,
      HasSubstr(R"("from_name":"ch","to_name":"t","type":"choices","value":{"choices":["a"]})"));
}

TEST_F(ImportTest, ImportsPredictionsAllOrNone) {
  const int64_t project = Project(kText);
  const Answered tasks =
      Do("POST", ImportPath(project) + "?return_task_ids=true", R"([{"text":"x"}])");
  const std::string task = tasks.text("task_ids").substr(1, tasks.text("task_ids").size() - 2);
  const std::string good =
      R"({"task":)" + task +
      R"(,"result":[{"from_name":"ch","to_name":"t","type":"choices","value":{}}],"score":0.5})";
  const std::string path = ImportPath(project, "import/predictions");
  EXPECT_EQ(Do("POST", path, "[" + good + R"(,{"task":99999,"result":[]}])").status, 400);
  EXPECT_THAT(Do("POST", path, R"([{"task":)" + task + R"(,"result":[{"from_name":"zz"}]}])").body,
              HasSubstr("Prediction 0: Region 0: Missing required field 'to_name'"));
  EXPECT_EQ(Do("POST", path, "[" + good + "," + good + "]").body, R"({"created":2})");
  EXPECT_EQ(
      Do("GET", "/api/projects/" + std::to_string(project)).number("total_predictions_number"), 2);
}

TEST_F(ImportTest, RefusesAnAddressThatIsNone) {
  const int64_t project = Project(kText);
  for (const std::string url : {"ftp://host/a.json", "file:///etc/passwd", "nonsense",
                                "http://169.254.169.254/latest/meta-data/x.json"}) {
    const Answered answer = Do("POST", ImportPath(project), "url=" + url,
                               {{"Content-Type", "application/x-www-form-urlencoded"}});
    EXPECT_EQ(answer.status, 400) << url;
    EXPECT_THAT(answer.text("validation_errors"), Not(HasSubstr("null"))) << url;
  }
  EXPECT_EQ(Do("POST", ImportPath(project), R"(url=[{"text":"inplace"}])",
               {{"Content-Type", "application/x-www-form-urlencoded"}})
                .status,
            201);
  EXPECT_EQ(Data(project).size(), 1u);
}

TEST(UploadFilesTest, MakesNamesSafe) {
  EXPECT_EQ(SafeFileName("../../etc/passwd"), "passwd");
  EXPECT_EQ(SafeFileName("C:\\docs\\na\xC3\xAFve pic.png"), "na\xC3\xAFve_pic.png");
  EXPECT_EQ(SafeFileName("a\"b\n\0c;d.csv"), "ab");
  EXPECT_EQ(SafeFileName(".."), "file");
  EXPECT_EQ(SafeFileName(""), "file");
  EXPECT_EQ(SafeFileName("\xFF\xFE.png"), ".png");
  const std::string longest = SafeFileName(std::string(500, 'x') + "\xC3\xA9.jpeg");
  EXPECT_LE(longest.size(), 120u);
  EXPECT_TRUE(longest.ends_with("x.jpeg"));
}

}  // namespace
}  // namespace millrace::api
