#include "storage/azure/guidance.h"

#include "base/text.h"

namespace millrace::storage::azure {
namespace {

// For a POSIX shell: a container's name may be anything that a person typed.
std::string Quote(std::string_view text) { return "'" + ReplaceAll(text, "'", "'\\''") + "'"; }

std::string NameOf(std::string_view account) {
  return account.empty() ? "ACCOUNT" : Quote(account);
}

}  // namespace

std::string Rights(std::string_view account, std::string_view container, bool target) {
  const std::string name = NameOf(account);
  const std::string role = target ? "Storage Blob Data Contributor" : "Storage Blob Data Reader";
  return "An account key may do everything. An Entra application or a managed identity needs the "
         "role \"" +
         role +
         "\" on the container:\n"
         "az role assignment create --assignee PRINCIPAL_ID --role '" +
         role + "' --scope \"$(az storage account show --name " + name +
         " --query id --output tsv)/blobServices/default/containers/\"" + Quote(container) + "\n" +
         (target ? ""
                 : "and, for presigned URLs, the role \"Storage Blob Delegator\" on the account:\n"
                   "az role assignment create --assignee PRINCIPAL_ID --role 'Storage Blob "
                   "Delegator' --scope \"$(az storage account show --name " +
                       name + " --query id --output tsv)\"\n") +
         "A SAS token needs the permissions " +
         (target ? "r, c, w, l, and d for deleting" : "r and l") +
         ":\n"
         "az storage container generate-sas --account-name " +
         name + " --name " + Quote(container) + " --permissions " + (target ? "rcwdl" : "rl") +
         " --https-only --expiry YYYY-MM-DD\n";
}

std::string Cors(std::string_view account, std::string_view origin) {
  const std::string quoted = Quote(origin);
  return "az storage cors add --account-name " + NameOf(account) +
         " --services b --methods GET HEAD --origins " + quoted +
         " --allowed-headers '*' --exposed-headers 'Accept-Ranges,Content-Length,Content-Range,"
         "Content-Type,ETag' --max-age 3600\n"
         "or in the portal: the storage account, Settings, Resource sharing (CORS), Blob service: "
         "allowed origins " +
         std::string(origin) +
         ", allowed methods GET and HEAD, allowed headers *, exposed headers *, max age 3600. The "
         "rule holds for all containers of the account.\n";
}

}  // namespace millrace::storage::azure
