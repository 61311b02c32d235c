#include <gmock/gmock.h>

#include <algorithm>

#include "sync/import_job.h"
#include "sync/test_world.h"

namespace millrace::sync {
namespace {

using ::testing::SizeIs;

// A store as Redis: no order, and keys that come again.
class ScatteredStore : public storage::ObjectStore {
 public:
  explicit ScatteredStore(storage::ObjectStore& inner) : inner_(inner) {}
  Result<storage::ListPage> List(const storage::ListRequest& request) override {
    storage::ListRequest all{.prefix = request.prefix};
    storage::ListPage page = inner_.List(all).value();
    std::ranges::reverse(page.objects);
    // Every object on two pages out of four.
    const int number = request.position.empty() ? 0 : std::stoi(request.position);
    std::vector<storage::ObjectInfo> some;
    for (size_t i = 0; i < page.objects.size(); ++i)
      if (static_cast<int>(i % 2) == number % 2) some.push_back(page.objects[i]);
    page.objects = std::move(some);
    page.next = number < 3 ? std::to_string(number + 1) : "";
    return page;
  }
  void GetMany(std::span<const storage::GetRequest> requests, storage::GetSink& sink) override {
    inner_.GetMany(requests, sink);
  }
  Result<storage::ObjectInfo> Head(std::string_view key) override { return inner_.Head(key); }
  void PutMany(std::span<const storage::PutRequest> requests, storage::PutSink& sink) override {
    inner_.PutMany(requests, sink);
  }
  Result<void> Delete(std::string_view key, std::string_view version) override {
    return inner_.Delete(key, version);
  }
  Result<std::string> Presign(const storage::PresignRequest& request) override {
    return inner_.Presign(request);
  }
  Result<void> Check() override { return inner_.Check(); }
  storage::Capabilities capabilities() const override { return {}; }
  Result<void> CheckKey(std::string_view key) const override { return inner_.CheckKey(key); }

 private:
  storage::ObjectStore& inner_;
};

// The server is started anew when the third page is asked for, as often as `restarts` says.
class RestartedStore final : public ScatteredStore {
 public:
  RestartedStore(storage::ObjectStore& inner, int restarts)
      : ScatteredStore(inner), restarts_(restarts) {}
  Result<storage::ListPage> List(const storage::ListRequest& request) override {
    if (request.position == "2" && restarts_-- > 0)
      return std::unexpected(storage::PositionLost("The server was started anew."));
    return ScatteredStore::List(request);
  }

 private:
  int restarts_;
};

TEST(Import, AListingWithoutOrderMakesEachTaskOnce) {
  for (const bool blob : {true, false}) {
    TestWorld world;
    for (int i = 0; i < 500; ++i)
      world.Put("k" + std::to_string(i), R"({"image": ")" + std::to_string(i) + "\"}");
    if (!blob) world.Put("large", "[" + std::string(9u << 20, ' ') + R"({"image": "large"}])");
    const size_t objects = blob ? 500 : 501;
    Values values = world.Settings();
    values.Set(storage::kUseBlobUrls, blob);
    values.Set(storage::kOnDelete, "delete");
    Connection connection{.row = world.Row(world.AddSource(values)),
                          .provider = &storage::kMemory,
                          .values = values,
                          .store = std::make_unique<ScatteredStore>(world.bucket())};
    const auto sync = [&] {
      Progress progress(JobStatus{});
      const auto done = RunImport(world.engine().context(), connection,
                                  {.batch = 100, .scattered_json_batch = 100}, progress);
      EXPECT_TRUE(done.has_value()) << done.error().Sentence();
      return progress.Snapshot().counts;
    };
    EXPECT_EQ(sync().new_tasks, static_cast<int64_t>(objects));
    EXPECT_THAT(world.Tasks(), SizeIs(objects));
    EXPECT_EQ(sync().new_tasks, 0);
    world.Remove("k7");
    world.Put("k8", R"({"image": "8 again"})");
    EXPECT_EQ(sync().gone, 1);
    EXPECT_THAT(world.Tasks(), SizeIs(objects - 1));
  }
}

TEST(Import, ALostPositionBeginsTheListingAgain) {
  TestWorld world;
  for (int i = 0; i < 100; ++i)
    world.Put("k" + std::to_string(i), R"({"image": ")" + std::to_string(i) + "\"}");
  Values values = world.Settings();
  values.Set(storage::kOnDelete, "delete");
  Connection connection{
      .row = world.Row(world.AddSource(values)), .provider = &storage::kMemory, .values = values};
  const auto sync = [&](int restarts) {
    connection.store = std::make_unique<RestartedStore>(world.bucket(), restarts);
    Progress progress(JobStatus{});
    const auto done = RunImport(world.engine().context(), connection,
                                {.batch = 10, .scattered_json_batch = 10}, progress);
    return std::pair(done, progress.Snapshot().counts);
  };
  const auto [first, counts] = sync(2);
  ASSERT_TRUE(first.has_value()) << first.error().Sentence();
  EXPECT_EQ(counts.new_tasks, 100);
  EXPECT_THAT(world.Tasks(), SizeIs(100));
  EXPECT_EQ(counts.listed, 200) << "what was listed before the restart does not count";

  // What went away is found to be gone all the same, once.
  world.Remove("k7");
  const auto [second, after] = sync(1);
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(after.gone, 1);
  EXPECT_EQ(after.new_tasks, 0);
  EXPECT_THAT(world.Tasks(), SizeIs(99));

  const auto [endless, none] = sync(1'000);
  ASSERT_FALSE(endless.has_value());
  EXPECT_TRUE(storage::IsPositionLost(endless.error()));
  EXPECT_THAT(world.Tasks(), SizeIs(99));
}

}  // namespace
}  // namespace millrace::sync
