// /api/dm/views: the tabs of the data manager, with their filters, order and columns.
#pragma once

#include "api/router.h"

namespace millrace::api {

Outcome ListViews(Service& service, Call& call);
Outcome MakeView(Service& service, Call& call);
Outcome ShowView(Service& service, Call& call);
Outcome ChangeView(Service& service, Call& call);   // PATCH
Outcome ReplaceView(Service& service, Call& call);  // PUT
Outcome RemoveView(Service& service, Call& call);
Outcome ResetViews(Service& service, Call& call);
Outcome OrderViews(Service& service, Call& call);

extern const Shape kView, kViewInput, kViewOrder, kViewReset;
extern const std::span<const Member> kViewsQuery;

}  // namespace millrace::api
