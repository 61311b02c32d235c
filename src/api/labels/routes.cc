#include "api/labels/label_shapes.h"
#include "api/labels/labels.h"

namespace millrace::api {
namespace {

constexpr AnswerShape Is(const Shape& shape, int status = 200) {
  return {.status = status, .shape = &shape};
}
constexpr AnswerShape PageOf(const Shape& shape) {
  return {.shape = &shape, .many = AnswerShape::kPage};
}
constexpr AnswerShape kGone{.status = 204};

}  // namespace

std::span<const Route> CustomLabelRoutes() {
  using enum Right;
  static const Route kRoutes[] = {
      {"GET",
       "/api/labels",
       kManage,
       ListCustomLabels,
       {.about = "All labels that are kept apart from label configs.",
        .query = kCustomLabelsQuery,
        .answer = PageOf(kCustomLabel)}},
      {"POST",
       "/api/labels",
       kManage,
       CreateCustomLabels,
       {.about = "Makes labels for one project; those whose title is there are linked as they are.",
        .free_body = "A list of labels, each with `project`, `from_name`, `title`, `value`, and "
                     "optionally `description`, `approved` and `approved_by`.",
        .answer = {.status = 201, .shape = &kMadeCustomLabel, .many = AnswerShape::kList}}},
      {"POST",
       "/api/labels/bulk",
       kManage,
       ChangeLabelInAnnotations,
       {.named = Named::kProjectOfBody,
        .about = "Gives a label another value in all annotations that hold it.",
        .body = &kLabelChange,
        .answer = Is(kLabelChangeAnswer),
        .name = "changeLabelInAnnotations"}},
      {"GET",
       "/api/labels/{id}",
       kManage,
       GetCustomLabel,
       {.about = "One label.", .query = kCustomLabelQuery, .answer = Is(kCustomLabel)}},
      {"PATCH",
       "/api/labels/{id}",
       kManage,
       ChangeCustomLabel,
       {.about = "Changes what is given of a label.",
        .query = kCustomLabelQuery,
        .body = &kCustomLabelBody,
        .answer = Is(kCustomLabel)}},
      {"PUT",
       "/api/labels/{id}",
       kManage,
       ChangeCustomLabel,
       {.about = "Replaces a label.",
        .query = kCustomLabelQuery,
        .body = &kCustomLabelBody,
        .answer = Is(kCustomLabel)}},
      {"DELETE",
       "/api/labels/{id}",
       kManage,
       DeleteCustomLabel,
       {.about = "Deletes a label and its links; annotations keep it.", .answer = kGone}},

      {"GET",
       "/api/label_links",
       kLabel,
       ListLabelLinks,
       {.about = "Which projects use which labels.",
        .query = kLabelLinksQuery,
        .answer = PageOf(kLabelLink)}},
      {"POST",
       "/api/label_links",
       kManage,
       CreateLabelLink,
       {.named = Named::kProjectOfBody,
        .about = "Lets a project use a label.",
        .body = &kLabelLinkBody,
        .answer = Is(kMadeLabelLink, 201)}},
      {"GET",
       "/api/label_links/{id}",
       kLabel,
       GetLabelLink,
       {.of = Subject::kLabelLink,
        .about = "One use of a label.",
        .query = kLabelLinkQuery,
        .answer = Is(kLabelLink)}},
      {"PATCH",
       "/api/label_links/{id}",
       kManage,
       ChangeLabelLink,
       {.of = Subject::kLabelLink,
        .about = "Changes what is given of a use.",
        .query = kLabelLinkQuery,
        .body = &kLabelLinkBody,
        .answer = Is(kLabelLink)}},
      {"PUT",
       "/api/label_links/{id}",
       kManage,
       ChangeLabelLink,
       {.of = Subject::kLabelLink,
        .about = "Replaces a use.",
        .query = kLabelLinkQuery,
        .body = &kLabelLinkBody,
        .answer = Is(kLabelLink)}},
      {"DELETE",
       "/api/label_links/{id}",
       kManage,
       DeleteLabelLink,
       {.of = Subject::kLabelLink, .about = "Ends the use of a label.", .answer = kGone}},
  };
  return kRoutes;
}

}  // namespace millrace::api
