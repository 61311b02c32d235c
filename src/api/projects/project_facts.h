// What a project's rows tell: its summary, who labeled, which models predicted.
#pragma once

#include "api/router.h"

namespace millrace::api {

Outcome GetSummary(Service& service, Call& call);
Outcome ResetSummary(Service& service, Call& call);
Outcome ListAnnotators(Service& service, Call& call);
Outcome ListModelVersions(Service& service, Call& call);
Outcome DeleteModelVersion(Service& service, Call& call);

}  // namespace millrace::api
