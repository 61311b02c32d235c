// The members of a project's settings that this room acts on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace millrace::labeling {

// Which of the open tasks comes next.
enum class Sampling { kSequence, kUniform, kUncertainty };

struct ProjectRules {
  int64_t maximum_annotations = 1;  // accounts that label each task of the cohort, at least 1
  int64_t cohort_percentage = 100;  // of the tasks, 0…100; the others are labeled by one account
  // Does a cancelled annotation finish a task, as a submitted one does?
  bool ignore_skipped = false;
  bool requeue_for_me = false;  // a task that an account cancelled comes back to it
  Sampling sampling = Sampling::kSequence;
  bool show_overlap_first = false;
  bool ground_truth_first = false;
  // The predictions that order tasks by uncertainty, and that annotators see where
  // `show_predictions` says so: those of this version; nothing = none.
  std::optional<std::string> model_version = "";
  bool show_predictions = true;
  // A model is trained after each so many annotations; 0 = only when asked to.
  int64_t annotations_to_train = 0;
  bool evaluate_predictions = false;  // predictions are asked for whenever tasks without are shown
  std::string task_data_login;        // for what tasks point to; "" = none
  std::optional<Time> pinned_at;      // lists show pinned projects first
  bool archived = false;              // lists can leave it out

  bool has_cohort() const { return maximum_annotations > 1 && cohort_percentage < 100; }
  // Of that many tasks, how many are in the cohort.
  int64_t CohortOf(int64_t tasks) const { return (tasks * cohort_percentage + 50) / 100; }
};

// Absent and wrong members have their defaults.
ProjectRules ReadProjectRules(std::string_view settings);

// The settings without that member, or with this value (JSON text) of it.
std::string WithoutSetting(const std::string& settings, std::string_view name);
std::string WithSetting(const std::string& settings, std::string_view name, std::string_view value);

}  // namespace millrace::labeling
