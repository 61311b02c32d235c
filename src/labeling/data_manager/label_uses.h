// Labels inside the results of annotations: how many hold one, and giving it another value.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "db/database.h"

namespace millrace::labeling {

// For each of `values` (JSON), how many annotations of the project hold it anywhere in their
// result, with any case of ASCII letters, as Label Studio counts. Reads all results of the project.
Result<std::vector<int64_t>> CountLabelUses(db::Connection& tx, int64_t project_id,
                                            std::span<const std::string> values);

struct LabelChange {
  std::optional<int64_t> project_id;  // nothing = of all projects
  std::string from, to;               // JSON
};
struct LabelChangeStep {
  int64_t regions = 0;  // changed by this step
  int64_t last = 0;     // the last annotation it looked at
  bool done = false;    // it was the last one of all
};
// Regions whose whole value of their type (["Cat"] of a rectanglelabels region) equals `from` get
// `to`; the rest of a result stays byte for byte. Looks at `limit` annotations behind the id
// `after`, fewer if their results are long, so that other writers wait only for a moment. Targets
// are told of what changed.
Result<LabelChangeStep> ChangeLabels(db::Connection& tx, const LabelChange& change, int64_t after,
                                     int64_t limit, std::optional<int64_t> by, Time now);

}  // namespace millrace::labeling
