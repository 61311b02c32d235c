#include "api/views.h"

namespace millrace::api {

using labeling::Author;

const std::optional<Author>& AccountBook::Find(std::optional<int64_t> id) {
  static const std::optional<Author> kNobody;
  if (!id.has_value()) return kNobody;
  const auto [entry, fresh] = known_.try_emplace(*id);
  if (fresh) {
    if (auto account = labeling::GetAccount(tx_, *id); account.has_value()) {
      entry->second = Author{.id = account->id,
                             .email = account->email,
                             .first_name = account->first_name,
                             .last_name = account->last_name};
    }
  }
  return entry->second;
}

std::vector<std::optional<Author>> AccountBook::Authors(
    std::span<const labeling::Annotation> annotations) {
  std::vector<std::optional<Author>> authors;
  authors.reserve(annotations.size());
  for (const labeling::Annotation& annotation : annotations) {
    authors.push_back(Find(annotation.completed_by));
  }
  return authors;
}

Result<std::vector<Author>> AccountBook::Annotators(int64_t project_id) {
  ASSIGN_OR_RETURN(const std::vector<int64_t> ids, labeling::AnnotatorsOf(tx_, project_id));
  std::vector<Author> people;
  for (const int64_t id : ids) {
    if (const auto& person = Find(id); person.has_value()) people.push_back(*person);
  }
  return people;
}

}  // namespace millrace::api
