#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>

#include "app/commands.h"
#include "app/storage_page.h"
#include "base/text.h"
#include "storage/provider.h"

namespace millrace::app {

namespace json = boost::json;

Result<int> RunStorageKinds(const Arguments& arguments, Console& console) {
  if (!arguments.page.empty()) {
    ASSIGN_OR_RETURN(const std::string page, ReadTextFile(arguments.page));
    ASSIGN_OR_RETURN(const std::string filled, FillStoragePage(page));
    std::fwrite(filled.data(), 1, filled.size(), stdout);
    return kExitOk;
  }
  json::array kinds;
  for (const storage::Provider* provider : storage::Providers()) {
    const std::string kind(provider->kind), title(provider->title);
    const std::string path =
        provider->path_field == nullptr ? "" : ToLower(provider->path_field->title);
    console.Line("  " + kind + std::string(12 - std::min<size_t>(kind.size(), 11), ' ') + title +
                 (path.empty() ? "" : "; --source-path and --target-path: " + path));
    kinds.push_back(json::object{{"kind", kind}, {"title", title}});
  }
  console.Line("Their parameters: millrace start --help-storage.");
  console.JsonResult(json::serialize(json::object{{"kinds", kinds}}));
  return kExitOk;
}

}  // namespace millrace::app
