// What an account keeps for the browser app: hotkeys and product tours.
#pragma once

#include "api/route.h"

namespace millrace::api {

extern const Shape kHotkeysShape, kTourShape, kTourChangeShape;

Outcome ShowHotkeys(Service& service, Call& call);
Outcome ChangeHotkeys(Service& service, Call& call);
Outcome ShowTour(Service& service, Call& call);
Outcome ChangeTour(Service& service, Call& call);

}  // namespace millrace::api
