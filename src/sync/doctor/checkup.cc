#include "sync/doctor/checkup.h"

#include <algorithm>

namespace millrace::sync {

using State = storage::Finding::State;

Checkup::Checkup(Clock& clock, const DoctorOptions& options, std::stop_token stop)
    : clock_(clock), options_(options), stop_(std::move(stop)), began_(clock.Steady()) {}

double Checkup::Since(std::chrono::steady_clock::time_point began) const {
  return std::chrono::duration<double>(clock_.Steady() - began).count();
}

std::chrono::milliseconds Checkup::Left() const {
  return options_.limit -
         std::chrono::duration_cast<std::chrono::milliseconds>(clock_.Steady() - began_);
}

void Checkup::Tell(const Probe& probe, bool ended) const {
  if (options_.progress) options_.progress(probe, ended);
}

std::string Checkup::Reason() const {
  if (!blocked_.empty()) return blocked_;
  if (stop_.stop_requested()) return "the check was stopped";
  if (Left().count() <= 0)
    return "the " + std::to_string(options_.limit.count() / 1000) +
           " seconds that a check may take are over";
  return "";
}

bool Checkup::over() const { return !Reason().empty(); }

Probe& Checkup::Add(std::string_view name, std::string_view title, Weight weight) {
  Probe& probe = diagnosis_.probes.emplace_back();
  probe.name = name;
  probe.title = title;
  probe.number = static_cast<int>(diagnosis_.probes.size());
  probe.essential = weight == Weight::kEssential;
  return probe;
}

bool Checkup::Make(std::string_view name, std::string_view title, Weight weight,
                   const std::function<void(Probe&)>& look) {
  const bool stopped = options_.essentials && diagnosis_.failure().has_value();
  if (stopped || (options_.essentials && weight != Weight::kEssential)) return false;
  if (std::string reason = Reason(); !reason.empty()) {
    Skip(name, title, std::move(reason));
    return false;
  }
  const auto began = clock_.Steady();
  Probe& probe = Add(name, title, weight);
  Tell(probe, false);
  look(probe);
  probe.seconds = Since(began);
  Tell(probe, true);
  return probe.state == State::kOk || probe.state == State::kWarning;
}

void Checkup::Skip(std::string_view name, std::string_view title, std::string reason) {
  if (options_.essentials) return;
  Probe& probe = Add(name, title, Weight::kUseful);
  probe.state = State::kSkipped;
  probe.detail = "Not tried: " + std::move(reason) + ".";
  Tell(probe, true);
}

void Checkup::Block(std::string reason) {
  if (!over()) blocked_ = std::move(reason);
}

Probe* Checkup::Find(std::string_view name) {
  const auto found = std::ranges::find(diagnosis_.probes, name, &Probe::name);
  return found == diagnosis_.probes.end() ? nullptr : &*found;
}

void Checkup::Adopt(std::vector<storage::Finding> findings,
                    std::chrono::steady_clock::time_point began) {
  double seconds = Since(began);
  for (storage::Finding& finding : findings) {
    Probe& probe = Add(finding.name, finding.name, Weight::kUseful);
    static_cast<storage::Finding&>(probe) = std::move(finding);
    // The first one stands for the time that all took.
    probe.seconds = std::exchange(seconds, 0);
    if (probe.state == State::kFailed)
      probe.error =
          Error{.kind = ErrorKind::kInvalid, .message = probe.detail, .advice = probe.advice};
    Tell(probe, true);
  }
}

Diagnosis Checkup::Finish(bool empty) && {
  diagnosis_.seconds = Since(began_);
  diagnosis_.empty = empty;
  return std::move(diagnosis_);
}

void SayFailed(Probe& probe, Error error) {
  probe.state = State::kFailed;
  probe.detail = error.message;
  probe.advice = error.advice;
  probe.error = std::move(error);
}

void Warn(Probe& probe, std::string detail, std::string advice) {
  probe.state = State::kWarning;
  probe.detail = std::move(detail);
  probe.advice = std::move(advice);
}

}  // namespace millrace::sync
