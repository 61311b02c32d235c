// A storage whose every answer a test decides, and the doctor looking at it.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "storage/http/fake_http_client.h"
#include "storage/layers/layer.h"
#include "sync/doctor.h"
#include "sync/test_world.h"

namespace millrace::sync {

inline constexpr char kHost[] = "127.0.0.1";
inline constexpr char kSigned[] = "https://127.0.0.1:9/cats/1.jpg?signature=SECRET";

// What the storage of a test does; one at a time.
struct Script {
  bool http = true;
  std::string host = kHost;
  std::string presigned = kSigned;
  Result<std::string> identity = std::string("access key AKIA…7Q of profile \"ml\"");
  std::vector<storage::Finding> findings;
  std::optional<Error> check, list, put, get, remove;
  std::string readable;  // with `get`: the one key that can be read all the same
  bool ignores_conditions = false;
  int checks = 0;
};
inline Script* script = nullptr;

inline Error Denied(std::string message) {
  return {.kind = ErrorKind::kDenied, .message = std::move(message), .advice = "Add the right."};
}

class ScriptedStore final : public storage::Layer {
 public:
  using Layer::Layer;
  storage::Peer peer() const override {
    if (script->host.empty()) return {};
    return {.host = script->host,
            .port = 9,
            .tls = script->http,
            .url = script->http ? "https://" + script->host + ":9/" : ""};
  }
  Result<std::string> Identity() override { return script->identity; }
  std::vector<storage::Finding> Examine() override { return script->findings; }
  Result<void> Check() override {
    ++script->checks;
    if (script->check.has_value()) return std::unexpected(*script->check);
    return Layer::Check();
  }
  Result<storage::ListPage> List(const storage::ListRequest& request) override {
    if (script->list.has_value()) return std::unexpected(*script->list);
    return Layer::List(request);
  }
  void GetMany(std::span<const storage::GetRequest> requests, storage::GetSink& sink) override {
    if (!script->get.has_value() || requests[0].key == script->readable)
      return Layer::GetMany(requests, sink);
    for (size_t i = 0; i < requests.size(); ++i) sink.Done(i, std::unexpected(*script->get));
  }
  void PutMany(std::span<const storage::PutRequest> requests, storage::PutSink& sink) override {
    std::vector<storage::PutRequest> sent(requests.begin(), requests.end());
    if (script->ignores_conditions)
      for (storage::PutRequest& request : sent) request.precondition = storage::Precondition::kNone;
    if (!script->put.has_value()) return Layer::PutMany(sent, sink);
    for (size_t i = 0; i < requests.size(); ++i) sink.Done(i, std::unexpected(*script->put));
  }
  Result<void> Delete(std::string_view key, std::string_view version) override {
    if (script->remove.has_value()) return std::unexpected(*script->remove);
    return Layer::Delete(key, version);
  }
  Result<std::string> Presign(const storage::PresignRequest&) override { return script->presigned; }
  storage::Capabilities capabilities() const override {
    storage::Capabilities out = Layer::capabilities();
    out.presign = true;
    out.put_if_absent = out.put_if_match = storage::Support::kUnknown;
    return out;
  }
};

inline constexpr Field kKey{.name = "key",
                            .type = FieldType::kSecret,
                            .title = "Secret key",
                            .help = "The key.",
                            .env = {"TEST_SECRET_KEY"}};

inline const storage::Provider& ScriptedKind() {
  static const Field* const fields[] = {&storage::kMemoryBucket, &storage::kPrefix, &kKey};
  static const storage::Provider provider = [] {
    storage::Provider out = storage::kMemory;
    out.kind = "scripted";
    out.fields = fields;
    out.without = {};
    out.open = [](const Values& values, const storage::Environment& environment,
                  net::AddressPolicy policy) -> Result<std::unique_ptr<storage::ObjectStore>> {
      ASSIGN_OR_RETURN(auto inner, storage::kMemory.open(values, environment, policy));
      return std::make_unique<ScriptedStore>(std::move(inner));
    };
    out.guidance = {.rights = [](const Values&, bool target) -> std::string {
                      return target ? "may write" : "may read";
                    },
                    .cors = [](const Values&,
                               std::string_view origin) { return "allow " + std::string(origin); }};
    return out;
  }();
  return provider;
}

class DoctorTest : public ::testing::Test {
 protected:
  DoctorTest() { script = &script_; }

  // By default a server that knows the time and lets pages of every origin load its objects.
  Result<net::HttpResponse> Answer(const net::HttpRequest& request) {
    if (http_error_.has_value()) return std::unexpected(*http_error_);
    net::HttpResponse answer{.status = 200,
                             .headers = {{"Date", FormatHttpDate(world_.clock.Now() + ahead_)}}};
    if (request.method == "HEAD") answer.status = 403;  // unsigned, which must not matter
    if (request.method == "GET") answer.status = get_status_;
    if (request.method == "OPTIONS") answer.status = options_status_;
    if (!allowed_.empty()) answer.headers.Add("Access-Control-Allow-Origin", allowed_);
    return answer;
  }

  Diagnosis Look(labeling::StorageRole role = labeling::StorageRole::kSource) {
    Context context = world_.engine().context();
    context.environment.http = &http_;
    values_.Set(storage::kMemoryBucket, world_.bucket_name());
    const ConnectionSpec spec{.project_id = world_.project_id(),
                              .role = role,
                              .provider = &ScriptedKind(),
                              .values = values_,
                              .trusted = trusted_};
    return Diagnose(context, world_.engine().connections(), spec, options_, stop_.get_token());
  }
  Diagnosis LookAtTarget() { return Look(labeling::StorageRole::kTarget); }

  static const Probe& Of(const Diagnosis& diagnosis, std::string_view name) {
    static const Probe none;
    for (const Probe& probe : diagnosis.probes)
      if (probe.name == name) return probe;
    ADD_FAILURE() << "no probe " << name;
    return none;
  }
  static std::vector<std::string> Names(const Diagnosis& diagnosis, storage::Finding::State state) {
    std::vector<std::string> names;
    for (const Probe& probe : diagnosis.probes)
      if (probe.state == state) names.push_back(probe.name);
    return names;
  }

  TestWorld world_;
  Script script_;
  std::optional<Error> http_error_;
  std::chrono::seconds ahead_{0};
  int get_status_ = 206, options_status_ = 204;
  std::string allowed_ = "*";
  storage::http::FakeHttpClient http_{
      [this](const net::HttpRequest& request) { return Answer(request); }};
  Values values_ = world_.Settings();
  DoctorOptions options_{.origin = "https://labels.example.com"};
  bool trusted_ = true;
  std::stop_source stop_;
};

}  // namespace millrace::sync
