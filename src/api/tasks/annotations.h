// Annotations over REST.
#pragma once

#include "api/router.h"

namespace millrace::api {

Outcome ListAnnotations(Service& service, Call& call);  // of a task
Outcome CreateAnnotation(Service& service, Call& call);
Outcome GetAnnotation(Service& service, Call& call);
Outcome ChangeAnnotation(Service& service, Call& call);  // PUT too: Label Studio requires nothing
Outcome DeleteAnnotation(Service& service, Call& call);
Outcome ConvertToDraft(Service& service, Call& call);

}  // namespace millrace::api
