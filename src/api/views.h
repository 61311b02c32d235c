// Rows as answers: labeling/json/rest_json.h knows the members, this adds who made them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <unordered_map>

#include "base/json_writer.h"
#include "labeling/accounts/accounts.h"
#include "labeling/json/rest_json.h"

namespace millrace::api {

// Accounts by id, each read once. Used inside one transaction.
class AccountBook {
 public:
  explicit AccountBook(db::Connection& tx) : tx_(tx) {}
  // Nothing for nobody and for an account that is gone.
  const std::optional<labeling::Author>& Find(std::optional<int64_t> id);
  std::vector<std::optional<labeling::Author>> Authors(
      std::span<const labeling::Annotation> annotations);
  // Who annotated something in the project.
  Result<std::vector<labeling::Author>> Annotators(int64_t project_id);

 private:
  db::Connection& tx_;
  std::unordered_map<int64_t, std::optional<labeling::Author>> known_;
};

}  // namespace millrace::api
