#include <filesystem>

#include "db/sqlite_connection.h"

namespace millrace::db {

Error SqliteError(int code, std::string_view message, std::string_view path, std::string_view sql) {
  const std::string file(path);
  Error error{.operation = "database"};
  const auto say = [&](ErrorKind kind, std::string what, std::string advice, bool temporary) {
    error.kind = kind;
    error.message = std::move(what);
    error.advice = std::move(advice);
    error.temporary = temporary;
    return error;
  };
  switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      return say(ErrorKind::kConflict, "It exists already (" + std::string(message) + ").", "",
                 false);
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return say(ErrorKind::kConflict,
                 "Something it belongs to, or that belongs to it, forbids it.", "", false);
    default: break;
  }
  switch (code & 0xFF) {
    case SQLITE_FULL:
      return say(ErrorKind::kUnavailable, "The disk that holds the database " + file + " is full.",
                 "Free some space on it and try again; what was saved before is safe.", true);
    case SQLITE_IOERR:
      return say(ErrorKind::kUnavailable,
                 "The disk failed to read or write the database " + file + " (" +
                     std::string(message) + ").",
                 "Check the disk and its free space, then try again.", true);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return say(ErrorKind::kUnavailable, "Another program holds the database " + file + " locked.",
                 "Close that program, or try again later.", true);
    case SQLITE_NOMEM:
      return say(ErrorKind::kUnavailable,
                 "There is not enough memory for the database " + file + ".",
                 "Give the server more memory and try again.", true);
    case SQLITE_NOTADB:
      return say(ErrorKind::kCorrupt, file + " is not an SQLite database.",
                 "Give the path of a Millrace database, or of a file that does not exist yet.",
                 false);
    case SQLITE_CORRUPT:
      return say(ErrorKind::kCorrupt, "The database " + file + " is damaged.",
                 "Restore it from a backup, or rescue it with: sqlite3 " + file + " .recover",
                 false);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return say(ErrorKind::kDenied, "The database " + file + " may only be read.",
                 "Give the account that runs the server the right to write the file and its "
                 "directory.",
                 false);
    case SQLITE_CANTOPEN: {
      std::error_code ignored;
      const auto directory = std::filesystem::path(file).parent_path();
      if (!directory.empty() && !std::filesystem::is_directory(directory, ignored)) {
        return say(ErrorKind::kNotFound,
                   "The directory " + directory.string() + " for the database does not exist.",
                   "Make it, or give another path.", false);
      }
      if (std::filesystem::is_directory(file, ignored)) {
        return say(ErrorKind::kInvalid, file + " is a directory, not a database file.",
                   "Give the path of a file.", false);
      }
      return say(ErrorKind::kDenied, "The database " + file + " cannot be opened.",
                 "Check that the account that runs the server may write the file and its "
                 "directory.",
                 false);
    }
    case SQLITE_TOOBIG:
      return say(ErrorKind::kTooLarge,
                 "A value is over the database's limit of 1,000,000,000 bytes.",
                 "Split it into smaller ones.", false);
    default: break;
  }
  std::string what = "The database refused a statement: " + std::string(message);
  if (!sql.empty()) what += " in: " + std::string(sql.substr(0, 300));
  return say(ErrorKind::kInternal, std::move(what), "", false);
}

}  // namespace millrace::db
