#include "sync/doctor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "storage/condition_probe.h"
#include "storage/http/fake_http_client.h"
#include "storage/layers/layer.h"
#include "sync/test_world.h"

namespace millrace::sync {
namespace {

using storage::Finding;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using State = storage::Finding::State;

constexpr char kHost[] = "127.0.0.1";
constexpr char kSigned[] = "https://127.0.0.1:9/cats/1.jpg?signature=SECRET";

// What the storage of a test does; one at a time.
struct Script {
  bool http = true;
  std::string host = kHost;
  std::string presigned = kSigned;
  Result<std::string> identity = std::string("access key AKIA…7Q of profile \"ml\"");
  std::vector<Finding> findings;
  std::optional<Error> check, list, put, get, remove;
  std::string readable;  // with `get`: the one key that can be read all the same
  bool ignores_conditions = false;
  int checks = 0;
};
Script* script = nullptr;

Error Denied(std::string message) {
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
  std::vector<Finding> Examine() override { return script->findings; }
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

constexpr Field kKey{.name = "key",
                     .type = FieldType::kSecret,
                     .title = "Secret key",
                     .help = "The key.",
                     .env = {"TEST_SECRET_KEY"}};

const storage::Provider& ScriptedKind() {
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
  static std::vector<std::string> Names(const Diagnosis& diagnosis, State state) {
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

TEST_F(DoctorTest, AHealthySource) {
  for (int i = 1; i <= 5; ++i) world_.Put(std::to_string(i) + ".jpg", "picture");
  world_.Put("readme.txt", "text");
  world_.Put("folder/", "");
  values_.Set(storage::kUseBlobUrls, true);
  values_.Set(storage::kRegexFilter, ".*\\.jpg");
  script_.findings = {{.name = "region", .detail = "eu-west-1"}};
  const Diagnosis found = Look();
  EXPECT_TRUE(found.ok());
  EXPECT_THAT(Names(found, State::kOk),
              ElementsAre("name", "connection", "credentials", "clock", "region", "bucket", "list",
                          "regex", "get", "presign", "cors"));
  for (size_t i = 0; i < found.probes.size(); ++i)
    EXPECT_EQ(found.probes[i].number, static_cast<int>(i) + 1);
  EXPECT_EQ(Of(found, "credentials").detail, "access key AKIA…7Q of profile \"ml\"");
  EXPECT_EQ(Of(found, "regex").detail, "5 of 6 objects match \".*\\.jpg\".");
  EXPECT_THAT(Of(found, "regex").matching, ElementsAre("1.jpg", "2.jpg", "3.jpg"));
  EXPECT_THAT(Of(found, "regex").not_matching, ElementsAre("readme.txt"));
  for (const Probe& probe : found.probes)
    EXPECT_THAT(probe.detail + probe.advice + probe.paste, Not(HasSubstr("SECRET"))) << probe.name;
  EXPECT_EQ(world_.Objects().size(), 7u) << "nothing is written";
}

TEST_F(DoctorTest, AnUnreachableServerMakesTheRestSenseless) {
  world_.Put("1.jpg", "x");
  http_error_ = Error{.kind = ErrorKind::kUnavailable,
                      .temporary = true,
                      .message = "127.0.0.1:9 refused the connection.",
                      .advice = "Check host and port."};
  const Diagnosis found = Look();
  EXPECT_THAT(Names(found, State::kFailed), ElementsAre("connection"));
  EXPECT_EQ(found.failure()->message, "127.0.0.1:9 refused the connection.");
  EXPECT_THAT(Of(found, "get").detail, HasSubstr("the server could not be reached"));
  EXPECT_EQ(script_.checks, 0);
}

TEST_F(DoctorTest, ANameThatOnlyAProxyKnowsIsAWarning) {
  script_.host = "no-such-host.invalid";
  Diagnosis found = Look();
  EXPECT_EQ(Of(found, "name").state, State::kWarning);
  EXPECT_EQ(Of(found, "connection").state, State::kOk);
  http_error_ = Error{.kind = ErrorKind::kUnavailable, .message = "No address."};
  found = Look();
  EXPECT_EQ(Of(found, "name").state, State::kFailed);
  EXPECT_THAT(Of(found, "name").detail, HasSubstr("no-such-host.invalid"));
  EXPECT_THAT(Of(found, "bucket").detail, HasSubstr("the name has no address"));
}

TEST_F(DoctorTest, WithoutHttpTheStoreIsAskedOnce) {
  script_.http = false;
  EXPECT_EQ(Of(Look(), "connection").state, State::kOk);
  EXPECT_EQ(script_.checks, 1);
  script_.check = Error{.kind = ErrorKind::kUnauthenticated, .message = "It wants a password."};
  Diagnosis found = Look();
  EXPECT_EQ(Of(found, "connection").state, State::kOk) << "it did answer";
  EXPECT_EQ(Of(found, "bucket").detail, "It wants a password.");
  script_.check = Error{.kind = ErrorKind::kUnavailable, .message = "It refused."};
  found = Look();
  EXPECT_EQ(Of(found, "connection").detail, "It refused.");
  EXPECT_EQ(Of(found, "clock").state, State::kSkipped);
}

TEST_F(DoctorTest, MissingCredentialsNameTheVariables) {
  script_.identity = std::unexpected(
      Error{.kind = ErrorKind::kUnauthenticated, .message = "There are no credentials."});
  const Diagnosis found = Look();
  EXPECT_EQ(Of(found, "credentials").state, State::kFailed);
  EXPECT_THAT(Of(found, "credentials").advice, HasSubstr("Secret key (TEST_SECRET_KEY)"));
  EXPECT_EQ(Of(found, "bucket").state, State::kSkipped);
}

TEST_F(DoctorTest, TheClockIsCompared) {
  ahead_ = std::chrono::minutes(90);
  Diagnosis found = Look();
  EXPECT_EQ(Of(found, "clock").state, State::kFailed);
  EXPECT_EQ(Of(found, "clock").detail,
            "The clock of this machine is 90 minutes behind 127.0.0.1:9.");
  EXPECT_EQ(Of(found, "bucket").state, State::kOk) << "whether it matters is the bucket's answer";
  ahead_ = -std::chrono::seconds(100);
  found = Look();
  EXPECT_EQ(Of(found, "clock").state, State::kWarning);
  EXPECT_THAT(Of(found, "clock").detail, HasSubstr("100 seconds ahead of"));
  ahead_ = std::chrono::seconds(1);
  EXPECT_EQ(Of(Look(), "clock").state, State::kOk);
}

TEST_F(DoctorTest, MissingRightsComeWithThePolicy) {
  world_.Put("1.jpg", "x");
  script_.list = Denied("403 while listing.");
  const Diagnosis found = Look();
  EXPECT_EQ(Of(found, "list").paste, "may read");
  EXPECT_EQ(Of(found, "list").advice, "Add the right.");
  EXPECT_EQ(found.failure()->kind, ErrorKind::kDenied);
  EXPECT_THAT(Names(found, State::kSkipped), ElementsAre("regex", "get", "presign", "cors"));
}

TEST_F(DoctorTest, OneReadableObjectIsEnough) {
  values_.Set(storage::kUseBlobUrls, true);
  for (const char* key : {"1.jpg", "2.jpg", "3.jpg", "4.jpg"}) world_.Put(key, "x");
  script_.get = Denied("The object is archived.");
  script_.readable = "3.jpg";
  EXPECT_EQ(Of(Look(), "get").state, State::kWarning);
  script_.readable = "4.jpg";
  const Diagnosis found = Look();
  EXPECT_EQ(Of(found, "get").state, State::kFailed);
  EXPECT_EQ(Of(found, "get").detail, "The object is archived.");
  EXPECT_EQ(Of(found, "presign").state, State::kSkipped);
}

TEST_F(DoctorTest, PicturesInAJsonSourceAreSeen) {
  world_.Put("1.jpg", "\xFF\xD8\xFF\xE0 picture");
  const Diagnosis found = Look();
  EXPECT_EQ(Of(found, "get").state, State::kWarning);
  EXPECT_THAT(Of(found, "get").detail, HasSubstr("looks like a JPEG image"));
  EXPECT_THAT(Of(found, "get").advice, HasSubstr("Treat every bucket object as a source file"));
}

TEST_F(DoctorTest, NothingThatMatches) {
  world_.Put("1.jpg", "{}");
  values_.Set(storage::kRegexFilter, "png");
  EXPECT_EQ(Of(Look(), "regex").detail, "0 of 1 object match \"png\".");
  EXPECT_EQ(Of(Look(), "get").state, State::kOk) << "the rights are looked at all the same";
  values_.Set(storage::kRegexFilter, "");
  EXPECT_EQ(Of(Look(), "regex").state, State::kOk);
  values_.Set(storage::kEmptyRegexSkips, true);
  EXPECT_EQ(Of(Look(), "regex").advice, "Use .* to collect all.");
  values_.Set(storage::kPrefix, "raw");
  const Diagnosis found = Look();
  EXPECT_TRUE(found.empty);
  EXPECT_EQ(Of(found, "list").detail,
            "There is no object below memory://" + world_.bucket_name() + "/raw/.");
  EXPECT_TRUE(found.ok());
}

TEST_F(DoctorTest, OnlyTheFirstTenThousandAreCounted) {
  for (int i = 0; i < 10'050; ++i) world_.Put(std::to_string(i), "{}");
  values_.Set(storage::kRegexFilter, "1");
  EXPECT_THAT(Of(Look(), "regex").detail, HasSubstr(" of the first 10,000 objects match"));
}

TEST_F(DoctorTest, CorsIsWhatABrowserWouldSee) {
  world_.Put("1.jpg", "{}");
  allowed_ = "https://other.example.com";
  Diagnosis found = Look();
  EXPECT_EQ(Of(found, "presign").state, State::kOk);
  EXPECT_EQ(Of(found, "cors").state, State::kFailed);
  EXPECT_THAT(Of(found, "cors").detail, HasSubstr("allow only https://other.example.com"));
  EXPECT_EQ(Of(found, "cors").paste, "allow https://labels.example.com");
  EXPECT_FALSE(found.ok());
  EXPECT_FALSE(found.failure().has_value()) << "a storage works without";

  allowed_ = "https://labels.example.com";
  EXPECT_EQ(Of(Look(), "cors").state, State::kOk);
  options_status_ = 403;
  EXPECT_EQ(Of(Look(), "cors").state, State::kWarning);

  for (const net::HttpRequest& request : http_.requests()) {
    if (request.method == "HEAD") continue;
    EXPECT_EQ(request.url, kSigned);
    EXPECT_EQ(request.headers.Get("Origin"), "https://labels.example.com");
    EXPECT_FALSE(request.headers.Has("Authorization"));
  }
  options_.origin.clear();
  EXPECT_THAT(Of(Look(), "cors").detail, HasSubstr("--host"));
  values_.Set(storage::kPresign, false);
  EXPECT_THAT(Of(Look(), "cors").detail, HasSubstr("presigned URLs are off"));
}

TEST_F(DoctorTest, APresignedUrlThatIsRefused) {
  world_.Put("1.jpg", "{}");
  get_status_ = 403;
  const Diagnosis found = Look();
  EXPECT_EQ(Of(found, "presign").state, State::kFailed);
  EXPECT_THAT(Of(found, "presign").detail,
              AllOf(HasSubstr("answers 403"), Not(HasSubstr("SECRET"))));
  EXPECT_EQ(Of(found, "cors").state, State::kSkipped);
}

TEST_F(DoctorTest, AUrlThatLeadsElsewhereHasTheTrustOfTheSettings) {
  world_.Put("1.jpg", "{}");
  trusted_ = false;
  script_.presigned = "http://169.254.169.254/latest/meta-data";
  Look();
  bool asked = false;
  for (const net::HttpRequest& request : http_.requests()) {
    const bool elsewhere = request.url == script_.presigned;
    asked = asked || elsewhere;
    EXPECT_EQ(request.addresses,
              elsewhere ? net::AddressPolicy::kUser : net::AddressPolicy::kTrusted)
        << request.url;
  }
  EXPECT_TRUE(asked);
}

TEST_F(DoctorTest, AHealthyTargetIsLeftAsItWas) {
  values_.Set(storage::kPrefix, "out");
  const Diagnosis found = LookAtTarget();
  EXPECT_TRUE(found.ok());
  EXPECT_THAT(Names(found, State::kOk),
              ElementsAre("name", "connection", "credentials", "clock", "bucket", "write",
                          "read_back", "delete", "conditions", "contents"));
  EXPECT_THAT(Of(found, "contents").detail, HasSubstr("/out/ is empty."));
  EXPECT_THAT(world_.Objects(), IsEmpty());
}

TEST_F(DoctorTest, IgnoredConditionsAreSeenAndRemembered) {
  const int64_t id = world_.AddTarget(world_.Settings());
  options_.storage_id = id;
  script_.ignores_conditions = true;
  const Diagnosis found = LookAtTarget();
  EXPECT_EQ(Of(found, "conditions").state, State::kWarning);
  EXPECT_EQ(world_.Row(id).put_if_absent, false);
  EXPECT_THAT(world_.Objects(), IsEmpty());
}

TEST_F(DoctorTest, ATargetThatMayNotBeWritten) {
  script_.put = Denied("403 while writing.");
  const Diagnosis found = LookAtTarget();
  EXPECT_EQ(Of(found, "write").state, State::kFailed);
  EXPECT_EQ(Of(found, "write").paste, "may write");
  EXPECT_THAT(Names(found, State::kSkipped), ElementsAre("read_back", "delete", "conditions"));
}

TEST_F(DoctorTest, DeletingMattersOnlyWhereItIsWanted) {
  script_.remove = Denied("403 while deleting.");
  Diagnosis found = LookAtTarget();
  EXPECT_EQ(Of(found, "delete").state, State::kWarning);
  EXPECT_THAT(Of(found, "delete").advice, HasSubstr("stays there"));
  EXPECT_EQ(world_.Objects().size(), 1u);
  values_.Set(storage::kCanDeleteObjects, true);
  found = LookAtTarget();
  EXPECT_EQ(Of(found, "delete").state, State::kFailed);
  EXPECT_EQ(Of(found, "conditions").state, State::kSkipped);
}

TEST_F(DoctorTest, WhatStandsInATargetIsSorted) {
  world_.Put("tasks/1.json", R"([{"image": "a"}, {"image": "b"}])");
  values_.Set(storage::kPrefix, "out");
  Values source = world_.Settings();
  source.Set(storage::kPrefix, "tasks");
  world_.Sync(world_.AddSource(source));
  const auto tasks = world_.Tasks();
  ASSERT_EQ(tasks.size(), 2u);
  Values elsewhere = world_.Settings();
  elsewhere.Set(storage::kPrefix, "first");
  const int64_t first = world_.AddTarget(elsewhere);
  const std::string a = std::to_string(world_.Annotate(tasks[0].id).id);
  const std::string b = std::to_string(world_.Annotate(tasks[1].id).id);
  world_.Sync(first);
  // As another server would have written the same annotation, and something else in b's place.
  world_.Put("out/" + a, world_.Objects()["first/" + a]);
  world_.Put("out/" + b, "not an annotation");
  world_.Put("out/notes.txt", "notes");
  const Diagnosis found = LookAtTarget();
  EXPECT_EQ(Of(found, "contents").state, State::kWarning);
  EXPECT_THAT(Of(found, "contents").detail,
              HasSubstr("3 objects: 0 written by this server, 1 match an annotation here, 2 "
                        "foreign; 1 of them under the name of an annotation's object."));
  values_.Set(storage::kPrefix, "tasks");
  EXPECT_EQ(Of(LookAtTarget(), "contents").state, State::kOk) << "foreign, but not in the way";
}

TEST_F(DoctorTest, EssentialsStopAtTheFirstFailureAndWriteNothing) {
  options_.essentials = true;
  world_.Put("1.jpg", "{}");
  ahead_ = std::chrono::hours(2);
  allowed_.clear();
  Diagnosis found = Look();
  EXPECT_FALSE(found.failure().has_value());
  EXPECT_THAT(Names(found, State::kOk),
              ElementsAre("connection", "credentials", "bucket", "list", "get"));
  script_.check = Denied("403 while listing.");
  found = Look();
  EXPECT_EQ(found.failure()->message, "403 while listing.");
  EXPECT_EQ(found.probes.back().name, "bucket");
  script_.check.reset();
  found = LookAtTarget();
  EXPECT_THAT(Names(found, State::kOk), ElementsAre("connection", "credentials", "bucket"));
  EXPECT_EQ(world_.Objects().size(), 1u);
}

TEST_F(DoctorTest, AStopSkipsTheRest) {
  stop_.request_stop();
  const Diagnosis found = Look();
  EXPECT_EQ(found.Count(State::kSkipped), found.probes.size());
  EXPECT_THAT(Of(found, "bucket").detail, HasSubstr("stopped"));
  EXPECT_EQ(script_.checks, 0);
}

TEST_F(DoctorTest, TheTimeLimitSkipsTheRest) {
  options_.limit = std::chrono::milliseconds(0);
  EXPECT_THAT(Of(Look(), "bucket").detail, HasSubstr("are over"));
  EXPECT_EQ(script_.checks, 0);
}

TEST_F(DoctorTest, WrongSettingsNameTheirFields) {
  values_.Set(storage::kRegexFilter, "(((");
  const Diagnosis found = Look();
  ASSERT_EQ(found.probes.size(), 1u);
  ASSERT_TRUE(found.failure().has_value());
  EXPECT_EQ(found.failure()->fields[0].first, "regex_filter");
}

TEST_F(DoctorTest, TheEngineLooksOnAThreadOfItsOwn) {
  world_.Put("1.json", "{}");
  std::promise<std::vector<std::string>> promise;
  const auto begun = world_.engine().Examine(
      world_.Spec(labeling::StorageRole::kSource, world_.Settings()), {},
      [&](const Diagnosis& found) { promise.set_value(Names(found, State::kOk)); });
  ASSERT_TRUE(begun.has_value());
  EXPECT_THAT(promise.get_future().get(),
              ElementsAre("credentials", "bucket", "list", "regex", "get"));
}

}  // namespace
}  // namespace millrace::sync
