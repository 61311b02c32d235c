// Which actions there are, and what each needs.
#pragma once

#include <boost/json/fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "db/database.h"

namespace millrace::api {

// What an action is told besides its tasks.
struct Wishes {
  std::optional<int64_t> annotator;
  std::vector<std::string> model_versions;
};

using Step = Result<int64_t> (*)(db::Connection& tx, std::span<const int64_t> ids,
                                 const Wishes& wishes, std::optional<int64_t> by, Time now);

// How the chosen tasks are gone through.
enum class Manner {
  kBatches,  // a step for some at a time
  kGroups,   // those that are the same together
  kJob,      // a job does it
};

struct Action {
  std::string_view id, title;
  int order = 0;
  std::string_view permission;  // JSON
  std::string_view about;
  bool reload = false, has_form = false;
  std::string_view done;  // "Deleted # tasks"
  Manner manner = Manner::kBatches;
  Step step = nullptr;  // of kBatches
};

// In the order of their numbers.
std::span<const Action> Actions();
// kInvalid names those there are.
Result<const Action*> FindAction(std::string_view id);
Result<Wishes> ReadWishes(const boost::json::object& body);

}  // namespace millrace::api
