#include "labeling/migrations.h"

#include "labeling/migrations/sql.h"

namespace millrace::labeling {

std::span<const db::Migration> Migrations() {
  static const db::Migration kMigrations[] = {
      {1, "first", sql::kFirst},
      {2, "accounts", sql::kAccounts},
      {3, "queue", sql::kQueue},
      {4, "uploads", sql::kUploads},
      {5, "projects", sql::kProjects},
      {6, "lists", sql::kLists},
      {7, "failures", sql::kFailures},
      {8, "task order", sql::kTaskOrder},
      {9, "views", sql::kViews},
      {10, "webhooks", sql::kWebhooks},
      {11, "ml", sql::kMl},
      {12, "exports", sql::kExports},
      {13, "labels", sql::kLabels},
      {14, "project roles", sql::kProjectRoles},
  };
  return kMigrations;
}

}  // namespace millrace::labeling
