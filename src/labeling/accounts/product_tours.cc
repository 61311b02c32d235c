#include "labeling/accounts/product_tours.h"

#include "labeling/tasks/tasks.h"

namespace millrace::labeling {

Result<std::optional<ProductTour>> FindProductTour(db::Connection& tx, int64_t account_id,
                                                   const std::string& name) {
  std::optional<ProductTour> found;
  RETURN_IF_ERROR(
      tx.Query("SELECT id, name, state, interaction_data, created_at, updated_at FROM product_tour "
               "WHERE account_id = $1 AND name = $2",
               {account_id, name}, [&](const db::Row& row) {
                 found = ProductTour{.id = row.Int(0),
                                     .name = row.String(1),
                                     .state = row.String(2),
                                     .interaction_data = row.String(3),
                                     .created_at = FromMicros(row.Int(4)),
                                     .updated_at = FromMicros(row.Int(5))};
               }));
  return found;
}

Result<ProductTour> SaveProductTour(db::Connection& tx, int64_t account_id, const std::string& name,
                                    const std::optional<std::string>& state,
                                    const std::optional<std::string>& interaction_data, Time now) {
  ASSIGN_OR_RETURN(std::optional<ProductTour> tour, FindProductTour(tx, account_id, name));
  const bool is_new = !tour.has_value();
  if (is_new) {
    tour = ProductTour{.name = name, .created_at = now};
    ASSIGN_OR_RETURN(tour->id, AllocateIds(tx, "product_tour", 1));
  }
  tour->updated_at = now;
  if (state.has_value()) tour->state = *state;
  if (interaction_data.has_value()) tour->interaction_data = *interaction_data;
  if (is_new) {
    RETURN_IF_ERROR(tx.Execute(
        "INSERT INTO product_tour (id, account_id, name, state, interaction_data, created_at, "
        "updated_at) VALUES ($1, $2, $3, $4, $5, $6, $6)",
        {tour->id, account_id, name, tour->state, tour->interaction_data, ToMicros(now)}));
  } else {
    RETURN_IF_ERROR(tx.Execute(
        "UPDATE product_tour SET state = $2, interaction_data = $3, updated_at = $4 WHERE id = $1",
        {tour->id, tour->state, tour->interaction_data, ToMicros(now)}));
  }
  return *std::move(tour);
}

}  // namespace millrace::labeling
