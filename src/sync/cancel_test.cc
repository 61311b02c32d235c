// Jobs that are stopped while the other side is silent.
#include <gmock/gmock.h>

#include <atomic>
#include <latch>

#include "labeling/storages/export_outbox.h"
#include "net/test_peer.h"
#include "storage/providers/redis.h"
#include "storage/providers/s3.h"
#include "sync/test_world.h"

namespace millrace::sync {
namespace {

using labeling::StorageRole;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using testing::ElementsAre;

constexpr std::string_view kEmptyListing =
    "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>";

// Hears requests and never answers; listings, if it is to.
class SilentPeer {
 public:
  explicit SilentPeer(bool lists = false)
      : server_([this, lists](net::RawSocket& peer) {
          for (;;) {
            const std::string request = peer.Read();
            if (request.empty()) return;
            if (!lists || !request.starts_with("GET ")) break;
            peer.Send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(kEmptyListing.size()) +
                      "\r\n\r\n" + std::string(kEmptyListing));
          }
          heard_ = true;
          heard_.notify_all();
          over_.wait();
        }) {}
  ~SilentPeer() { over_.count_down(); }

  void AwaitRequest() { heard_.wait(false); }
  int port() const { return server_.port(); }

 private:
  std::latch over_{1};
  std::atomic<bool> heard_ = false;
  net::RawServer server_;  // last: it uses all of the above
};

class CancelTest : public testing::Test {
 protected:
  ConnectionSpec S3(StorageRole role, const SilentPeer& peer) {
    Values values;
    values.Set(storage::kS3Bucket, "cats");
    values.Set(storage::kS3Region, "us-east-1");
    values.Set(storage::kS3Endpoint, "http://127.0.0.1:" + std::to_string(peer.port()));
    values.Set(storage::kS3AccessKeyId, "key");
    values.Set(storage::kS3SecretAccessKey, "secret");
    return {.project_id = world_.project_id(),
            .role = role,
            .provider = &storage::kS3,
            .values = std::move(values),
            .trusted = true};
  }
  int64_t Add(const ConnectionSpec& spec) {
    return world_.engine().connections().Create(spec, false, nullptr).value().id;
  }
  // Begins a sync, waits until `peer` heard of it, and stops it; it must end at once.
  JobStatus StopWhileSilent(int64_t storage_id, SilentPeer& peer) {
    const std::string handle = world_.engine().StartSync(storage_id, {}).value();
    peer.AwaitRequest();
    return Stop(handle);
  }
  JobStatus Stop(const std::string& handle) {
    const auto began = steady_clock::now();
    EXPECT_TRUE(world_.engine().Cancel(handle).has_value());
    const JobStatus ended = world_.engine().Wait(handle, std::chrono::seconds(15)).value();
    EXPECT_LT(steady_clock::now() - began, std::chrono::seconds(5)) << "the peer's limits are 20 s";
    EXPECT_EQ(ended.state, JobState::kStopped);
    EXPECT_TRUE(ended.finished.has_value());
    return ended;
  }

  const std::unique_ptr<net::HttpClient> http_ = net::HttpClient::Make({});
  TestWorld world_{{.live_exports = false, .job_threads = 1}, http_.get()};
};

TEST_F(CancelTest, AListingThatHangsIsGivenUp) {
  SilentPeer peer;
  const int64_t source = Add(S3(StorageRole::kSource, peer));
  const JobStatus ended = StopWhileSilent(source, peer);
  EXPECT_THAT(ended.problems,
              ElementsAre("The sync was stopped. Sync again: it goes on where it stopped."));
  EXPECT_EQ(world_.Row(source).status, "stopped");
  EXPECT_EQ(world_.engine().History(source, 1).value().at(0).state, JobState::kStopped);
}

TEST_F(CancelTest, ARedisThatHangsIsGivenUp) {
  SilentPeer peer;
  Values values;
  values.Set(storage::kRedisHost, "127.0.0.1");
  values.Set(storage::kRedisPort, std::to_string(peer.port()));
  const int64_t source = Add({.project_id = world_.project_id(),
                              .role = StorageRole::kSource,
                              .provider = &storage::kRedis,
                              .values = values,
                              .trusted = true});
  StopWhileSilent(source, peer);
  EXPECT_EQ(world_.Row(source).status, "stopped");
}

TEST_F(CancelTest, AnExportThatHangsIsGivenUpAndStaysPending) {
  SilentPeer peer(true);
  world_.Put("a.json", R"({"image": "1"})");
  world_.Sync(world_.AddSource(world_.Settings()));
  const int64_t target = Add(S3(StorageRole::kTarget, peer));
  world_.Annotate(world_.Tasks().at(0).id);
  StopWhileSilent(target, peer);
  const auto left =
      world_.db().Read([&](db::Connection& tx) { return labeling::CountOutbox(tx, target); });
  EXPECT_EQ(left->pending, 1);
  EXPECT_EQ(left->failed, 0);
}

TEST_F(CancelTest, AJobThatWaitsForItsTurnEndsAtOnce) {
  SilentPeer peer;
  const int64_t source = Add(S3(StorageRole::kSource, peer));
  const int64_t other = world_.AddSource(world_.Settings());
  const std::string first = world_.engine().StartSync(source, {}).value();
  peer.AwaitRequest();
  const std::string second = world_.engine().StartSync(other, {}).value();
  Stop(second);
  EXPECT_EQ(world_.Row(other).status, "stopped");
  EXPECT_EQ(world_.engine().RunningJob(other), std::nullopt);
  Stop(first);
  EXPECT_EQ(world_.Sync(other).state, JobState::kCompleted);
}

}  // namespace
}  // namespace millrace::sync
