#include "api/projects/templates.h"

#include <vector>

#include "api/projects/templates/groups.h"

namespace millrace::api {

std::span<const Template> Templates() {
  static const std::vector<Template> kTemplates = [] {
    std::vector<Template> all;
    for (const auto group : {ImageTemplates(), TextTemplates(), DialogueTemplates(),
                             MediaTemplates(), DocumentTemplates()})
      all.insert(all.end(), group.begin(), group.end());
    return all;
  }();
  return kTemplates;
}

}  // namespace millrace::api
