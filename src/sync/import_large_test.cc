#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

#include "sync/test_world.h"

namespace millrace::sync {
namespace {

using ::testing::SizeIs;

// Several stretches of a large object, in one batch with small ones around it.
TEST(Import, LargeObjectsAreReadInStretches) {
  TestWorld world;
  std::string lines;
  const int64_t count = 60'000;
  for (int64_t i = 0; i < count; ++i)
    lines += "{\"image\": \"" + std::to_string(i) + "\", \"filler\": \"" + std::string(300, 'x') +
             "\"}\n";
  ASSERT_GT(lines.size(), 2 * (8u << 20));
  world.Put("a.json", R"({"image": "first"})");
  world.Put("m.jsonl", lines);
  world.Put("z.json", R"({"image": "last"})");
  const int64_t source = world.AddSource(world.Settings());
  const JobStatus status = world.Sync(source);
  EXPECT_EQ(status.counts.new_tasks, count + 2);
  const std::vector<std::string> data = world.TaskData();
  EXPECT_EQ(data.front(), R"({"image": "first"})");
  EXPECT_EQ(data.back(), R"({"image": "last"})");
  EXPECT_TRUE(data[static_cast<size_t>(count)].starts_with("{\"image\": \"59999\""));
  EXPECT_EQ(world.Sync(source).counts.known, 3);

  // Changed in its middle: only that record is another task.
  Values values = world.Settings();
  values.Set(storage::kOnChange, std::string("new"));
  ASSERT_TRUE(world.engine()
                  .connections()
                  .Change(source, world.Spec(labeling::StorageRole::kSource, values))
                  .has_value());
  world.Put("m.jsonl", "{\"image\": \"new first line\"}\n" + lines);
  const JobStatus changed = world.Sync(source);
  EXPECT_EQ(changed.counts.changed, 1);
  EXPECT_EQ(changed.counts.new_tasks, 1);
  EXPECT_EQ(world.Sync(source).counts.known, 3);
}

// Stopped inside one large object, fresh and again when it changed: every record is one task in the
// end.
TEST(Import, GoesOnInsideALargeObject) {
  TestWorld world;
  const int64_t count = 120'000;
  const auto lines = [&](const std::string& filler) {
    std::string out;
    for (int64_t i = 0; i < count; ++i)
      out += "{\"image\": \"" + std::to_string(i) + "\", \"filler\": \"" + filler + "\"}\n";
    return out;
  };
  const std::string old_lines = lines(std::string(300, 'x'));
  Values values = world.Settings();
  values.Set(storage::kOnChange, "update");
  values.Set(storage::kCreateLocalCopy, true);
  const int64_t source = world.AddSource(values);
  // Stops the sync once part of the object is in, then syncs to the end; true if it stopped inside.
  const auto sync_in_two = [&](auto part_is_in) {
    const std::string handle = world.engine().StartSync(source, {}).value();
    while (!world.engine().Status(handle)->finished && !part_is_in())
      SystemClock().Sleep(std::chrono::milliseconds(1));
    EXPECT_TRUE(world.engine().Cancel(handle).has_value());
    const JobStatus stopped = world.engine().Wait(handle, std::chrono::minutes(1)).value();
    world.Reopen();
    const auto scan =
        world.db().Read([&](db::Connection& tx) { return labeling::GetScan(tx, source); });
    const bool inside = stopped.state == JobState::kStopped && scan->value().byte_offset > 0;
    EXPECT_EQ(world.Sync(source).state, JobState::kCompleted);
    return inside;
  };
  const auto scan_is_inside = [&] {
    const auto scan =
        world.db().Read([&](db::Connection& tx) { return labeling::GetScan(tx, source); });
    return scan.has_value() && scan->has_value() && (*scan)->byte_offset > 0;
  };

  const auto copy = [&] {
    std::ifstream file(world.directory() / "data/projects" / std::to_string(world.project_id()) /
                       "source" / std::to_string(source) / "m.jsonl");
    return std::string(std::istreambuf_iterator<char>(file), {});
  };

  world.Put("m.jsonl", old_lines);
  EXPECT_TRUE(sync_in_two(scan_is_inside));
  EXPECT_THAT(world.Tasks(), SizeIs(count));
  EXPECT_TRUE(copy() == old_lines) << "the copy lacks what was read before the stop";
  EXPECT_EQ(world.Sync(source).counts.known, 1);

  // A new first line moves all others; the last one changed.
  std::string new_lines = "{\"image\": \"new\"}\n" + old_lines;
  new_lines.replace(new_lines.rfind("119999"), 6, "edited");
  world.Put("m.jsonl", new_lines);
  EXPECT_TRUE(sync_in_two(scan_is_inside));
  EXPECT_THAT(world.Tasks(),
              SizeIs(count + 2));  // the line of the last one held another record before
  EXPECT_TRUE(copy() == new_lines);
  EXPECT_EQ(world.Sync(source).counts.known, 1);
}

}  // namespace
}  // namespace millrace::sync
