#include "app/storage_arguments.h"

#include <boost/json.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "app/argv_secrets.h"
#include "app/params_json.h"
#include "base/text.h"
#include "storage/common_fields.h"
#include "storage/provider.h"

namespace millrace::app {
namespace {

namespace json = boost::json;

struct Side {
  std::string name;  // "source"
  FieldRole role;
};

std::string KnownKinds() {
  std::string kinds;
  for (const storage::Provider* provider : storage::Providers()) {
    if (!kinds.empty()) kinds += ", ";
    kinds += provider->kind;
  }
  return kinds;
}

Result<const storage::Provider*> FindKind(const Side& side, const std::string& kind) {
  const storage::Provider* provider = storage::FindProvider(kind);
  const bool wrong_side = side.role == FieldRole::kSource && kind.ends_with("-completions");
  if (provider != nullptr && !provider->hidden && !wrong_side) return provider;
  if (provider != nullptr && wrong_side)
    return Fail(ErrorKind::kInvalid, "--source " + kind + " is the name of a target.",
                "Write --source " + std::string(provider->kind) + ", or --target " + kind + ".");
  return Fail(ErrorKind::kInvalid,
              "--" + side.name + " " + kind + " is not a storage of this version.",
              "Use one of: " + KnownKinds() + ".");
}

Result<json::object> ReadParams(const Side& side, const StorageArguments& given,
                                const ReadText& read) {
  if (!given.params) return json::object();
  const std::string flag = "--" + side.name + "-params";
  std::string text(given.params->Reveal());
  if (text == "-" || text.starts_with('@')) {
    ASSIGN_OR_RETURN(text, read(text == "-" ? text : text.substr(1)));
  }
  auto parsed = ParseParams(flag, text, IsSecretParameter);
  Wipe(text);
  return parsed;
}

Result<void> AddFlags(const Side& side, const StorageArguments& given,
                      const storage::Provider& provider, const std::vector<const Field*>& fields,
                      const ReadText& read, json::object& params) {
  const std::string own = "--" + side.name + "-" + std::string(provider.kind) + "-";
  for (const StorageFlag& flag : given.flags) {
    if (!flag.flag.starts_with(own))
      return Fail(ErrorKind::kInvalid,
                  flag.flag + " does not belong to --" + side.name + " " + given.kind + ".",
                  "Use the flags that begin with " + own + " (see --help-storage).");
    const auto field = std::ranges::find(fields, flag.field, &Field::name);
    std::string value = flag.value;
    if (flag.from_file) {
      ASSIGN_OR_RETURN(value, read(flag.value));
      value = std::string(Trim(value));
    }
    Values scratch;
    if (auto checked = SetFromText(scratch, **field, value); !checked) {
      Error error = checked.error();
      error.message =
          flag.flag + ": " + (error.fields.empty() ? error.message : error.fields[0].second);
      return std::unexpected(std::move(error));
    }
    params[flag.field] = value;
    Wipe(value);
  }
  return {};
}

bool Given(const json::object& params, const Field& field) {
  if (params.contains(field.name)) return true;
  return std::ranges::any_of(field.aliases, [&](std::string_view alias) {
    return !alias.empty() && params.contains(alias);
  });
}

bool GivenEmpty(const json::object& params, const Field& field) {
  for (const auto& [name, value] : params)
    if (!name.empty() &&
        (name == field.name || std::ranges::count(field.aliases, std::string_view(name)) > 0) &&
        value.is_string() && value.as_string().empty())
      return true;
  return false;
}

// The command line's own defaults (design §7).
void AddDefaults(const Side& side, const std::vector<const Field*>& fields, bool empty_regex,
                 json::object& params) {
  for (const Field* field : fields) {
    if (!AppliesTo(*field, side.role) || Given(params, *field)) continue;
    if (field->type == FieldType::kBool && !field->suggested.empty())
      params[field->name] = field->suggested == "true";
    if (field == &storage::kEmptyRegexSkips && empty_regex) params[field->name] = true;
  }
}

// Directories of this command's working directory, not of the server's.
void MakeAbsolute(const Field& field, json::object& params) {
  const json::value* given = params.if_contains(field.name);
  if (given == nullptr || !given->is_string() || given->get_string().empty()) return;
  std::error_code failed;
  const auto path = std::filesystem::absolute(std::string(given->get_string()), failed);
  if (!failed) params[field.name] = path.lexically_normal().string();
}

Result<StorageRequest> ReadSide(const Side& side, const StorageArguments& given,
                                const ReadText& read, std::vector<std::string>& warnings) {
  ASSIGN_OR_RETURN(const storage::Provider* provider, FindKind(side, given.kind));
  const std::vector<const Field*> fields = storage::AllFields(*provider);
  StorageRequest out{.role = side.name, .kind = std::string(provider->kind), .title = given.title};
  ASSIGN_OR_RETURN(out.params, ReadParams(side, given, read));
  const bool empty_regex = GivenEmpty(out.params, storage::kRegexFilter);

  std::vector<std::string> unknown;
  if (auto checked = ParseValues(fields, out.params, &unknown); !checked) {
    Error error = checked.error();
    error.message = "--" + side.name + "-params: " + error.message;
    return std::unexpected(std::move(error));
  }
  for (const std::string& name : unknown) {
    out.params.erase(name);
    warnings.push_back("--" + side.name + "-params: \"" + Printable(name, 60) +
                       "\" is not a parameter of " + std::string(provider->title) +
                       " and was ignored. The known ones: --help-storage.");
  }
  RETURN_IF_ERROR(AddFlags(side, given, *provider, fields, read, out.params));

  if (provider->path_field != nullptr) {
    const Field& path = *provider->path_field;
    if (!given.path.empty()) out.params[path.name] = given.path;
    if (!Given(out.params, path) && path.required)
      return Fail(ErrorKind::kInvalid,
                  "--" + side.name + " " + given.kind + " needs a " + ToLower(path.title) + ".",
                  "Add --" + side.name + "-path.");
    if (provider->scheme.empty()) MakeAbsolute(path, out.params);
  }
  MakeAbsolute(storage::kProjectPath, out.params);
  AddDefaults(side, fields, empty_regex, out.params);
  return out;
}

bool AnyGiven(const StorageArguments& side) {
  return !side.path.empty() || side.params || !side.flags.empty() || !side.title.empty();
}

}  // namespace

Result<std::string> ReadTextFile(const std::string& path) {
  std::string text;
  if (path == "-") {
    text.assign(std::istreambuf_iterator<char>(std::cin), {});
    return text;
  }
  std::error_code ignored;
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path, ignored))
    return Fail(ErrorKind::kNotFound,
                "The file \"" + Printable(path) + "\" cannot be read: " +
                    (file ? "it is a directory" : std::string(std::strerror(errno))) + ".",
                "Check its name and its permissions.");
  text.assign(std::istreambuf_iterator<char>(file), {});
  return text;
}

Result<StorageRequests> ReadStorageArguments(const Arguments& arguments, const ReadText& read) {
  StorageArguments source = arguments.source, target = arguments.target;
  if (arguments.settings.database == "redis") {
    if (source.kind.empty()) source.kind = "redis";
    if (target.kind.empty()) target.kind = "redis";
  }
  // The guide's lines for GCS and Azure targets.
  if (source.kind.empty() && !target.kind.empty() && target.path.empty())
    target.path = std::exchange(source.path, {});

  const Side kSource{"source", FieldRole::kSource}, kTarget{"target", FieldRole::kTarget};
  StorageRequests out;
  for (const auto& [side, given] : {std::pair(&kSource, &source), std::pair(&kTarget, &target)}) {
    if (given->kind.empty()) {
      if (AnyGiven(*given))
        return Fail(ErrorKind::kInvalid,
                    "Parameters of a " + side->name + " were given without its kind.",
                    "Add --" + side->name + " with one of: " + KnownKinds() + ".");
      continue;
    }
    ASSIGN_OR_RETURN(StorageRequest request, ReadSide(*side, *given, read, out.warnings));
    out.storages.push_back(std::move(request));
  }
  return out;
}

}  // namespace millrace::app
