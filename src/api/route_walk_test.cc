// Every route with everything a client may get wrong: never a 5xx, always the one shape.
#include <gmock/gmock.h>

#include "api/router.h"
#include "api/testing.h"

namespace millrace::api {
namespace {

using testing::HasSubstr;

class RouteWalkTest : public ApiTest {
 protected:
  // The pattern with `id` for each {id} and `word` for each {word}.
  static std::string Path(const Route& route, const std::string& id, const std::string& word) {
    std::string path(route.pattern);
    path = ReplaceAll(path, "{id}", id);
    return ReplaceAll(path, "{word}", word);
  }

  static void ExpectShape(const Answered& answer, const std::string& what) {
    EXPECT_LT(answer.status, 500) << what << ": " << answer.body;
    if (answer.status < 400) return;
    EXPECT_EQ(answer.headers.Get("X-Content-Type-Options"), "nosniff") << what;
    if (answer.headers.Get("Content-Type").starts_with("text/html")) return;  // the sign-in pages
    const boost::json::value json = answer.json();
    ASSERT_TRUE(json.is_object()) << what << ": " << answer.body;
    for (const char* member : {"id", "status_code", "version", "detail", "exc_info"}) {
      EXPECT_TRUE(json.as_object().contains(member)) << what << ": " << answer.body;
    }
    EXPECT_EQ(answer.number("status_code"), answer.status) << what;
    EXPECT_FALSE(answer.text("detail").empty()) << what;
  }
};

TEST_F(RouteWalkTest, NobodyAndAWrongTokenGetNothing) {
  for (const Route& route : Routes()) {
    if (route.right == Right::kPublic) continue;
    const std::string path = Path(route, "1", "s3");
    const std::string what = std::string(route.method) + " " + path;
    const Answered nobody = Send({.method = std::string(route.method), .path = path});
    EXPECT_EQ(nobody.status, 401) << what;
    ExpectShape(nobody, what);
    const Answered wrong = Send({.method = std::string(route.method),
                                 .path = path,
                                 .headers = {{"Authorization", "Token nonsense"}}});
    EXPECT_EQ(wrong.status, 401) << what;
    EXPECT_EQ(wrong.text("detail"), "Invalid token.") << what;
  }
}

TEST_F(RouteWalkTest, BadBodiesNeverBreakIt) {
  const int64_t project = Project(kConfig);
  ASSERT_EQ(Do("POST", "/api/projects/" + std::to_string(project) + "/import",
               R"([{"data":{"image":"x"},"annotations":[{"result":[]}]}])")
                .status,
            201);
  const std::string huge = "99999999999999999999999999999999";
  const std::string everything =
      R"({"project":%,"task":%,"title":%,"label_config":%,"data":%,"meta":%,"result":%,"lead_time":%,"completed_by":%,)"
      R"("was_cancelled":%,"ground_truth":%,"overlap":%,"bucket":%,"path":%,"prefix":%,"presign_ttl":%,)"
      R"("use_blob_urls":%,"regex_filter":%,"synchronizable":%,"id":%,"limit":%,"role":%,"kind":%,"params":%,)"
      R"("reuse":%,"email":%,"password":%,"token":%,"decision":%,"foreign_token":%,"dry_run":%,"score":%,)"
      R"("maximum_annotations":%,"control_weights":%,"sampling":%,"host":%,"db":%,"s3_endpoint":%,"init":%})";
  std::vector<std::string> bodies = {"{",
                                     "[",
                                     "[1]",
                                     "5",
                                     "null",
                                     "\"x\"",
                                     "{\"a\":\"\xff\"}",
                                     "[[[[]]]]",
                                     std::string(2000, '[')};
  for (const std::string& value :
       {std::string("null"), std::string("[]"), std::string("{}"), std::string("\"\""),
        std::string("-1"), huge, std::string("1e400"), std::string("true"),
        std::string("\"\\u0000\""), std::string("[{\"data\":1}]"), std::string("\"((((\""),
        std::string("\"../../etc\"")}) {
    bodies.push_back(ReplaceAll(everything, "%", value));
  }
  for (const Route& route : Routes()) {
    if (route.method == "GET" || route.method == "DELETE") continue;
    // Resetting the token would end this test's own.
    if (route.pattern.ends_with("reset-token")) continue;
    for (const char* word : {"localfiles", "s3", "nosuch"}) {
      if (route.pattern.find("{word}") == std::string_view::npos && word != std::string_view("s3"))
        continue;
      const std::string path = Path(route, "1", word);
      for (const std::string& body : bodies) {
        ExpectShape(Do(std::string(route.method), path, body),
                    std::string(route.method) + " " + path + " with " + body.substr(0, 200));
      }
      for (const char* type :
           {"text/plain", "multipart/form-data", "multipart/form-data; boundary=x",
            "application/x-www-form-urlencoded"}) {
        ExpectShape(
            Do(std::string(route.method), path, "%%%=%&a=&project=x&id=", {{"Content-Type", type}}),
            std::string(route.method) + " " + path + " as " + type);
      }
    }
  }
}

TEST_F(RouteWalkTest, UnknownIdsAndOddQueriesNeverBreakIt) {
  const std::vector<std::string> queries = {"",
                                            "?project=999999",
                                            "?project=-1",
                                            "?project=99999999999999999999",
                                            "?project=x&page=-5&page_size=-5",
                                            "?project=1&page=0&page_size=99999999999999999999",
                                            "?fileuri=%00%ff",
                                            "?fileuri=czM6Ly9h",
                                            "?d=../..%00",
                                            "?wait=-1&limit=-1&offset=-1",
                                            "?limit=99999999999&offset=99999999999999",
                                            "?task=x",
                                            "?ids=1,x",
                                            "?%zz=%&&=="};
  for (const Route& route : Routes()) {
    if (route.pattern.ends_with("reset-token") || route.pattern == "/logout") continue;
    for (const std::string& id :
         {std::string("999999"), std::string("0"), std::string("9223372036854775807"),
          std::string("9223372036854775808"), std::string("x")}) {
      const bool has_id = route.pattern.find("{id}") != std::string_view::npos;
      if (!has_id && id != "0") continue;
      for (const std::string& query : queries) {
        const std::string path = Path(route, id, "localfiles");
        const Answered answer = Do(std::string(route.method), path + query);
        ExpectShape(answer, std::string(route.method) + " " + path + query);
        if (has_id) {
          EXPECT_GE(answer.status, 400)
              << route.method << " " << path << query << " " << answer.body;
        }
      }
    }
  }
}

TEST_F(RouteWalkTest, OptionsNameTheMethods) {
  for (const Route& route : Routes()) {
    const Answered answer = Send({.method = "OPTIONS", .path = Path(route, "1", "s3")});
    EXPECT_EQ(answer.status, 200) << route.pattern;
    EXPECT_THAT(std::string(answer.headers.Get("Allow")), HasSubstr(std::string(route.method)))
        << route.pattern;
  }
}

}  // namespace
}  // namespace millrace::api
