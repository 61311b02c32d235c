// The doctor: looks at a connection step by step and says for each step whether it works, and if
// not, why and what to do. It knows no kind of storage; what only a kind can tell comes through
// ObjectStore (peer, Identity, Examine) and Provider::guidance.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "storage/object_store.h"
#include "sync/connection.h"

namespace millrace::sync {

struct Probe;

struct DoctorOptions {
  // Of the pages that load presigned URLs: "https://labels.example.com"; "" = not known.
  std::string origin;
  int64_t storage_id = 0;  // the saved storage that was looked at; 0 = none
  // Only what a storage cannot do without, up to the first failure; writes nothing.
  bool essentials = false;
  std::chrono::milliseconds limit{30'000};  // for the whole run
  // Hears of each probe while the run goes on, on its thread: when it begins (`ended` false; its
  // name and title are known), and when it has ended. A later probe may still correct it: what
  // counts is the Diagnosis. May be empty; must not block.
  std::function<void(const Probe& probe, bool ended)> progress{};
};

// One numbered look: a Finding whose name is fixed ("list") and whose title is for people.
struct Probe : storage::Finding {
  int number = 0;
  std::string title;
  std::string paste;  // a document to paste on the other side, under `advice`; may be empty
  double seconds = 0;
  bool essential = false;                           // without it the storage is of no use
  std::optional<Error> error;                       // what made it fail
  std::vector<std::string> matching, not_matching;  // keys as examples (probe "regex"), raw bytes
};

struct Diagnosis {
  std::vector<Probe> probes;
  double seconds = 0;
  bool empty = false;  // the listing was complete and showed no object below the prefix

  bool ok() const;  // no probe failed
  size_t Count(storage::Finding::State state) const;
  // What the first essential probe that failed says; nothing if all hold.
  std::optional<Error> failure() const;
};

// "ok", "warning", "failed", "skipped".
std::string_view StateName(storage::Finding::State state);

// Looks at `spec`. Settings that cannot be used are a failed probe "settings" whose error names the
// fields. For a target a probe object is written, read and deleted, and what was learned about
// conditions is remembered if it is saved. Blocks until the end, or soon after `stop`.
Diagnosis Diagnose(const Context& context, Connections& connections, const ConnectionSpec& spec,
                   const DoctorOptions& options, std::stop_token stop);

}  // namespace millrace::sync
