// A look at what the settings of a source mean before they are saved: which of the first objects
// would be used, and why the others would not.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "storage/object_store.h"
#include "sync/connection.h"

namespace millrace::sync {

struct PreviewOptions {
  size_t rows = 100;      // objects to show at most
  int64_t most = 10'000;  // objects to list at most
  std::chrono::milliseconds limit{10'000};
};

struct SourcePreview {
  enum class Verdict {
    kMatch,
    kRegex,      // the regex does not match
    kDirectory,  // a folder's marker
    kOwn,        // this server exported it
  };
  struct Row {
    storage::ObjectInfo object;
    Verdict verdict = Verdict::kMatch;
  };
  // Another value of one parameter that probably is what the person wants.
  struct Suggestion {
    const Field* field = nullptr;
    std::string value;  // as text
    std::string title;  // what a button that sets it says: "Use .*"
  };

  int64_t listed = 0, matched = 0, skipped_regex = 0, skipped_directory = 0, skipped_own = 0;
  bool complete = false;  // all objects that there are were listed
  // In listing order. Those that match come first in number: the others get what they leave, a
  // quarter at least.
  std::vector<Row> rows;
  std::string sentence;  // what all this means
  std::optional<Suggestion> suggestion;
  double seconds = 0;
};

// Blocks until the end, or soon after `stop`. Errors: settings that cannot be used (naming the
// fields), or what the store says of the listing. Writes nothing.
Result<SourcePreview> PreviewSource(const Context& context, Connections& connections,
                                    const ConnectionSpec& spec, const PreviewOptions& options,
                                    std::stop_token stop);

}  // namespace millrace::sync
