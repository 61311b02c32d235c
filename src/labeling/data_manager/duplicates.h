// Tasks that came twice: found, and made one.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/clock.h"
#include "db/database.h"

namespace millrace::labeling {

// Of `ids` (ascending), those that have the same data, member by member in the same order: groups
// of two or more, each ascending.
Result<std::vector<std::vector<int64_t>>> FindDuplicates(db::Connection& tx,
                                                         std::span<const int64_t> ids);

// Makes such a group one task: the first that is annotated, else the first. It gets the
// annotations of the others, and where it came from no storage, the place of one that did; the
// others go, as a user deletes them. Tasks whose data is another by now stay. Returns how many
// went.
Result<int64_t> MergeDuplicates(db::Connection& tx, std::span<const int64_t> group,
                                std::optional<int64_t> by, Time now);

}  // namespace millrace::labeling
