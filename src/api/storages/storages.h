// Storages in Label Studio's paths: /api/storages[/export]/{kind}.
#pragma once

#include "api/router.h"

namespace millrace::api {

// Sources: /api/storages…; targets: /api/storages/export….
Outcome ListAllSources(Service& service, Call& call);
Outcome ListAllTargets(Service& service, Call& call);
Outcome ListStorageTypes(Service& service, Call& call);
Outcome ListSources(Service& service, Call& call);
Outcome ListTargets(Service& service, Call& call);
Outcome CreateSource(Service& service, Call& call);
Outcome CreateTarget(Service& service, Call& call);
Outcome GetSource(Service& service, Call& call);
Outcome GetTarget(Service& service, Call& call);
Outcome ChangeSource(Service& service, Call& call);
Outcome ChangeTarget(Service& service, Call& call);
Outcome DeleteSource(Service& service, Call& call);
Outcome DeleteTarget(Service& service, Call& call);
Outcome SyncSource(Service& service, Call& call);
Outcome SyncTarget(Service& service, Call& call);
Outcome ValidateSource(Service& service, Call& call);
Outcome ValidateTarget(Service& service, Call& call);
Outcome DescribeSourceForm(Service& service, Call& call);
Outcome DescribeTargetForm(Service& service, Call& call);
Outcome PreviewFiles(Service& service, Call& call);  // storage_files.cc

}  // namespace millrace::api
