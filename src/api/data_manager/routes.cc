#include "api/data_manager/actions.h"
#include "api/data_manager/columns.h"
#include "api/route.h"

namespace millrace::api {

std::span<const Route> DataManagerRoutes() {
  using enum Right;
  static const Route kRoutes[] = {
      {"GET",
       "/api/dm/columns",
       kLabel,
       ListColumns,
       {.about = "What a table of the project's tasks can show: the keys of the config and of the "
                 "first and last 1,000 tasks' data, and what every task has.",
        .query = kColumnsQuery,
        .answer = {.shape = &kColumns}}},
      {"GET",
       "/api/dm/actions",
       kManage,
       ListActions,
       {.about = "What can be done to many tasks at once.",
        .query = kActionsQuery,
        .answer = {.shape = &kAction, .many = AnswerShape::kList}}},
      {"GET",
       "/api/dm/actions/{word}/form",
       kManage,
       ShowActionForm,
       {.about = "What an action asks for.",
        .query = kActionsQuery,
        .answer = {.shape = &kActionForm, .many = AnswerShape::kList}}},
      {"POST",
       "/api/dm/actions",
       kManage,
       PerformAction,
       {.about =
            "Does it to the selected tasks, a batch at a time; other requests go on meanwhile.",
        .query = kPerformQuery,
        .body = &kActionBody,
        .answer = {.shape = &kActionDone}}},
  };
  return kRoutes;
}

}  // namespace millrace::api
