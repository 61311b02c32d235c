#include <vector>

#include "base/text.h"
#include "db/database.h"

namespace millrace::db {
namespace {

// The end of the token that starts at `at`: a quoted text, a comment, or one character.
size_t TokenEnd(std::string_view sql, size_t at) {
  const std::string_view rest = sql.substr(at);
  size_t end = 1;
  if (rest[0] == '\'' || rest[0] == '"') {
    end = rest.find(rest[0], 1);  // a doubled quote reads as two texts side by side: the same end
    if (end != rest.npos) ++end;
  } else if (rest.starts_with("--")) {
    end = rest.find('\n');
  } else if (rest.starts_with("/*")) {
    end = rest.find("*/", 2);
    if (end != rest.npos) end += 2;
  }
  return end == rest.npos ? sql.size() : at + end;
}

// Comments are dropped; a statement may not hold ";" outside of quotes (no triggers).
std::vector<std::string> Statements(std::string_view sql) {
  std::vector<std::string> statements;
  std::string current;
  const auto finish = [&] {
    if (!Trim(current).empty()) statements.emplace_back(Trim(current));
    current.clear();
  };
  for (size_t at = 0; at < sql.size();) {
    const size_t end = TokenEnd(sql, at);
    const std::string_view token = sql.substr(at, end - at);
    if (token == ";") {
      finish();
    } else if (token.starts_with("--") || token.starts_with("/*")) {
      current += ' ';
    } else {
      current += token;
    }
    at = end;
  }
  finish();
  return statements;
}

Result<void> Apply(Connection& tx, const Migration& migration) {
  for (const std::string& statement : Statements(migration.sql)) {
    RETURN_IF_ERROR(tx.Execute(statement));
  }
  RETURN_IF_ERROR(tx.Execute("INSERT INTO schema_migration (number, name) VALUES ($1, $2)",
                             {migration.number, migration.name}));
  return {};
}

}  // namespace

Result<void> Migrate(Database& database, std::span<const Migration> migrations) {
  for (size_t i = 0; i < migrations.size(); ++i) {
    if (migrations[i].number != static_cast<int>(i) + 1) {
      return Fail(ErrorKind::kInternal, "Migrations must be numbered 1, 2, … without gaps.");
    }
  }
  ASSIGN_OR_RETURN(const int64_t applied,
                   database.Write(Durability::kFull, [](Connection& tx) -> Result<int64_t> {
                     RETURN_IF_ERROR(
                         tx.Execute("CREATE TABLE IF NOT EXISTS schema_migration "
                                    "(number INTEGER PRIMARY KEY, name TEXT NOT NULL)"));
                     ASSIGN_OR_RETURN(const auto last,
                                      tx.QueryInt("SELECT MAX(number) FROM schema_migration"));
                     return last.value_or(0);
                   }));
  if (applied > static_cast<int64_t>(migrations.size())) {
    return Fail(ErrorKind::kConflict,
                "The database was made by a newer version of Millrace (its schema is " +
                    std::to_string(applied) + ", this version knows " +
                    std::to_string(migrations.size()) + ").",
                "Start that version or a later one, or use another data directory.");
  }
  for (const Migration& migration : migrations.subspan(static_cast<size_t>(applied))) {
    RETURN_IF_ERROR(
        database.Write(Durability::kFull, [&](Connection& tx) { return Apply(tx, migration); }));
  }
  return {};
}

}  // namespace millrace::db
