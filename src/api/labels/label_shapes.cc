#include "api/labels/label_shapes.h"

#include "api/labels/wanted.h"

namespace millrace::api {
namespace {

using enum Type;

// Label Studio's words and lengths.
constexpr std::string_view kNoId = "Incorrect type. Expected pk value, received str.";
constexpr int64_t kMaxTitle = 2048;

constexpr Member kTitle = {.name = "title",
                           .about = "No two labels have the same.",
                           .required = true,
                           .blank = false,
                           .max = kMaxTitle};
constexpr Member kValue = {
    .name = "value", .type = kAny, .about = "As results hold it: [\"Cat\"].", .required = true};
constexpr Member kDescription = {.name = "description", .nullable = true};
constexpr Member kApproved = {.name = "approved", .type = kBool};
constexpr Member kApprovedBy = {
    .name = "approved_by", .type = kInt, .about = "An account.", .nullable = true, .wrong = kNoId};
constexpr Member kFromName = {.name = "from_name",
                              .about = "The tag of the label config that it is for.",
                              .required = true,
                              .blank = false,
                              .max = kMaxTitle};
constexpr Member kProject = {.name = "project", .type = kInt, .required = true, .wrong = kNoId};

constexpr Member kNewMembers[] = {kProject,     kFromName, kTitle,     kValue,
                                  kDescription, kApproved, kApprovedBy};
constexpr Member kBodyMembers[] = {
    kTitle,
    kValue,
    kDescription,
    kApproved,
    kApprovedBy,
    {.name = "created_by", .type = kInt, .about = "An account.", .required = true, .wrong = kNoId},
    {.name = "organization", .type = kInt, .about = "Always 1.", .required = true, .wrong = kNoId},
};
constexpr Member kLabelMembers[] = {
    {.name = "id", .type = kInt, .optional = true},
    {.name = "created_at", .type = kTime, .optional = true},
    {.name = "updated_at", .type = kTime, .optional = true},
    {.name = "value", .type = kAny, .optional = true},
    {.name = "title", .optional = true},
    {.name = "description", .optional = true, .nullable = true},
    {.name = "approved", .type = kBool, .optional = true},
    {.name = "approved_by", .type = kInt, .optional = true, .nullable = true},
    {.name = "created_by", .type = kInt, .optional = true, .nullable = true},
    {.name = "organization", .type = kInt, .optional = true},
    {.name = "projects",
     .type = kList,
     .about = "Those that use it.",
     .optional = true,
     .items = kInt},
};
constexpr Shape kLabelRest{"CustomLabelFields", kLabelMembers};
constexpr Member kShownMembers[] = {
    {.name = "links",
     .type = kList,
     .about = "Ids; objects with expand=links.",
     .optional = true,
     .items = kAny},
};
constexpr Member kMadeMembers[] = {
    {.name = "project", .type = kInt},
    {.name = "from_name"},
};

constexpr Member kLinkBodyMembers[] = {
    kFromName,
    kProject,
    {.name = "label", .type = kInt, .required = true, .wrong = kNoId},
};
constexpr Member kLinkMembers[] = {
    {.name = "id", .type = kInt, .optional = true},
    {.name = "from_name", .optional = true},
    {.name = "project", .type = kInt, .optional = true},
    {.name = "label",
     .type = kAny,
     .about = "Its id; an object with expand=label.",
     .optional = true},
};
constexpr Member kCountedLinkMembers[] = {
    {.name = "annotations_count",
     .type = kInt,
     .about = "Annotations of the project that hold the label.",
     .optional = true},
};

constexpr Member kChangeMembers[] = {
    {.name = "project",
     .type = kInt,
     .about = "Only in this project; in all if it is absent.",
     .wrong = kNoId},
    {.name = "old_label",
     .type = kAny,
     .about = "As results hold it: [\"Cat\"].",
     .required = true},
    {.name = "new_label", .type = kAny, .about = "What comes in its place.", .required = true},
};
constexpr Member kChangedMembers[] = {
    {.name = "annotations_updated", .type = kInt, .about = "Regions that were changed."},
};

constexpr Member kPage = {.name = "page", .type = kInt, .about = "From 1."};
constexpr Member kPageSize = {
    .name = "page_size", .type = kInt, .about = "Changes nothing: a page has 100."};
constexpr Member kOneQuery[] = {Wanted::kExpand, Wanted::kOmit};
constexpr Member kPageQuery[] = {Wanted::kExpand, Wanted::kOmit, kPage, kPageSize};
constexpr Member kLinksQuery[] = {
    Wanted::kExpand,
    Wanted::kOmit,
    kPage,
    kPageSize,
    {.name = "project", .type = kInt, .about = "Only those of this project."},
    {.name = "label__created_by", .type = kInt, .about = "Only of labels that this account made."},
    {.name = "label__created_at", .type = kTime, .about = "Only of labels made at this time."},
    {.name = "label__created_at__gte", .type = kTime, .about = "Then or later."},
    {.name = "label__created_at__lte", .type = kTime, .about = "Then or before."},
};

}  // namespace

const Shape kNewCustomLabel{"NewCustomLabel", kNewMembers};
const Shape kCustomLabelBody{"CustomLabelBody", kBodyMembers};
const Shape kCustomLabel{.name = "CustomLabel", .members = kShownMembers, .more = &kLabelRest};
const Shape kMadeCustomLabel{
    .name = "MadeCustomLabel", .members = kMadeMembers, .more = &kLabelRest};
const Shape kMadeLabelLink{"MadeLabelLink", kLinkMembers};
const Shape kLabelLink{
    .name = "LabelLink", .members = kCountedLinkMembers, .more = &kMadeLabelLink};
const Shape kLabelLinkBody{"LabelLinkBody", kLinkBodyMembers};
const Shape kLabelChange{"LabelChange", kChangeMembers};
const Shape kLabelChangeAnswer{"LabelChangeAnswer", kChangedMembers};
const std::span<const Member> kCustomLabelQuery(kOneQuery), kCustomLabelsQuery(kPageQuery);
const std::span<const Member> kLabelLinkQuery(kOneQuery), kLabelLinksQuery(kLinksQuery);

}  // namespace millrace::api
