#include "sync/doctor.h"

#include <algorithm>

#include "sync/doctor/checkup.h"
#include "sync/doctor/patient.h"
#include "sync/limited_http.h"

namespace millrace::sync {
namespace {

using State = storage::Finding::State;

// A person waits: short patience, few repetitions.
constexpr std::chrono::milliseconds kRequestLimit{8'000};
constexpr std::chrono::milliseconds kRetryBudget{2'000};

void Look(const Context& context, Connections& connections, const ConnectionSpec& spec,
          const DoctorOptions& options, net::HttpClient* http,
          const storage::Environment& environment, Checkup& checkup, bool& empty) {
  auto store = connections.OpenUnsaved(spec, environment);
  storage::Location place = spec.provider->locate(spec.values, environment);
  auto filter = KeyFilter::Make(*spec.provider, spec.values, place.prefix);
  if (!store.has_value() || !filter.has_value()) {
    checkup.Make("settings", "settings", Checkup::Weight::kEssential, [&](Probe& probe) {
      SayFailed(probe, store.has_value() ? filter.error() : store.error());
    });
    return;
  }
  const Patient patient{.context = context,
                        .connections = connections,
                        .spec = spec,
                        .options = options,
                        .store = **store,
                        .http = http,
                        .place = std::move(place),
                        .filter = *std::move(filter)};
  Reach(patient, checkup);
  if (patient.source()) {
    const Listed listed = ReadSource(patient, checkup);
    empty = listed.empty && !checkup.over();
    LoadInBrowser(patient, listed.key, checkup);
  } else {
    WriteTarget(patient, checkup);
    LookIntoTarget(patient, checkup);
  }
}

}  // namespace

bool Diagnosis::ok() const { return Count(State::kFailed) == 0; }

size_t Diagnosis::Count(State state) const {
  return static_cast<size_t>(std::ranges::count(probes, state, &Probe::state));
}

std::optional<Error> Diagnosis::failure() const {
  for (const Probe& probe : probes)
    if (probe.essential && probe.state == State::kFailed) return probe.error;
  return std::nullopt;
}

std::string_view StateName(State state) {
  switch (state) {
    case State::kOk: return "ok";
    case State::kWarning: return "warning";
    case State::kFailed: return "failed";
    case State::kSkipped: return "skipped";
  }
  return "";
}

Diagnosis Diagnose(const Context& context, Connections& connections, const ConnectionSpec& spec,
                   const DoctorOptions& options, std::stop_token stop) {
  Clock& clock = *context.clock;
  Checkup checkup(clock, options, stop);
  storage::Environment environment = context.environment;
  std::optional<LimitedHttpClient> http;
  if (environment.http != nullptr) {
    http.emplace(*environment.http, clock, kRequestLimit, clock.Steady() + options.limit, stop);
    environment.http = &*http;
  }
  environment.stop = stop;
  environment.retry_budget = std::min(environment.retry_budget, kRetryBudget);
  bool empty = false;
  Look(context, connections, spec, options, environment.http, environment, checkup, empty);
  return std::move(checkup).Finish(empty);
}

}  // namespace millrace::sync
