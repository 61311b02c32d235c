#include "app/job_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/json_access.h"
#include "base/dot_list.h"
#include "base/text.h"

namespace millrace::app {
namespace {

namespace json = boost::json;

constexpr int kBarWidth = 12;
constexpr size_t kMaxProblems = 5;
constexpr size_t kMaxSamples = 20;

std::string Seconds(double seconds) {
  if (seconds < 1) return fmt::format("{:.2f} s", seconds);
  if (seconds < 10) return fmt::format("{:.1f} s", seconds);
  if (seconds < 120) return fmt::format("{:.0f} s", seconds);
  return fmt::format("{:.0f} min", seconds / 60);
}

// What the server measured; nothing while it cannot tell yet.
void AddRate(const json::object& progress, DotList& parts) {
  const json::value* rate = progress.if_contains("per_second");
  if (rate == nullptr || !rate->is_number()) return;
  parts.Add(WithThousands(static_cast<int64_t>(rate->to_number<double>())) + "/s");
}

void AddSkipped(const json::object& counts, DotList& parts) {
  parts.Add(IntOf(counts, "skipped_regex"), "skipped by the regex");
  parts.Add(IntOf(counts, "skipped_own"), "own exports skipped");
  parts.Add(IntOf(counts, "removed_by_user"), "deleted here before");
}

void AddSamples(const json::object& job, std::string_view member, std::string_view word,
                std::vector<std::string>& notes) {
  const std::vector<std::string> keys = TextsOf(job, member);
  for (size_t i = 0; i < std::min(keys.size(), kMaxSamples); ++i)
    notes.push_back(std::string(word) + "  " + Printable(keys[i]));
}

double Fraction(int64_t part, int64_t whole) {
  if (whole <= 0) return -1;
  return std::min(1.0, static_cast<double>(part) / static_cast<double>(whole));
}

}  // namespace

std::string StorageName(const json::object& storage, const std::string& directory) {
  if (TextOf(storage, "kind") != "local") return TextOf(storage, "uri");
  std::string path = TextOf(ObjectOf(storage, "params"), "path");
  if (path.empty()) path = TextOf(storage, "uri");
  const std::string below = directory + "/";
  if (directory.size() > 1 && path.starts_with(below)) path.erase(0, below.size());
  return path;
}

std::string StorageLabel(const json::object& storage, const std::string& directory) {
  const std::string kind = TextOf(storage, "kind") == "local" ? "local files  " : "";
  return TextOf(storage, "role") + "  " + kind + StorageName(storage, directory);
}

bool Ended(const json::object& job) {
  const std::string state = TextOf(job, "state");
  return state != "queued" && state != "in_progress";
}

std::string JobSummary(const json::object& job) {
  std::string text = TextOf(job, "summary");
  for (const std::string_view state : {"failed", "stopped"})
    if (TextOf(job, "state") == state) text = std::string(state) + std::string(kDot) + text;
  return text + "   " + Seconds(RealOf(job, "seconds"));
}

std::string JobProgress(const json::object& job) {
  const json::object counts = ObjectOf(job, "counts");
  const double seconds = RealOf(job, "seconds");
  DotList parts;
  if (TextOf(job, "state") == "queued") parts.Add("waiting for its turn");
  if (TextOf(job, "kind") == "import") {
    parts.Add(Plural(IntOf(counts, "listed"), "object") + " listed");
    parts.Add(Plural(IntOf(counts, "new_tasks"), "new task"));
    parts.Add(IntOf(counts, "failed"), "failed");
  } else {
    parts.Add(WithThousands(IntOf(counts, "written")) + " written");
    parts.Add(IntOf(counts, "unchanged"), "unchanged");
    parts.Add(IntOf(counts, "pending"), "pending");
    parts.Add(IntOf(counts, "conflicts"), "conflicts");
  }
  parts.Add(Seconds(seconds));
  return parts.text();
}

std::vector<std::string> JobBars(const json::object& job) {
  if (TextOf(job, "kind") != "import") {
    const json::object counts = ObjectOf(job, "counts");
    const int64_t done = IntOf(counts, "written") + IntOf(counts, "unchanged") +
                         IntOf(counts, "conflicts") + IntOf(counts, "refused");
    return {"writing " + Bar(Fraction(done, done + IntOf(counts, "pending")), kBarWidth) + " " +
            JobProgress(job)};
  }
  const json::object counts = ObjectOf(job, "counts");
  const double seconds = RealOf(job, "seconds");
  const int64_t listed = IntOf(counts, "listed"), matched = IntOf(counts, "matched");
  const int64_t tasks = IntOf(counts, "new_tasks");
  DotList listing;
  listing.Add(Plural(listed, "object"));
  if (matched != listed) listing.Add(matched, "match");
  AddSkipped(counts, listing);
  DotList made;
  made.Add(WithThousands(tasks));
  const json::object progress = ObjectOf(job, "progress");
  AddRate(progress, TextOf(progress, "phase") == "tasks" ? made : listing);
  made.Add(Seconds(seconds));
  if (const int64_t bytes = IntOf(counts, "bytes"); bytes > 0)
    made.Add(HumanBytes(static_cast<uint64_t>(bytes)) + " read");
  made.Add(IntOf(counts, "failed"), "failed");
  const int64_t settled = tasks + IntOf(counts, "known") + IntOf(counts, "failed");
  return {
      "listing " + Bar(Fraction(listed, IntOf(job, "expected")), kBarWidth) + " " + listing.text(),
      "tasks   " + Bar(Fraction(settled, matched), kBarWidth) + " " + made.text()};
}

std::vector<std::string> JobNotes(const json::object& job, const std::string& project) {
  std::vector<std::string> notes;
  const std::vector<std::string> problems = TextsOf(job, "problems");
  for (size_t i = 0; i < std::min(problems.size(), kMaxProblems); ++i) notes.push_back(problems[i]);
  if (problems.size() > kMaxProblems)
    notes.push_back("… and " + WithThousands(static_cast<int64_t>(problems.size() - kMaxProblems)) +
                    " more.");
  for (const std::string& warning : TextsOf(job, "warnings")) notes.push_back(warning);
  for (const json::object& difference : ObjectsOf(job, "differences"))
    notes.push_back(Printable(TextOf(difference, "key")) + "  " + TextOf(difference, "what"));
  AddSamples(job, "sample_new", "new     ", notes);
  AddSamples(job, "sample_changed", "changed ", notes);
  AddSamples(job, "sample_gone", "gone    ", notes);
  AddSamples(job, "sample_bad", "bad     ", notes);

  const json::object counts = ObjectOf(job, "counts");
  const bool dry = BoolOf(job, "dry_run");
  const int64_t failed = IntOf(counts, "failed"), conflicts = IntOf(counts, "conflicts");
  if (failed > 0 && !dry)
    notes.push_back(Plural(failed, "object") + " could not be read: millrace sync --failed " +
                    project);
  if (conflicts > 0)
    notes.push_back("Both sides: millrace storage conflicts " +
                    std::to_string(IntOf(job, "storage")));
  return notes;
}

std::string Bar(double fraction, int width) {
  const int full = fraction < 0 ? 0 : static_cast<int>(fraction * width + 0.5);
  std::string bar = "▕";
  for (int i = 0; i < width; ++i) bar += i < full ? "█" : " ";
  return bar + "▏";
}

std::string_view CutToColumns(std::string_view text, size_t columns) {
  size_t seen = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool starts_character = (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
    if (starts_character && seen++ == columns) return text.substr(0, i);
  }
  return text;
}

}  // namespace millrace::app
