// What is special about local files; what all storages share is in tests/conformance.
#include "storage/providers/local.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "storage/common_fields.h"
#include "storage/providers/local_scan.h"
#include "storage/providers/local_store.h"

namespace millrace::storage {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class LocalTest : public ::testing::TestWithParam<PathMode> {
 protected:
  void SetUp() override {
    if (GetParam() == PathMode::kOpenat2 && BestPathMode() != PathMode::kOpenat2)
      GTEST_SKIP() << "this kernel has no openat2";
    std::string pattern = (fs::temp_directory_path() / "millrace-local-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    top_ = fs::canonical(pattern).string();
    fs::create_directories(top_ + "/root/bucket");
    fs::create_directories(top_ + "/outside");
    Write("outside/secret.txt", "secret");
  }
  void TearDown() override { fs::remove_all(top_); }

  void Write(const std::string& path, const std::string& text) {
    fs::create_directories(fs::path(top_ + "/" + path).parent_path());
    std::ofstream(top_ + "/" + path, std::ios::binary) << text;
  }
  LocalRootOptions Options(const std::string& path = "root/bucket") const {
    return {.path = top_ + "/" + path, .roots = {top_ + "/root"}, .mode = GetParam()};
  }
  static std::vector<std::string> Keys(LocalStore& store, ListRequest request = {}) {
    std::vector<std::string> keys;
    do {
      const auto page = store.List(request);
      EXPECT_TRUE(page) << page.error().Sentence();
      if (!page) break;
      for (const ObjectInfo& object : page->objects) keys.push_back(object.key);
      request.position = page->next;
    } while (!request.position.empty());
    return keys;
  }
  static Result<Object> Get(LocalStore& store, const std::string& key) {
    return GetObject(store, {.key = key}, 1 << 20);
  }

  std::string top_;
};

TEST_P(LocalTest, NamesTheAccountWhoseRightsCount) {
  LocalStore store(Options());
  EXPECT_THAT(store.Identity().value(), HasSubstr("that this server runs as"));
  EXPECT_EQ(store.peer().host, "") << "nobody is asked over a network";
}

INSTANTIATE_TEST_SUITE_P(Modes, LocalTest, ::testing::Values(PathMode::kOpenat2, PathMode::kWalk),
                         [](const auto& info) {
                           return info.param == PathMode::kOpenat2 ? "openat2" : "walk";
                         });

TEST_P(LocalTest, LinksThatLeadOutsideAreNeitherListedNorRead) {
  Write("root/bucket/plain.txt", "plain");
  fs::create_symlink("../../outside/secret.txt", top_ + "/root/bucket/relative.txt");
  fs::create_symlink(top_ + "/outside/secret.txt", top_ + "/root/bucket/absolute.txt");
  fs::create_directory_symlink("../../outside", top_ + "/root/bucket/dir");
  LocalStore store(Options());
  EXPECT_THAT(Keys(store), ElementsAre("plain.txt"));
  for (const std::string key : {"relative.txt", "absolute.txt", "dir/secret.txt"}) {
    const auto object = Get(store, key);
    ASSERT_FALSE(object) << key;
    EXPECT_NE(object.error().kind, ErrorKind::kInternal);
    EXPECT_FALSE(store.Head(key));
  }
  EXPECT_FALSE(store.Put({.key = "dir/new.txt", .body = "x"}));
  EXPECT_FALSE(store.Delete("dir/secret.txt", ""));
  EXPECT_FALSE(fs::exists(top_ + "/outside/new.txt"));
  EXPECT_TRUE(fs::exists(top_ + "/outside/secret.txt"));
}

TEST_P(LocalTest, LinkInsideIsReadWhereTheKernelCanTell) {
  Write("root/bucket/a.txt", "text");
  fs::create_symlink("a.txt", top_ + "/root/bucket/b.txt");
  LocalStore store(Options());
  if (GetParam() == PathMode::kWalk) {
    EXPECT_THAT(Keys(store), ElementsAre("a.txt"));
    EXPECT_FALSE(Get(store, "b.txt"));
    return;
  }
  EXPECT_THAT(Keys(store), ElementsAre("a.txt", "b.txt"));
  EXPECT_EQ(Get(store, "b.txt")->body, "text");
}

TEST_P(LocalTest, PutReplacesALinkInsteadOfFollowingIt) {
  fs::create_symlink("../../outside/secret.txt", top_ + "/root/bucket/link");
  LocalStore store(Options());
  ASSERT_TRUE(store.Put({.key = "link", .body = "ours"}));
  EXPECT_FALSE(fs::is_symlink(top_ + "/root/bucket/link"));
  std::ifstream secret(top_ + "/outside/secret.txt");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(secret), {}), "secret");
}

TEST_P(LocalTest, OtherThanRegularFilesAreSkippedAndNeverWaitedFor) {
  Write("root/bucket/a.txt", "text");
  ASSERT_EQ(mkfifo((top_ + "/root/bucket/pipe").c_str(), 0600), 0);
  LocalStore store(Options());
  const auto page = store.List({});
  ASSERT_TRUE(page);
  EXPECT_EQ(page->objects.size(), 1u);
  EXPECT_EQ(page->directories, 1u);
  EXPECT_EQ(Get(store, "pipe").error().kind, ErrorKind::kNotFound);
}

TEST_P(LocalTest, OnlyAllowedRootsAreOpened) {
  LocalStore outside(Options("outside"));
  const auto refused = outside.Check();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kDenied);
  EXPECT_THAT(refused.error().Sentence(), HasSubstr("--local-root " + top_ + "/outside"));
  EXPECT_FALSE(outside.List({}));

  // A name that only begins like an allowed one.
  fs::create_directories(top_ + "/root2");
  EXPECT_FALSE(LocalStore(Options("root2")).Check());

  fs::create_directory_symlink("../outside", top_ + "/root/link");
  EXPECT_EQ(LocalStore(Options("root/link")).Check().error().kind, ErrorKind::kDenied);
}

TEST_P(LocalTest, CheckNamesWhatIsWrongWithThePath) {
  EXPECT_TRUE(LocalStore(Options()).Check());
  EXPECT_TRUE(LocalStore(Options("root")).Check());
  Write("root/file", "x");
  const auto file = LocalStore(Options("root/file")).Check();
  EXPECT_EQ(file.error().kind, ErrorKind::kInvalid);
  EXPECT_THAT(file.error().message, HasSubstr("is not a directory"));
  const auto missing = LocalStore(Options("root/none")).Check();
  EXPECT_EQ(missing.error().kind, ErrorKind::kNotFound);
  EXPECT_THAT(missing.error().message, HasSubstr(top_ + "/root/none"));
}

TEST_P(LocalTest, DataDirectoryIsNeverSeen) {
  Write("root/data/secret.key", "key");
  Write("root/data/target/1.json", "{}");
  Write("root/picture.jpg", "p");
  auto options = Options("root");
  options.data_dir = top_ + "/root/data";
  LocalStore around(options);
  fs::create_directory_symlink("data", top_ + "/root/detour");
  fs::create_symlink("data/secret.key", top_ + "/root/link.key");
  EXPECT_THAT(Keys(around), ElementsAre("picture.jpg"));
  for (const char* key : {"data/secret.key", "detour/secret.key", "link.key"})
    EXPECT_FALSE(Get(around, key)) << key;
  EXPECT_FALSE(around.Put({.key = "data/new", .body = "x"}));
  EXPECT_FALSE(fs::exists(top_ + "/root/data/new"));

  options.path = top_ + "/root/data";
  EXPECT_EQ(LocalStore(options).Check().error().kind, ErrorKind::kDenied);
  options.path = top_ + "/root/detour";
  EXPECT_FALSE(LocalStore(options).Check());
  options.path = top_ + "/root/data/target";
  LocalStore target(options);
  EXPECT_TRUE(target.Check());
  EXPECT_THAT(Keys(target), ElementsAre("1.json"));
}

TEST_P(LocalTest, ReadNoticesAChangeMeanwhile) {
  Write("root/bucket/big", std::string(1 << 20, 'a'));
  LocalStore store(Options());
  class Meddler final : public GetSink {
   public:
    explicit Meddler(std::string path) : path_(std::move(path)) {}
    bool Start(size_t, const ObjectInfo&) override { return true; }
    bool Data(size_t, std::string_view) override {
      if (!done_) fs::resize_file(path_, 300 << 10);
      done_ = true;
      return true;
    }
    void Done(size_t, Result<void> outcome) override { outcome_ = std::move(outcome); }
    Result<void> outcome_;

   private:
    std::string path_;
    bool done_ = false;
  } sink(top_ + "/root/bucket/big");
  const std::vector<GetRequest> requests{{.key = "big"}};
  store.GetMany(requests, sink);
  ASSERT_FALSE(sink.outcome_);
  EXPECT_EQ(sink.outcome_.error().kind, ErrorKind::kConflict);
}

TEST_P(LocalTest, WritesLeaveNothingBehind) {
  LocalStore store(Options());
  ASSERT_TRUE(store.Put({.key = "a/b", .body = "1", .precondition = Precondition::kAbsent}));
  EXPECT_FALSE(store.Put({.key = "a/b", .body = "2", .precondition = Precondition::kAbsent}));
  EXPECT_FALSE(store.Put(
      {.key = "a/b", .body = "3", .precondition = Precondition::kMatches, .version = "1-1-1"}));
  EXPECT_FALSE(store.Put(
      {.key = "c/d", .body = "3", .precondition = Precondition::kMatches, .version = "1-1-1"}));
  EXPECT_FALSE(fs::exists(top_ + "/root/bucket/c"));
  size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(top_ + "/root/bucket"))
    files += entry.is_regular_file() ? 1 : 0;
  EXPECT_EQ(files, 1u);
}

TEST_P(LocalTest, UnfinishedWritesAreInvisible) {
  Write("root/bucket/.millrace-tmp-0123", "half");
  Write("root/bucket/whole", "whole");
  LocalStore store(Options());
  EXPECT_THAT(Keys(store), ElementsAre("whole"));
  EXPECT_FALSE(Get(store, ".millrace-tmp-0123"));
}

TEST_P(LocalTest, FileAndDirectoryOfOneName) {
  LocalStore store(Options());
  ASSERT_TRUE(store.Put({.key = "a", .body = "1"}));
  EXPECT_EQ(store.Put({.key = "a/b", .body = "2"}).error().kind, ErrorKind::kInvalid);
  ASSERT_TRUE(store.Put({.key = "dir/b", .body = "2"}));
  EXPECT_FALSE(store.Put({.key = "dir", .body = "3"}));
  EXPECT_EQ(Get(store, "dir").error().kind, ErrorKind::kNotFound);
  EXPECT_TRUE(store.Delete("dir", ""));
  EXPECT_EQ(Get(store, "dir/b")->body, "2");
}

TEST_P(LocalTest, PositionContinuesInAnotherStore) {
  const std::vector<std::string> keys{"a-b", "a.b", "a/1", "a/b/2", "a/c", "a0", "b"};
  for (const std::string& key : keys) Write("root/bucket/" + key, key);
  LocalStore store(Options());
  EXPECT_EQ(Keys(store), keys);
  for (size_t i = 0; i < keys.size(); ++i) {
    LocalStore fresh(Options());
    EXPECT_EQ(Keys(fresh, {.position = keys[i], .limit = 2}),
              std::vector<std::string>(keys.begin() + static_cast<long>(i) + 1, keys.end()));
  }
}

TEST_P(LocalTest, FilesThatVanishBetweenPagesAreLeftOut) {
  for (const char* key : {"a", "b", "c/d", "e"}) Write(std::string("root/bucket/") + key, "x");
  LocalStore store(Options());
  const auto first = store.List({.limit = 1});
  ASSERT_TRUE(first);
  fs::remove(top_ + "/root/bucket/b");
  fs::remove_all(top_ + "/root/bucket/c");
  EXPECT_THAT(Keys(store, {.position = first->next, .limit = 1}), ElementsAre("e"));
}

TEST_P(LocalTest, PrefixThatNoKeyCanHaveFindsNothing) {
  Write("root/bucket/a", "x");
  LocalStore store(Options());
  for (const char* prefix : {"../", "/", "a//", "./", "none/"})
    EXPECT_THAT(Keys(store, {.prefix = prefix}), IsEmpty()) << prefix;
}

TEST_P(LocalTest, LargeDirectoriesAreReadInWindows) {
  std::vector<std::string> keys;
  for (int i = 100; i < 160; ++i)
    keys.push_back((i % 7 == 0 ? "d" + std::to_string(i) + "/x" : "f" + std::to_string(i)));
  std::ranges::sort(keys);
  for (const std::string& key : keys) Write("root/bucket/" + key, "x");
  const LocalRoot root(Options());
  for (const size_t window : {1u, 2u, 7u, 59u, 60u, 61u}) {
    LocalScan scan(root, "", "", true, window);
    std::vector<std::string> seen;
    ListPage page;
    do {
      page = {};
      const auto base = root.Open("list");
      ASSERT_TRUE(base);
      ASSERT_TRUE(scan.Next(*base, 13, page));
      for (const ObjectInfo& object : page.objects) seen.push_back(object.key);
    } while (!page.next.empty());
    EXPECT_EQ(seen, keys) << window;
  }
}

TEST(LocalProviderTest, UriIsRelativeToTheDocumentRootAndComesBack) {
  Values values;
  values.Set(kLocalPath, "/srv/files/cats/");
  Environment environment;
  environment.document_root = "/srv/files";
  const std::string key = "a b/ü+%#?.jpg";
  const std::string uri = kLocal.uri(values, environment, key);
  EXPECT_EQ(uri, "/data/local-files/?d=cats/a%20b/%C3%BC%2B%25%23%3F.jpg");
  EXPECT_EQ(kLocal.key_of(values, environment, uri), key);
  environment.document_root.clear();
  EXPECT_EQ(kLocal.uri(values, environment, "x"), "/data/local-files/?d=srv/files/cats/x");
  environment.document_root = "/elsewhere";
  EXPECT_EQ(kLocal.uri(values, environment, "x"), "/data/local-files/?d=srv/files/cats/x");
  EXPECT_EQ(kLocal.key_of(values, environment, "/data/local-files/?d=/srv/files/cats/x"), "x");
  for (const char* foreign :
       {"/data/local-files/?d=srv/files/dogs/x", "/data/local-files/?d=srv/files/cats",
        "/data/local-files/?d=srv/files/cats/../../x", "s3://srv/files/cats/x", ""})
    EXPECT_EQ(kLocal.key_of(values, environment, foreign), std::nullopt) << foreign;
}

TEST(LocalProviderTest, RelativePathIsRefused) {
  Values values;
  values.Set(kLocalPath, "pictures");
  const auto store = kLocal.open(values, {}, net::AddressPolicy::kTrusted);
  ASSERT_FALSE(store);
  ASSERT_EQ(store.error().fields.size(), 1u);
  EXPECT_EQ(store.error().fields[0].first, "path");
}

TEST(LocalProviderTest, LocationIsNormal) {
  Values values;
  values.Set(kLocalPath, "/srv//files/./cats/");
  values.Set(kPrefix, "/raw");
  const Location location = kLocal.locate(values, {});
  EXPECT_EQ(location.bucket, "/srv/files/cats");
  EXPECT_EQ(location.prefix, "raw/");
}

}  // namespace
}  // namespace millrace::storage
