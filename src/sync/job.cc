#include "sync/job.h"

#include <boost/json.hpp>

#include "base/json_writer.h"

namespace millrace::sync {
namespace {

struct Member {
  std::string_view name;
  int64_t Counts::* value;
};

// The one list of what a job counts; order as people read it.
constexpr Member kMembers[] = {
    {"listed", &Counts::listed},
    {"matched", &Counts::matched},
    {"new_tasks", &Counts::new_tasks},
    {"updated_tasks", &Counts::updated_tasks},
    {"flagged_tasks", &Counts::flagged_tasks},
    {"deleted_tasks", &Counts::deleted_tasks},
    {"known", &Counts::known},
    {"changed", &Counts::changed},
    {"gone", &Counts::gone},
    {"held_back", &Counts::held_back},
    {"skipped_regex", &Counts::skipped_regex},
    {"skipped_own", &Counts::skipped_own},
    {"skipped_directory", &Counts::skipped_directory},
    {"removed_by_user", &Counts::removed_by_user},
    {"failed", &Counts::failed},
    {"ignored", &Counts::ignored},
    {"bytes", &Counts::bytes},
    {"written", &Counts::written},
    {"deleted", &Counts::deleted},
    {"adopted", &Counts::adopted},
    {"unchanged", &Counts::unchanged},
    {"pending", &Counts::pending},
    {"refused", &Counts::refused},
    {"conflicts", &Counts::conflicts},
    {"missing", &Counts::missing},
    {"differs", &Counts::differs},
    {"copied", &Counts::copied},
    {"copies_failed", &Counts::copies_failed},
};

}  // namespace

std::string_view JobKindName(JobKind kind) {
  switch (kind) {
    case JobKind::kImport: return "import";
    case JobKind::kExport: return "export";
    case JobKind::kVerify: return "verify";
  }
  return "";
}

std::string_view JobStateName(JobState state) {
  switch (state) {
    case JobState::kQueued: return "queued";
    case JobState::kInProgress: return "in_progress";
    case JobState::kCompleted: return "completed";
    case JobState::kCompletedWithErrors: return "completed_with_errors";
    case JobState::kFailed: return "failed";
    case JobState::kStopped: return "stopped";
  }
  return "";
}

std::optional<JobState> ParseJobState(std::string_view name) {
  for (const JobState state :
       {JobState::kQueued, JobState::kInProgress, JobState::kCompleted,
        JobState::kCompletedWithErrors, JobState::kFailed, JobState::kStopped})
    if (JobStateName(state) == name) return state;
  return std::nullopt;
}

Counts& Counts::operator+=(const Counts& other) {
  for (const Member& member : kMembers) this->*member.value += other.*member.value;
  return *this;
}

std::string CountsJson(const Counts& counts) {
  JsonWriter json;
  json.BeginObject();
  for (const Member& member : kMembers) json.Member(member.name, counts.*member.value);
  json.EndObject();
  return std::move(json).Take();
}

Counts ParseCounts(std::string_view text) {
  Counts counts;
  boost::system::error_code error;
  const boost::json::value value = boost::json::parse(text, error);
  if (error || !value.is_object()) return counts;
  for (const Member& member : kMembers)
    if (const auto* number = value.get_object().if_contains(member.name);
        number != nullptr && number->is_int64())
      counts.*member.value = number->get_int64();
  return counts;
}

}  // namespace millrace::sync
