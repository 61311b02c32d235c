#include <fcntl.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "app/commands.h"
#include "app/connect.h"
#include "base/text.h"

namespace millrace::app {
namespace {

namespace fs = std::filesystem;

Error CannotWrite(const std::string& path, int cause) {
  return Error{
      .kind = ErrorKind::kUnavailable,
      .message = "\"" + Printable(path) + "\" cannot be written: " + std::strerror(cause) + ".",
      .advice = "Choose another file with -o."};
}

Result<void> WriteAll(int file, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return std::unexpected(CannotWrite(path, errno));
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return {};
}

// Downloads beside the file and renames, so that a failed export leaves the old file as it was.
Result<void> ExportToFile(Client& client, const std::string& target, const std::string& path) {
  std::error_code ignored;
  const auto download = [&](int file) {
    return client.Download(target,
                           [&](std::string_view bytes) { return WriteAll(file, bytes, path); });
  };
  // A device or a pipe cannot be replaced.
  const fs::file_status existing = fs::status(path, ignored);
  if (fs::exists(existing) && !fs::is_regular_file(existing)) {
    const int file = open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (file < 0) return std::unexpected(CannotWrite(path, errno));
    Result<void> done = download(file);
    close(file);
    return done;
  }
  const std::string part = path + ".part";
  const int file = open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file < 0) return std::unexpected(CannotWrite(path, errno));
  Result<void> done = download(file);
  if (done && fsync(file) != 0) done = std::unexpected(CannotWrite(path, errno));
  close(file);
  if (done && std::rename(part.c_str(), path.c_str()) != 0)
    done = std::unexpected(CannotWrite(path, errno));
  if (!done) unlink(part.c_str());
  return done;
}

}  // namespace

Result<int> RunExport(CommandContext& context) {
  const Arguments& arguments = context.arguments;
  ASSIGN_OR_RETURN(const Project project, OpenProject(context));
  const std::string target = "/api/projects/" + std::to_string(project.id) +
                             "/export?exportType=" + arguments.export_type +
                             (arguments.all_tasks ? "&download_all_tasks=true" : "");
  if (arguments.output.empty() || arguments.output == "-") {
    RETURN_IF_ERROR(context.client.Download(target, [](std::string_view bytes) {
      return WriteAll(STDOUT_FILENO, bytes, "standard output");
    }));
    return kExitOk;
  }
  RETURN_IF_ERROR(ExportToFile(context.client, target, arguments.output));
  std::error_code ignored;
  const auto size = fs::file_size(arguments.output, ignored);
  context.console.Line("  " + project.title + "  →  " + arguments.output +
                       (ignored ? "" : "   " + HumanBytes(size)));
  context.console.JsonResult(boost::json::serialize(boost::json::object{
      {"project", project.id}, {"file", arguments.output}, {"bytes", ignored ? 0 : size}}));
  return kExitOk;
}

}  // namespace millrace::app
