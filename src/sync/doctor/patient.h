// What the doctor looks at, and its looks, each in a file of its own. All are used by one thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "net/http_client.h"
#include "storage/object_store.h"
#include "sync/connection.h"
#include "sync/doctor.h"
#include "sync/doctor/checkup.h"
#include "sync/key_filter.h"

namespace millrace::sync {

// A connection under examination. `store` and `http` have the run's time limits.
struct Patient {
  const Context& context;
  Connections& connections;
  const ConnectionSpec& spec;
  const DoctorOptions& options;
  storage::ObjectStore& store;
  net::HttpClient* http;  // null: nothing speaks HTTP here
  storage::Location place;
  KeyFilter filter;

  bool source() const { return spec.role == labeling::StorageRole::kSource; }
  const storage::Provider& provider() const { return *spec.provider; }
  std::string Uri() const;  // "s3://cats/raw/", for messages
  // The policy or the commands that give the rights it needs; "" if the kind has no such text.
  std::string Rights() const;
};

// Makes `probe` a failed one; where rights are missing, with the policy to paste.
void SayRefused(Probe& probe, Error error, const Patient& patient);

// Name, connection, credentials, clock, the kind's own findings, and that the bucket answers.
// Blocks the checkup where nothing behind can work.
void Reach(const Patient& patient, Checkup& checkup);

// Listing, regex and one object of a source.
struct Listed {
  std::string key;     // an object that the source would use and that can be read; "" = none
  bool empty = false;  // the listing is complete and shows no object
};
Listed ReadSource(const Patient& patient, Checkup& checkup);

// The presigned URL of `key` ("" = there is none to try), as the page of a browser loads it.
void LoadInBrowser(const Patient& patient, const std::string& key, Checkup& checkup);

// Writes, reads and deletes a probe object, and says which conditions are obeyed.
void WriteTarget(const Patient& patient, Checkup& checkup);
// Whose objects stand below a target's prefix.
void LookIntoTarget(const Patient& patient, Checkup& checkup);

// Objects of a store page by page, folder markers and probe objects left out.
class Pages {
 public:
  Pages(const Patient& patient, Checkup& checkup);

  // The next page; no object and `done` at the end, after 10,000 objects, after three seconds or
  // when the checkup is over.
  Result<std::vector<storage::ObjectInfo>> Next();
  bool done() const { return done_; }
  bool complete() const { return complete_; }  // all that there are were shown
  int64_t count() const { return count_; }
  // "12 objects", "the first 10,000 objects".
  std::string Words() const;

 private:
  const Patient& patient_;
  Checkup& checkup_;
  const std::chrono::steady_clock::time_point began_;
  storage::ListRequest request_;
  int64_t count_ = 0;
  bool done_ = false, complete_ = false;
};

}  // namespace millrace::sync
