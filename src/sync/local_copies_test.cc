#include "sync/local_copies.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <set>

#include "base/text.h"
#include "net/url.h"
#include "sync/test_world.h"

namespace millrace::sync {
namespace {

namespace fs = std::filesystem;
using ::testing::_;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::StartsWith;

// What the header promises of a copy's path.
std::string KeyOf(const std::string& path) {
  std::string key;
  const std::vector<std::string> names = Split(path, '/');
  for (size_t i = 0; i < names.size(); ++i) {
    std::string name = names[i];
    const bool cut = name.ends_with('%');
    if (cut) name.pop_back();
    key += net::PercentDecode(name);
    if (!cut && i + 1 < names.size()) key += '/';
  }
  return key;
}

std::string Read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Paths and contents of all files below.
std::map<std::string, std::string> Files(const fs::path& directory) {
  std::map<std::string, std::string> files;
  if (!fs::exists(directory)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(directory))
    if (entry.is_regular_file())
      files[fs::relative(entry.path(), directory).string()] = Read(entry.path());
  return files;
}

TEST(CopyPath, IsTheKeyWhereItCanBe) {
  for (const std::string key : {"1", "raw/a.json", "a b/ü/猫.jsonl", "#?&+'\"\\:*", "..a/b..", "-"})
    EXPECT_EQ(CopyPath(key), key);
  EXPECT_EQ(CopyPath("50%/a"), "50%25/a");
  EXPECT_EQ(CopyPath("a//b"), "a%2F/b");
  EXPECT_EQ(CopyPath("../../etc/passwd"), "%2E%2E/%2E%2E/etc/passwd");
  EXPECT_EQ(CopyPath("a/b", true), "a%2Fb");
}

TEST(CopyPath, IsSafeAndReversibleForAnyKey) {
  const std::string emoji(100, '\xFF');
  std::vector<std::string> keys = {"",
                                   "/",
                                   "//",
                                   "///a",
                                   "a/",
                                   "a//",
                                   ".",
                                   "..",
                                   "./..",
                                   "a/../b",
                                   "a/./b",
                                   "%",
                                   "%2F",
                                   "a%/b",
                                   "\n\t\x01",
                                   "\x7F",
                                   "\xFF\xFE",
                                   "\xC3",
                                   "a\x80/b",
                                   "%part-0011",
                                   "😀😀/😀",
                                   std::string("a\0b", 3),
                                   std::string(300, 'a'),
                                   std::string(1024, '/'),
                                   std::string(239, 'a') + "%%",
                                   std::string(240, 'a') + "/" + std::string(241, '.'),
                                   std::string(240, 'x') + ".",
                                   emoji};
  keys.push_back("Ａ/" + std::string(500, '%') + "/😀" + std::string(238, 'b') + "😀");
  std::set<std::string> paths;
  for (const std::string& key : keys) {
    for (const bool flat : {false, true}) {
      const std::string path = CopyPath(key, flat);
      EXPECT_EQ(KeyOf(path), key) << path;
      for (const std::string& name : Split(path, '/')) {
        EXPECT_THAT(name.size(), ::testing::AllOf(::testing::Gt(0U), ::testing::Le(255U))) << path;
        EXPECT_TRUE(name != "." && name != "..") << path;
        EXPECT_FALSE(name.starts_with("%part")) << path;
        EXPECT_TRUE(IsUtf8(name) && name.find('\0') == std::string::npos) << Printable(path);
      }
    }
    paths.insert(CopyPath(key));
  }
  EXPECT_EQ(paths.size(), keys.size());
}

class LocalCopiesTest : public ::testing::Test {
 protected:
  Values WithCopies(const std::string& prefix = "") {
    Values values = world.Settings();
    values.Set(storage::kCreateLocalCopy, true);
    if (!prefix.empty()) values.Set(storage::kPrefix, prefix);
    return values;
  }
  fs::path Copies() const {
    return world.directory() / "data/projects" / std::to_string(world.project_id());
  }
  fs::path Source(int64_t id) const { return Copies() / "source" / std::to_string(id); }

  TestWorld world;
};

TEST_F(LocalCopiesTest, OfTasksThatWereRead) {
  world.Put("raw/a.json", R"({"image": "1"})");
  world.Put("raw/b/c.jsonl", "{\"image\": \"2\"}\n{\"image\": 3\n");
  world.Put("raw/photo.jpg", "\xFF\xD8\xFFjpeg");
  const int64_t source = world.AddSource(WithCopies());
  const JobStatus status = world.Sync(source);
  EXPECT_EQ(status.counts.copied, 2);
  EXPECT_THAT(status.warnings, IsEmpty());
  EXPECT_THAT(Files(Source(source)),
              ElementsAre(Pair("raw/a.json", R"({"image": "1"})"),
                          Pair("raw/b/c.jsonl", "{\"image\": \"2\"}\n{\"image\": 3\n")));

  // Only what is read again is copied again.
  world.Put("raw/a.json", R"({"image": "changed"})");
  EXPECT_EQ(world.Sync(source).counts.copied, 1);
  EXPECT_EQ(Read(Source(source) / "raw/a.json"), R"({"image": "changed"})");
  EXPECT_EQ(world.Sync(source).counts.copied, 0);
}

TEST_F(LocalCopiesTest, NeverOfMediaNorOfADryRunNorUnasked) {
  world.Put("a.json", R"({"image": "1"})");
  Values media = WithCopies();
  media.Set(storage::kUseBlobUrls, true);
  EXPECT_EQ(world.Sync(world.AddSource(media)).counts.copied, 0);
  Values unasked = world.Settings();
  unasked.Set(storage::kCreateLocalCopy, false);
  unasked.Set(storage::kProjectPath, (world.directory() / "allowed").string());
  unasked.Set(storage::kPrefix, "none");
  EXPECT_EQ(world.Sync(world.AddSource(unasked)).counts.copied, 0);
  EXPECT_EQ(world.Sync(world.AddSource(WithCopies()), {.dry_run = true}).counts.copied, 0);
  EXPECT_THAT(Files(world.directory() / "data"), IsEmpty());
  EXPECT_THAT(Files(world.directory() / "allowed"), IsEmpty());
}

TEST_F(LocalCopiesTest, OfAnnotationsThatWereWritten) {
  world.Put("in/a.json", R"({"image": "1"})");
  world.Sync(world.AddSource(world.Settings()));
  const auto annotation = world.Annotate(world.Tasks()[0].id);
  const int64_t target = world.AddTarget(WithCopies("out"));
  EXPECT_EQ(world.Sync(target).counts.copied, 1);
  const std::string key = "out/" + std::to_string(annotation.id);
  EXPECT_THAT(Files(Copies() / "target" / std::to_string(target)),
              ElementsAre(Pair(key, world.Objects()[key])));
  EXPECT_EQ(world.Sync(target).counts.copied, 0);
}

TEST_F(LocalCopiesTest, AFileAndADirectoryOfOneNameAreBothKept) {
  for (const bool file_first : {true, false}) {
    const std::string top = file_first ? "f" : "d";
    const std::vector<std::string> keys =
        file_first ? std::vector<std::string>{top, top + "/b"} : std::vector{top + "/b", top};
    const int64_t source = world.AddSource(WithCopies());
    for (const std::string& key : keys) {
      world.Put(key, R"({"image": ")" + key + R"("})");
      EXPECT_EQ(world.Sync(source).counts.copied, 1) << key;
    }
  }
  std::map<std::string, std::string> by_key;
  for (const auto& [path, body] : Files(Source(1))) by_key[KeyOf(path)] = body;
  EXPECT_EQ(by_key, world.Objects());
}

TEST_F(LocalCopiesTest, AProjectPathTurnsThemOn) {
  world.Put("a.json", R"({"image": "1"})");
  Values values = world.Settings();
  const fs::path path = world.directory() / "elsewhere";
  fs::create_directories(path);
  values.Set(storage::kProjectPath, path.string() + "/");
  const int64_t source = world.AddSource(values);  // the operator's
  EXPECT_EQ(world.Sync(source).counts.copied, 1);
  EXPECT_THAT(Files(path), ElementsAre(Pair("source/" + std::to_string(source) + "/a.json", _)));
  EXPECT_THAT(Files(world.directory() / "data"), IsEmpty());
}

TEST_F(LocalCopiesTest, AUsersProjectPathLiesWhereStoragesMay) {
  const auto refusal = [&](const fs::path& path, bool trusted) {
    Values values = world.Settings();
    values.Set(storage::kProjectPath, path.string());
    ConnectionSpec spec = world.Spec(labeling::StorageRole::kSource, values);
    spec.trusted = trusted;
    const auto valid = world.engine().connections().Validate(spec);
    if (valid.has_value()) return std::string();
    EXPECT_EQ(valid.error().fields.size(), 1U);
    EXPECT_EQ(valid.error().fields[0].first, "project_path");
    return valid.error().fields[0].second;
  };
  const fs::path root = world.directory();
  fs::create_directories(root / "elsewhere");
  fs::create_directories(root / "allowed/mine");
  fs::create_directory_symlink(root / "elsewhere", root / "allowed/link");
  EXPECT_EQ(refusal(root / "allowed/mine", false), "");
  EXPECT_EQ(refusal(root / "elsewhere", true), "");
  EXPECT_THAT(refusal(root / "elsewhere", false), HasSubstr("--local-root"));
  EXPECT_THAT(refusal(root / "allowed/../elsewhere", false), HasSubstr("--local-root"));
  EXPECT_THAT(refusal(root / "allowed/link", false), HasSubstr("symbolic link"));
  EXPECT_THAT(refusal(root / "data", false), HasSubstr("--local-root"));
  EXPECT_THAT(refusal(root / "allowed/none", false), HasSubstr("Make this directory"));
  EXPECT_THAT(refusal("my_project", true), HasSubstr("not an absolute path"));
}

TEST_F(LocalCopiesTest, AFailedCopyIsAWarning) {
  world.Put("a.json", R"({"image": "1"})");
  world.Put("b/c.json", R"({"image": "2"})");
  const int64_t source = world.AddSource(WithCopies());
  // What stands in the way is not followed.
  fs::create_directories(Source(source));
  const fs::path outside = world.directory() / "outside";
  fs::create_directories(outside);
  fs::create_directory_symlink(outside, Source(source) / "b");
  const JobStatus status = world.Sync(source);
  EXPECT_EQ(status.state, JobState::kCompleted);
  EXPECT_EQ(status.counts.new_tasks, 2);
  EXPECT_EQ(status.counts.copied, 1);
  EXPECT_EQ(status.counts.copies_failed, 1);
  EXPECT_THAT(status.warnings, ElementsAre(StartsWith("1 of 2 local copies could not be written")));
  EXPECT_THAT(Files(outside), IsEmpty());
}

TEST_F(LocalCopiesTest, ARemovedDirectoryIsMadeAgain) {
  world.Put("raw/a.json", R"({"image": "1"})");
  const int64_t source = world.AddSource(WithCopies());
  const auto connection = world.engine().connections().Get(source).value();
  const auto copies = LocalCopies::Of(world.engine().context(), *connection);
  copies->Keep("raw/a", "1");
  fs::remove_all(Copies());
  copies->Keep("raw/b", "2");
  copies->Keep("other/c", "3");
  copies->Keep("raw/d", "4");
  EXPECT_THAT(Files(Source(source)),
              ElementsAre(Pair("other/c", "3"), Pair("raw/b", "2"), Pair("raw/d", "4")));
}

TEST_F(LocalCopiesTest, LargeObjectsAreCopiedWhole) {
  std::string lines;
  while (lines.size() < (9u << 20)) lines += "{\"image\": \"" + std::string(100'000, 'x') + "\"}\n";
  world.Put("m.jsonl", lines);
  world.Put("n.jsonl", lines + "{\"image\":");  // its last record is bad, the others are tasks
  world.Put("o.json", "[" + lines);             // its end is missing
  const int64_t source = world.AddSource(WithCopies());
  const JobStatus status = world.Sync(source);
  EXPECT_EQ(status.counts.copied, 2);
  const auto files = Files(Source(source));
  EXPECT_EQ(files.size(), 2U);
  EXPECT_TRUE(files.at("m.jsonl") == lines);
  EXPECT_TRUE(files.at("n.jsonl") == lines + "{\"image\":");
}

}  // namespace
}  // namespace millrace::sync
