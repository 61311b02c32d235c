#include "api/data_manager/filter_shapes.h"

namespace millrace::api {
namespace {

using enum Type;

constexpr Member kChildMembers[] = {
    {.name = "filter",
     .about = "filter:tasks:COLUMN (GET /api/dm/columns); filter:tasks:data.KEY for the data.",
     .required = true},
    {.name = "operator",
     .about = "equal, not_equal, less, greater, less_or_equal, greater_or_equal, in, not_in, "
              "in_list, not_in_list, empty, contains, not_contains or regex.",
     .required = true},
    {.name = "type",
     .about = "Number, Datetime, Boolean, String, List or Unknown: how values of the data are "
              "compared.",
     .required = true},
    {.name = "value",
     .type = kAny,
     .about =
         "What the column is compared with; {\"min\": …, \"max\": …} for in and not_in, a list "
         "for in_list and not_in_list, true or false for empty, an account's id for annotators "
         "and updated_by.",
     .required = true},
};
constexpr Shape kChild = {.name = "ChildFilter", .members = kChildMembers};
constexpr Member kItemMembers[] = {
    {.name = "child_filter",
     .type = kObject,
     .about = "Must hold too.",
     .optional = true,
     .shape = &kChild},
};
constexpr Shape kItem = {.name = "Filter", .members = kItemMembers, .more = &kChild};
constexpr Member kSetMembers[] = {
    {.name = "conjunction",
     .about = "Must all filters hold, or is one enough?",
     .required = true,
     .choices = "and|or"},
    {.name = "items", .type = kList, .required = true, .shape = &kItem},
};
constexpr Member kSelectionMembers[] = {
    {.name = "all", .type = kBool, .about = "All tasks but the excluded ones.", .required = true},
    {.name = "excluded", .type = kList, .optional = true, .items = kInt},
    {.name = "included",
     .type = kList,
     .about = "Where all is false.",
     .optional = true,
     .items = kInt},
};

}  // namespace

constexpr Shape kFilterSet = {.name = "Filters", .members = kSetMembers};
constexpr Shape kTaskSelection = {.name = "SelectedItems", .members = kSelectionMembers};

}  // namespace millrace::api
