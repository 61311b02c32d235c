#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sync/doctor/test_patient.h"

namespace millrace::sync {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using State = storage::Finding::State;

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

}  // namespace
}  // namespace millrace::sync
