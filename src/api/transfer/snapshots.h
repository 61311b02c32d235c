// Snapshots of exports: made behind the request, kept as files, downloaded and converted later.
#pragma once

#include "api/router.h"

namespace millrace::api {

Outcome ListSnapshots(Service& service, Call& call);
Outcome CreateSnapshot(Service& service, Call& call);
Outcome GetSnapshot(Service& service, Call& call);
Outcome DeleteSnapshot(Service& service, Call& call);
Outcome DownloadSnapshot(Service& service, Call& call);
Outcome ConvertSnapshot(Service& service, Call& call);

extern const Shape kSnapshot, kNewSnapshot, kMadeSnapshot, kConversionOrder, kStartedConversion;
std::span<const Member> SnapshotDownloadQuery();
std::span<const Member> SnapshotListQuery();

}  // namespace millrace::api
