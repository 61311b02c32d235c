// Handlers and their Contracts: what is asked for is declared, and every route says what it is.
#include <gmock/gmock.h>

#include "api/schema/operation.h"
#include "api/service.h"
#include "api/testing.h"

namespace millrace::api {
namespace {

std::string Name(const Route& route) {
  return std::string(route.method) + " " + std::string(route.pattern);
}

TEST(Contracts, SayWhatTheRouteIsAndWhatItAnswers) {
  for (const Route& route : Routes()) {
    const Contract& contract = route.contract;
    EXPECT_TRUE(contract.about.ends_with('.') || contract.about.ends_with('?')) << Name(route);
    const AnswerShape& answer = contract.answer;
    if (!IsEmptyStatus(answer.status) && !answer.empty) {
      EXPECT_TRUE(answer.shape != nullptr || !answer.media.empty())
          << Name(route) << " answers " << answer.status << " with nothing";
    }
    if (route.method == "GET" || route.method == "DELETE") continue;
    EXPECT_FALSE(contract.body != nullptr && !contract.free_body.empty()) << Name(route);
  }
}

class ContractTest : public ApiTest {
 protected:
  // Runs the handler as an administrator, and gives what it asked for.
  Asked Run(const Route& route, const std::string& query, const std::string& body) {
    net::Request request{
        .method = std::string(route.method),
        .path = ReplaceAll(ReplaceAll(route.pattern, "{id}", "1"), "{word}", "localfiles"),
        .query = query,
        .headers = {{"Content-Type", "application/json"}, {"Host", "label.test"}},
        .body = body,
        .peer = "127.0.0.1"};
    Call call(request, true);
    call.who = {Identity::Via::kToken, account_};
    call.ids = {1, 1, 1};
    call.words = {"localfiles", ""};
    Asked asked;
    call.asked = &asked;
    const Outcome outcome = route.handler(*service_, call);
    EXPECT_TRUE(!outcome.has_value() || std::holds_alternative<net::Response>(*outcome));
    return asked;
  }

  void SetUp() override {
    ApiTest::SetUp();
    service_ = std::make_unique<Service>(*engine_, *ml_, *webhooks_, ApiOptions{});
    account_ = std::make_shared<const labeling::Account>(
        *database_->Read([](db::Connection& tx) { return labeling::GetAccount(tx, 1); }));
  }
  void TearDown() override {
    service_.reset();
    ApiTest::TearDown();
  }

  std::unique_ptr<Service> service_;
  std::shared_ptr<const labeling::Account> account_;
};

TEST_F(ContractTest, HandlersAskOnlyForWhatIsDeclared) {
  const int64_t project = Project(kConfig);
  ASSERT_EQ(project, 1);
  ASSERT_EQ(
      Do("POST", "/api/projects/1/import",
         R"([{"data":{"image":"x"},"annotations":[{"result":[]}],"predictions":[{"result":[]}]}])")
          .status,
      201);
  Write("pictures/a.jpg", "a");
  for (const char* path : {"/api/storages/localfiles", "/api/storages/export/localfiles"}) {
    ASSERT_EQ(
        Do("POST", path, R"({"project":1,"use_blob_urls":true,"path":")" + root_ + R"(/pictures"})")
            .status,
        201);
  }
  // Deleting comes last: it leaves nothing to ask about.
  for (const char* method : {"GET", "POST", "PATCH", "PUT", "DELETE"}) {
    for (const Route& route : Routes()) {
      if (route.method != method) continue;
      for (const std::string& body : {std::string(), std::string("{}"),
                                      std::string(R"({"project":1,"task":1,"title":"t"})")}) {
        for (const char* query : {"", "project=1&task=1&page=1&page_size=1"}) {
          const Asked asked = Run(route, query, body);
          for (const std::string& name : asked.query) {
            EXPECT_TRUE(std::ranges::any_of(route.contract.query,
                                            [&](const Member& m) { return m.name == name; }))
                << Name(route) << " asks for \"" << name << "\" and does not declare it";
          }
          EXPECT_TRUE(!asked.body || TakesBody(route))
              << Name(route) << " reads a body and does not declare it";
        }
      }
    }
  }
}

}  // namespace
}  // namespace millrace::api
