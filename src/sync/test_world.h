// A small world for the tests of this room: a real database, a bucket in memory, the engine.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>

#include "base/ids.h"
#include "labeling/migrations.h"
#include "labeling/projects/projects.h"
#include "labeling/tasks/annotations.h"
#include "storage/common_fields.h"
#include "storage/providers/memory.h"
#include "sync/engine.h"

namespace millrace::sync {

class TestWorld {
 public:
  // Without `http` only the bucket in memory, directories and Redis can be reached.
  explicit TestWorld(Engine::Options options = {.live_exports = false},
                     net::HttpClient* http = nullptr)
      : directory_(std::filesystem::temp_directory_path() / ("millrace-sync-" + RandomHex(6))),
        options_(options),
        http_(http) {
    std::filesystem::create_directories(directory_ / "data");
    std::filesystem::create_directories(directory_ / "allowed");
    bucket_ = "bucket-" + RandomHex(6);
    storage::MakeMemoryBucket(bucket_);
    Open();
    labeling::Project given;
    given.title = "cats";
    given.label_config =
        "<View><Image name=\"image\" value=\"$image\"/><Choices name=\"c\" toName=\"image\">"
        "<Choice value=\"a\"/></Choices></View>";
    const auto project = db_->Write(db::Durability::kNormal, [&](db::Connection& tx) {
      return labeling::CreateProject(tx, given, clock.Now());
    });
    project_id_ = project.value().id;
  }

  ~TestWorld() {
    engine_.reset();
    db_.reset();
    storage::DropMemoryBucket(bucket_);
    std::filesystem::remove_all(directory_);
  }

  // As after a restart of the server.
  void Reopen() {
    engine_.reset();
    db_.reset();
    Open();
  }

  // The bucket as someone else uses it.
  storage::ObjectStore& bucket() {
    if (bucket_store_ == nullptr) bucket_store_ = OpenBucket();
    return *bucket_store_;
  }
  void Put(const std::string& key, const std::string& body) {
    ASSERT_TRUE(bucket().Put({.key = key, .body = body}).has_value()) << key;
  }
  void Remove(const std::string& key) { ASSERT_TRUE(bucket().Delete(key, "").has_value()) << key; }
  std::map<std::string, std::string> Objects(const std::string& prefix = "") {
    std::map<std::string, std::string> out;
    storage::ListRequest request{.prefix = prefix};
    for (;;) {
      const auto page = bucket().List(request).value();
      for (const auto& object : page.objects)
        out[object.key] = storage::GetObject(bucket(), {.key = object.key}, 1u << 30).value().body;
      if (page.next.empty()) return out;
      request.position = page.next;
    }
  }

  Values Settings() const {
    Values values;
    values.Set(storage::kMemoryBucket, bucket_);
    values.Set(storage::kRecursiveScan, true);
    return values;
  }
  ConnectionSpec Spec(labeling::StorageRole role, Values values) const {
    return {.project_id = project_id_,
            .role = role,
            .provider = &storage::kMemory,
            .values = std::move(values),
            .trusted = true};
  }
  int64_t AddSource(const Values& values) {
    return engine_->connections()
        .Create(Spec(labeling::StorageRole::kSource, values), true, nullptr)
        .value()
        .id;
  }
  int64_t AddTarget(const Values& values) {
    return engine_->connections()
        .Create(Spec(labeling::StorageRole::kTarget, values), true, nullptr)
        .value()
        .id;
  }

  JobStatus Sync(int64_t storage_id, JobOptions options = {}) {
    const std::string handle = engine_->StartSync(storage_id, options).value();
    return engine_->Wait(handle, std::chrono::minutes(2)).value();
  }
  JobStatus Verify(int64_t storage_id, bool repair = false) {
    const std::string handle = engine_->StartVerify(storage_id, {.repair = repair}).value();
    return engine_->Wait(handle, std::chrono::minutes(2)).value();
  }

  std::vector<labeling::Task> Tasks() {
    return db_
        ->Read([&](db::Connection& tx) {
          return labeling::ListTasks(tx, {.project_id = project_id_, .limit = 1'000'000});
        })
        .value();
  }
  std::vector<std::string> TaskData() {
    std::vector<std::string> data;
    for (const labeling::Task& task : Tasks()) data.push_back(task.data);
    return data;
  }
  labeling::Annotation Annotate(int64_t task_id, const std::string& result = "[]") {
    return db_
        ->Write(db::Durability::kFull,
                [&](db::Connection& tx) {
                  labeling::NewAnnotation given;
                  given.result = result;
                  return labeling::CreateAnnotation(tx, task_id, given, std::nullopt, clock.Now());
                })
        .value();
  }
  labeling::Storage Row(int64_t storage_id) {
    return db_->Read([&](db::Connection& tx) { return labeling::GetStorage(tx, storage_id); })
        .value();
  }

  Engine& engine() { return *engine_; }
  db::Database& db() { return *db_; }
  const std::string& bucket_name() const { return bucket_; }
  // Holds "data", the server's data directory, and "allowed", where storages of users may lie.
  const std::filesystem::path& directory() const { return directory_; }
  int64_t project_id() const { return project_id_; }

  FakeClock clock;

 private:
  void Open() {
    db_ = db::OpenSqlite(directory_ / "millrace.sqlite3").value();
    ASSERT_TRUE(db::Migrate(*db_, labeling::Migrations()).has_value());
    Context context{.db = db_.get(), .sealer = &sealer_, .clock = &clock};
    context.environment.http = http_;
    context.environment.clock = &clock;
    context.environment.env = [](const std::string&) { return std::nullopt; };
    context.environment.retry_base = std::chrono::milliseconds(1);
    context.environment.data_dir = (directory_ / "data").string();
    context.environment.local_roots = {(directory_ / "allowed").string()};
    engine_ = Engine::Start(context, options_).value();
  }
  std::unique_ptr<storage::ObjectStore> OpenBucket() {
    storage::Environment environment;
    environment.clock = &clock;
    Values values;
    values.Set(storage::kMemoryBucket, bucket_);
    return storage::kMemory.open(values, environment, net::AddressPolicy::kTrusted).value();
  }

  std::filesystem::path directory_;
  const Engine::Options options_;
  net::HttpClient* const http_;
  const crypto::Sealer sealer_ =
      crypto::Sealer::FromSecret(Secret("sixteen bytes and more")).value();
  std::string bucket_;
  int64_t project_id_ = 0;
  std::unique_ptr<db::Database> db_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<storage::ObjectStore> bucket_store_;
};

}  // namespace millrace::sync
