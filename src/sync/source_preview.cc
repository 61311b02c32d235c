#include "sync/source_preview.h"

#include <algorithm>

#include "base/text.h"
#include "storage/common_fields.h"
#include "storage/condition_probe.h"
#include "sync/key_filter.h"
#include "sync/limited_http.h"
#include "sync/near_regex.h"
#include "sync/scan.h"

namespace millrace::sync {
namespace {

using Verdict = SourcePreview::Verdict;

constexpr size_t kPage = 1'000;
// A person waits: short patience, few repetitions.
constexpr std::chrono::milliseconds kRequestLimit{8'000};
constexpr std::chrono::milliseconds kRetryBudget{2'000};

// ".json" of a key in lower case; "" if its last part has none.
std::string ExtensionOf(std::string_view key) {
  const std::string_view name = key.substr(key.rfind('/') + 1);
  const size_t dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? "" : ToLower(name.substr(dot));
}

bool IsJsonName(std::string_view extension) {
  return extension == ".json" || extension == ".jsonl" || extension == ".ndjson";
}

class Preview {
 public:
  Preview(const Context& context, const Connection& connection, const KeyFilter& filter,
          const PreviewOptions& options)
      : context_(context),
        connection_(connection),
        filter_(filter),
        options_(options),
        near_(*connection.provider, connection.values, connection.scan_prefix),
        began_(context.clock->Steady()) {}

  Result<SourcePreview> Run(const std::stop_token& stop) {
    storage::ListRequest request{
        .prefix = filter_.prefix(), .limit = kPage, .recursive = filter_.recursive()};
    while (!stop.stop_requested() && found_.listed < options_.most) {
      Result<storage::ListPage> page = connection_.store->List(request);
      if (!page.has_value()) {
        // What was seen until the time was over is worth showing.
        if (found_.listed > 0 && Over()) break;
        return std::unexpected(std::move(page).error());
      }
      RETURN_IF_ERROR(Take(*page));
      if (page->next.empty()) {
        found_.complete = true;
        break;
      }
      request.position = page->next;
      if (Over()) break;
    }
    ChooseRows();
    Explain();
    found_.seconds = std::chrono::duration<double>(context_.clock->Steady() - began_).count();
    return std::move(found_);
  }

 private:
  bool Over() const { return context_.clock->Steady() - began_ >= options_.limit; }

  Result<void> Take(storage::ListPage& page) {
    ASSIGN_OR_RETURN(const std::vector<std::string> own,
                     OwnKeysOn(context_, connection_.row, page.objects));
    found_.skipped_directory += static_cast<int64_t>(page.directories);
    for (storage::ObjectInfo& object : page.objects) {
      const Verdict verdict = Judge(object, own);
      ++found_.listed;
      switch (verdict) {
        case Verdict::kMatch: ++found_.matched; break;
        case Verdict::kRegex: ++found_.skipped_regex; break;
        case Verdict::kDirectory: ++found_.skipped_directory; break;
        case Verdict::kOwn: ++found_.skipped_own; break;
      }
      if (verdict == Verdict::kRegex) near_.Look(object.key);
      if (verdict == Verdict::kMatch) CountName(object.key);
      int64_t& kept = verdict == Verdict::kMatch ? kept_matches_ : kept_others_;
      if (kept == static_cast<int64_t>(options_.rows)) continue;
      ++kept;
      found_.rows.push_back({.object = std::move(object), .verdict = verdict});
    }
    return {};
  }

  Verdict Judge(const storage::ObjectInfo& object, const std::vector<std::string>& own) const {
    if (object.size == 0 && object.key.ends_with('/')) return Verdict::kDirectory;
    if (std::ranges::binary_search(own, object.key) || storage::IsProbeKey(object.key))
      return Verdict::kOwn;
    return filter_.Matches(object.key) ? Verdict::kMatch : Verdict::kRegex;
  }

  void CountName(std::string_view key) {
    const std::string extension = ExtensionOf(key);
    if (IsJsonName(extension))
      ++json_names_;
    else if (!extension.empty())
      ++other_names_;
  }

  void ChooseRows() {
    const auto rows = static_cast<int64_t>(options_.rows);
    int64_t others = std::min(kept_others_, std::max(rows / 4, rows - kept_matches_));
    int64_t matches = std::min(kept_matches_, rows - others);
    std::erase_if(found_.rows, [&](const SourcePreview::Row& row) {
      int64_t& left = row.verdict == Verdict::kMatch ? matches : others;
      return left-- <= 0;
    });
  }

  std::string Place() const {
    const std::string key = filter_.prefix();
    return Printable(connection_.row.bucket + (key.empty() ? "" : "/" + key));
  }

  // "1,204 objects", "the first 10,000 objects".
  std::string Objects() const {
    return (found_.complete ? "" : "the first ") + Plural(found_.listed, "object");
  }

  void Suggest(const Field& field, std::string value, std::string title) {
    found_.suggestion = {.field = &field, .value = std::move(value), .title = std::move(title)};
  }

  void Explain() {
    std::string& sentence = found_.sentence;
    if (found_.listed == 0) {
      sentence = found_.complete ? "There is no object below " + Place() + "."
                                 : "No object was listed in time.";
      if (found_.complete && !filter_.recursive()) {
        sentence += " Objects in folders below it count only with \"" +
                    std::string(storage::kRecursiveScan.title) + "\".";
        Suggest(storage::kRecursiveScan, "true", std::string(storage::kRecursiveScan.title));
      }
      return;
    }
    sentence = WithThousands(found_.matched) + " of " + Objects() + " match";
    if (filter_.skips_all()) {
      sentence += ": an empty regex skips everything.";
      Suggest(storage::kRegexFilter, ".*", "Use .*");
      return;
    }
    sentence += '.';
    if (found_.matched == 0) {
      ExplainNoMatch();
    } else {
      ExplainForm();
    }
  }

  void ExplainNoMatch() {
    const auto near = near_.Best();
    if (!near.has_value()) return;
    found_.sentence += " " + Printable(near->regex) + " would match " +
                       WithThousands(near->matched) + ": the regex is matched from the start of " +
                       (connection_.provider->kind == "local" ? "the file's name" : "the key") +
                       ", and upper and lower case differ.";
    Suggest(storage::kRegexFilter, near->regex, "Use " + near->regex);
  }

  // Tasks as JSON, or each object as a task? Names tell what is probably meant.
  void ExplainForm() {
    const bool blob = connection_.values.Bool(storage::kUseBlobUrls);
    const std::string title(storage::kUseBlobUrls.title);
    if (!blob && json_names_ == 0 && other_names_ * 2 > found_.matched) {
      found_.sentence += " None of them is named like a task in JSON: turn on \"" + title +
                         "\" if each is to be a task of its own.";
      Suggest(storage::kUseBlobUrls, "true", title);
    } else if (blob && other_names_ == 0 && json_names_ * 2 > found_.matched) {
      found_.sentence += " They are named like tasks in JSON: turn off \"" + title +
                         "\" if the tasks are inside them.";
      Suggest(storage::kUseBlobUrls, "false", "Read tasks from the objects");
    }
  }

  const Context& context_;
  const Connection& connection_;
  const KeyFilter& filter_;
  const PreviewOptions& options_;
  NearRegexes near_;
  const std::chrono::steady_clock::time_point began_;
  int64_t kept_matches_ = 0, kept_others_ = 0;
  int64_t json_names_ = 0, other_names_ = 0;
  SourcePreview found_;
};

}  // namespace

Result<SourcePreview> PreviewSource(const Context& context, Connections& connections,
                                    const ConnectionSpec& spec, const PreviewOptions& options,
                                    std::stop_token stop) {
  storage::Environment environment = context.environment;
  std::optional<LimitedHttpClient> http;
  if (environment.http != nullptr) {
    http.emplace(*environment.http, *context.clock, kRequestLimit,
                 context.clock->Steady() + options.limit, stop);
    environment.http = &*http;
  }
  environment.stop = stop;
  environment.retry_budget = std::min(environment.retry_budget, kRetryBudget);
  ASSIGN_OR_RETURN(const std::shared_ptr<const Connection> connection,
                   connections.Unsaved(spec, environment));
  ASSIGN_OR_RETURN(
      const KeyFilter filter,
      KeyFilter::Make(*connection->provider, connection->values, connection->scan_prefix));
  return Preview(context, *connection, filter, options).Run(stop);
}

}  // namespace millrace::sync
