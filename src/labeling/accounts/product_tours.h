// How far an account is with each product tour of the browser app. The only owner of the table
// product_tour.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "db/database.h"

namespace millrace::labeling {

struct ProductTour {
  int64_t id = 0;
  std::string name;
  std::string state = "ready";          // ready | completed | skipped
  std::string interaction_data = "{}";  // JSON object
  Time created_at{}, updated_at{};
};

Result<std::optional<ProductTour>> FindProductTour(db::Connection& tx, int64_t account_id,
                                                   const std::string& name);
// Made if missing; what is absent stays as it is.
Result<ProductTour> SaveProductTour(db::Connection& tx, int64_t account_id, const std::string& name,
                                    const std::optional<std::string>& state,
                                    const std::optional<std::string>& interaction_data, Time now);

}  // namespace millrace::labeling
