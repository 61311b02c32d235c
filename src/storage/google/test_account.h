// A service account for tests. Its key was made for testdata/signed_urls.json and opens nothing.
#pragma once

#include <boost/json.hpp>
#include <string>

#include "storage/aws/test_vectors.h"

namespace millrace::storage::google {

inline std::string TestKeyPem() {
  static const std::string pem =
      aws::Text(aws::ReadVectorJson(std::filesystem::path(MILLRACE_SOURCE_DIR) /
                                    "src/storage/google/testdata/signed_urls.json")
                    .as_object(),
                "test_key");
  return pem;
}

inline boost::json::object TestAccount() {
  return {{"type", "service_account"},
          {"project_id", "test-project"},
          {"private_key_id", "0123456789abcdef"},
          {"private_key", TestKeyPem()},
          {"client_email", "ml@test-project.iam.gserviceaccount.com"},
          {"token_uri", "https://oauth2.googleapis.com/token"}};
}

inline std::string TestAccountJson() { return boost::json::serialize(TestAccount()); }

}  // namespace millrace::storage::google
