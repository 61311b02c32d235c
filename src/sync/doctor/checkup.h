// A run of the doctor while it goes on: which probes were made, and whether more make sense.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "sync/doctor.h"

namespace millrace::sync {

// Used by one thread.
class Checkup {
 public:
  enum class Weight { kEssential, kUseful };

  Checkup(Clock& clock, const DoctorOptions& options, std::stop_token stop);

  // Makes a probe: `look` fills it; its state is kOk unless it says otherwise. Skipped with the
  // reason, without a look, when an earlier one, the time limit or a stop makes it senseless. True
  // if it was made and did not fail.
  bool Make(std::string_view name, std::string_view title, Weight weight,
            const std::function<void(Probe&)>& look);
  // Records a probe that is not made, with its reason.
  void Skip(std::string_view name, std::string_view title, std::string reason);
  // From now on every probe is skipped for this reason, unless there is one already.
  void Block(std::string reason);

  // Is there a reason to make no more?
  bool over() const;
  Probe* Find(std::string_view name);
  // Findings of the kind itself, as probes; `began` is when it was asked.
  void Adopt(std::vector<storage::Finding> findings, std::chrono::steady_clock::time_point began);

  std::chrono::milliseconds Left() const;
  std::stop_token stop() const { return stop_; }
  Clock& clock() const { return clock_; }
  Diagnosis Finish(bool empty) &&;

 private:
  Probe& Add(std::string_view name, std::string_view title, Weight weight);
  void Tell(const Probe& probe, bool ended) const;
  std::string Reason() const;  // why no more probes are made; "" = go on
  double Since(std::chrono::steady_clock::time_point began) const;

  Clock& clock_;
  const DoctorOptions& options_;
  const std::stop_token stop_;
  const std::chrono::steady_clock::time_point began_;
  std::string blocked_;
  Diagnosis diagnosis_;
};

// Makes `probe` a failed one that says what `error` says.
void SayFailed(Probe& probe, Error error);
// Makes it a warning.
void Warn(Probe& probe, std::string detail, std::string advice);

}  // namespace millrace::sync
