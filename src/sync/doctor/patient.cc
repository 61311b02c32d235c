#include "sync/doctor/patient.h"

#include <algorithm>

#include "base/text.h"
#include "storage/condition_probe.h"

namespace millrace::sync {
namespace {

constexpr int64_t kMostListed = 10'000;
constexpr std::chrono::seconds kListingPatience{3};

bool IsFolderMarker(const storage::ObjectInfo& object) {
  return object.size == 0 && object.key.ends_with('/');
}

}  // namespace

std::string Patient::Uri() const {
  const std::string scheme(provider().scheme);
  return (scheme.empty() ? "" : scheme + "://") + place.bucket + "/" + place.prefix;
}

std::string Patient::Rights() const {
  const auto rights = provider().guidance.rights;
  return rights == nullptr ? "" : rights(spec.values, !source());
}

void SayRefused(Probe& probe, Error error, const Patient& patient) {
  if (error.kind == ErrorKind::kDenied) probe.paste = patient.Rights();
  SayFailed(probe, std::move(error));
}

Pages::Pages(const Patient& patient, Checkup& checkup)
    : patient_(patient), checkup_(checkup), began_(checkup.clock().Steady()) {
  request_.prefix = patient.place.prefix;
  request_.recursive = !patient.source() || patient.filter.recursive();
}

Result<std::vector<storage::ObjectInfo>> Pages::Next() {
  std::vector<storage::ObjectInfo> objects;
  if (done_) return objects;
  request_.limit = static_cast<size_t>(std::min<int64_t>(1'000, kMostListed - count_));
  ASSIGN_OR_RETURN(storage::ListPage page, patient_.store.List(request_));
  objects = std::move(page.objects);
  std::erase_if(objects, [&](const storage::ObjectInfo& object) {
    return IsFolderMarker(object) || storage::IsProbeKey(object.key) ||
           (patient_.source() && !patient_.filter.Covers(object.key));
  });
  count_ += static_cast<int64_t>(objects.size());
  complete_ = page.next.empty();
  request_.position = std::move(page.next);
  done_ = complete_ || count_ >= kMostListed || checkup_.over() ||
          checkup_.clock().Steady() - began_ >= kListingPatience;
  return objects;
}

std::string Pages::Words() const {
  return (complete_ ? "" : "the first ") + Plural(count_, "object");
}

}  // namespace millrace::sync
