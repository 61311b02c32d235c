// The database as the rest of the house sees it: short transactions of plain SQL. SQLite stands behind
// it (sqlite.cc), PostgreSQL will. SQL is written in the dialect both understand, with $1, $2, …
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "base/result.h"

namespace millrace::db {

// A bound value. Text and Blob only borrow their bytes until the call returns.
struct Text {
  std::string_view bytes;
};
struct Blob {
  std::string_view bytes;
};
class Arg {
 public:
  Arg(std::nullptr_t) {}
  Arg(bool value) : value_(static_cast<int64_t>(value)) {}
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  Arg(T value) : value_(static_cast<int64_t>(value)) {}
  Arg(double value) : value_(value) {}
  Arg(std::string_view text) : value_(Text{text}) {}
  Arg(const std::string& text) : value_(Text{text}) {}
  Arg(const char* text) : value_(Text{text}) {}
  Arg(Text text) : value_(text) {}
  Arg(Blob blob) : value_(blob) {}
  template <class T>
  Arg(const std::optional<T>& value) {
    if (value.has_value()) value_ = Arg(*value).value_;
  }
  using Value = std::variant<std::monostate, int64_t, double, Text, Blob>;
  const Value& value() const { return value_; }

 private:
  Value value_;
};
using Args = std::initializer_list<Arg>;

// One row of a result; valid during the callback. Columns count from 0.
class Row {
 public:
  virtual ~Row() = default;
  virtual bool Null(int column) const = 0;
  virtual int64_t Int(int column) const = 0;      // 0 for NULL
  virtual double Real(int column) const = 0;
  virtual std::string_view Text(int column) const = 0;  // "" for NULL; also for blobs
  bool Bool(int column) const { return Int(column) != 0; }
  std::string String(int column) const { return std::string(Text(column)); }
  std::optional<int64_t> MaybeInt(int column) const {
    return Null(column) ? std::nullopt : std::optional(Int(column));
  }
  std::optional<double> MaybeReal(int column) const {
    return Null(column) ? std::nullopt : std::optional(Real(column));
  }
  std::optional<std::string> MaybeString(int column) const {
    return Null(column) ? std::nullopt : std::optional(String(column));
  }
};

using OnRow = std::function<void(const Row&)>;

// One transaction's view. Used by one thread at a time, only inside Database::Read or Write.
// Statements are prepared once per connection and text. A unique or foreign-key violation is
// kConflict; anything the SQL itself got wrong is kInternal.
class Connection {
 public:
  virtual ~Connection() = default;
  // Gives the number of rows changed.
  virtual Result<int64_t> Execute(std::string_view sql, std::span<const Arg> args) = 0;
  virtual Result<void> Query(std::string_view sql, std::span<const Arg> args, const OnRow& on_row) = 0;
  // Many rows by multi-row VALUES: `head` is "INSERT INTO t (a, b) VALUES", `values` holds
  // rows × columns arguments row by row, `tail` may be "ON CONFLICT … DO UPDATE SET …".
  virtual Result<void> InsertMany(std::string_view head, size_t columns, std::span<const Arg> values,
                                  std::string_view tail = "") = 0;

  Result<int64_t> Execute(std::string_view sql, Args args = {}) {
    return Execute(sql, std::span(args.begin(), args.size()));
  }
  Result<void> Query(std::string_view sql, Args args, const OnRow& on_row) {
    return Query(sql, std::span(args.begin(), args.size()), on_row);
  }
  // The first row's only column as a number; nothing if there is no row.
  Result<std::optional<int64_t>> QueryInt(std::string_view sql, Args args = {});
};

enum class Durability {
  kFull,    // survives power loss once Write returned
  kNormal,  // survives kill -9; after power loss the last moments may be gone, the file stays sound
};

// Thread-safe.
class Database {
 public:
  virtual ~Database() = default;

  // Runs `fn` on the calling thread in a read transaction of its own (a stable snapshot).
  template <class F>
  auto Read(F&& fn) -> std::invoke_result_t<F, Connection&> {
    return Run<std::invoke_result_t<F, Connection&>>(
        [this](const Body& body) { return RunRead(body); }, std::forward<F>(fn));
  }

  // Runs `fn` in a write transaction and returns when it is committed as `durability` says. An Error
  // from `fn` undoes only what this `fn` did. Transactions that wait together are committed together
  // (group commit), so `fn` must be short, and must not call Read or Write.
  template <class F>
  auto Write(Durability durability, F&& fn) -> std::invoke_result_t<F, Connection&> {
    return Run<std::invoke_result_t<F, Connection&>>(
        [this, durability](const Body& body) { return RunWrite(durability, body); },
        std::forward<F>(fn));
  }

 protected:
  using Body = std::function<Result<void>(Connection&)>;
  virtual Result<void> RunRead(const Body& body) = 0;
  virtual Result<void> RunWrite(Durability durability, const Body& body) = 0;

 private:
  template <class R, class Runner, class F>
  R Run(const Runner& runner, F&& fn) {
    std::optional<R> out;
    const Result<void> done = runner([&](Connection& connection) -> Result<void> {
      out.emplace(fn(connection));
      if (!out->has_value()) return std::unexpected(out->error());
      return {};
    });
    if (!done.has_value()) return std::unexpected(done.error());
    return *std::move(out);
  }
};

struct SqliteOptions {
  int readers = 4;
  int cache_mib = 32;          // of the writer; readers have 8 each
};
// Opens or makes the file (WAL). kCorrupt, kDenied, kUnavailable (disk full, locked by another
// process) with a sentence that names the file.
Result<std::unique_ptr<Database>> OpenSqlite(const std::string& path, SqliteOptions options = {});

struct Migration {
  int number;            // 1, 2, …, without gaps
  std::string_view name;
  std::string_view sql;  // statements separated by ";"
};
// Applies what is missing, each in a transaction of its own, and records it in schema_migration.
// kConflict with a sentence if the database was made by a newer version.
Result<void> Migrate(Database& database, std::span<const Migration> migrations);

}  // namespace millrace::db
