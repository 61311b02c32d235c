// Labels that are kept apart from label configs: /api/labels, /api/label_links.
#pragma once

#include "api/route.h"

namespace millrace::api {

Outcome ListCustomLabels(Service& service, Call& call);
Outcome CreateCustomLabels(Service& service, Call& call);
Outcome GetCustomLabel(Service& service, Call& call);
Outcome ChangeCustomLabel(Service& service, Call& call);  // PATCH and PUT
Outcome DeleteCustomLabel(Service& service, Call& call);

Outcome ListLabelLinks(Service& service, Call& call);
Outcome CreateLabelLink(Service& service, Call& call);
Outcome GetLabelLink(Service& service, Call& call);
Outcome ChangeLabelLink(Service& service, Call& call);  // PATCH and PUT
Outcome DeleteLabelLink(Service& service, Call& call);

// Gives a label another value in the annotations that are there.
Outcome ChangeLabelInAnnotations(Service& service, Call& call);

}  // namespace millrace::api
