// Lists of ids in SQL, in a form both databases understand and few statement texts.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "db/database.h"

namespace millrace::labeling {

// "($1, $2, …)" and its arguments. Lists are filled up to 1, 4, 16, 64 or 256 places by repeating
// an id, so that a handful of texts are prepared whatever the number of ids.
struct IdList {
  std::string sql;
  std::vector<db::Arg> args;
};

// Takes up to 256 ids from the front of `ids`, which must not be empty. `before` are the
// statement's first arguments, with which the places then begin behind theirs: "($3, $4, …)".
IdList TakeIds(std::span<const int64_t>& ids, db::Args before = {});
// The same with keys, whose bytes the arguments borrow.
IdList TakeKeys(std::span<const std::string>& keys, db::Args before = {});

}  // namespace millrace::labeling
