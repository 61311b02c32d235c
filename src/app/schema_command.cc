#include <cstdio>

#include "api/schema/openapi.h"
#include "app/commands.h"
#include "app/version.h"

namespace millrace::app {

int RunSchema() {
  const std::string document = api::OpenApiDocument(api::RouteGroups(), kVersion);
  std::fwrite(document.data(), 1, document.size(), stdout);
  std::fputc('\n', stdout);
  return kExitOk;
}

}  // namespace millrace::app
