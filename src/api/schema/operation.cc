#include "api/schema/operation.h"

#include <algorithm>

#include "base/text.h"
#include "storage/provider.h"

namespace millrace::api {
namespace {

bool IsParameter(std::string_view segment) { return segment.starts_with('{'); }

bool OfStorageKind(const Route& route) { return route.pattern.starts_with("/api/storages/"); }

// "/api/v1/storages/{id}" -> "storages", "{id}": what names a route, without the roots.
std::vector<std::string> NamingSegments(const Route& route) {
  std::vector<std::string> segments;
  for (std::string& segment : Split(route.pattern, '/')) {
    if (segment.empty() || (segments.empty() && segment == "api")) continue;
    if (segment == "v1" && route.pattern.starts_with("/api/v1/") && segments.empty()) continue;
    if (segment == "{word}" && OfStorageKind(route)) segment = "{kind}";
    // Label Studio's word for targets stands behind the noun that it describes.
    if (segment == "export" && segments == std::vector<std::string>{"storages"})
      segments.back() = "export-storages";
    else
      segments.push_back(std::move(segment));
  }
  return segments;
}

std::string Singular(std::string_view noun) {
  if (noun.ends_with("ies")) return std::string(noun.substr(0, noun.size() - 3)) + "y";
  if (noun.ends_with("s") && !noun.ends_with("ss")) noun.remove_suffix(1);
  return std::string(noun);
}

// "current-user" -> "CurrentUser".
std::string Camel(std::string_view words) {
  std::string out;
  bool upper = true;
  for (const char c : words) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!letter) {
      upper = true;
      continue;
    }
    out += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    upper = false;
  }
  return out;
}

std::string Lower(std::string word) {
  if (!word.empty() && word[0] >= 'A' && word[0] <= 'Z') word[0] += 'a' - 'A';
  return word;
}

// The literal segments up to `end` as one noun; those with an id behind them stand for one thing.
std::string Noun(const std::vector<std::string>& segments, size_t end) {
  std::string noun;
  for (size_t i = 0; i < end; ++i) {
    if (IsParameter(segments[i])) continue;
    size_t next = i + 1;
    if (next < segments.size() && segments[next] == "{kind}") ++next;
    const bool one = next < segments.size() && IsParameter(segments[next]);
    noun += Camel(one ? Singular(segments[i]) : segments[i]);
  }
  return noun;
}

}  // namespace

std::string PathOf(const Route& route) {
  std::string path(route.pattern);
  size_t at = 0;
  for (const PathParameter& parameter : PathParametersOf(route)) {
    const std::string_view placeholder = parameter.number ? "{id}" : "{word}";
    const std::string name = "{" + parameter.name + "}";
    at = path.find(placeholder, at);
    path.replace(at, placeholder.size(), name);
    at += name.size();
  }
  return path;
}

std::vector<PathParameter> PathParametersOf(const Route& route) {
  std::vector<PathParameter> parameters;
  std::string before;
  for (const std::string& segment : Split(route.pattern, '/')) {
    if (!IsParameter(segment)) {
      before = segment;
      continue;
    }
    const std::string noun = ReplaceAll(Singular(before), "-", "_");
    PathParameter parameter{.number = segment == "{id}"};
    if (OfStorageKind(route) && !parameter.number) {
      parameter.name = "kind";
      parameter.about = "The kind of storage.";
      for (const storage::Provider* provider : storage::Providers())
        parameter.choices.push_back(provider->rest_name);
    } else if (parameter.number) {
      const bool first = std::ranges::none_of(parameters, &PathParameter::number);
      parameter.name = first ? "id" : noun + "_id";
      parameter.about = "Which " + ReplaceAll(noun, "_", " ") + ".";
    } else {
      parameter.name = noun.empty() ? "word" : noun;
      parameter.about = "Which " + parameter.name + ".";
    }
    // Two that follow one another have the same noun.
    if (std::ranges::find(parameters, parameter.name, &PathParameter::name) != parameters.end())
      parameter.name += "_" + std::to_string(parameters.size() + 1);
    parameters.push_back(std::move(parameter));
  }
  return parameters;
}

std::string OperationIdOf(const Route& route) {
  if (!route.contract.name.empty()) return std::string(route.contract.name);
  const std::vector<std::string> segments = NamingSegments(route);
  std::string end = route.pattern.starts_with("/api/v1/") ? "V1" : "";
  if (route.method == "GET" && route.contract.answer.media == "text/html") end = "Page";
  if (segments.empty()) return "getHome" + end;
  const std::string& last = segments.back();
  if (last == "{kind}") end = "OfKind" + end;
  const std::string noun = Noun(segments, segments.size());
  if (route.method == "PUT") return "replace" + noun + end;
  if (route.method == "PATCH") return "update" + noun + end;
  if (route.method == "DELETE") return "delete" + noun + end;
  if (route.method == "GET")
    return (route.contract.answer.many == AnswerShape::kOne ? "get" : "list") + noun + end;
  // POST adds to a collection, or its last word is what it does.
  if (last == "{kind}") return "create" + Singular(noun);
  if (route.contract.answer.status == 201 && last.ends_with("s"))
    return "create" + Singular(noun) + end;
  return Lower(Camel(last)) + Noun(segments, segments.size() - 1) + end;
}

std::string_view WhoMay(Right right) {
  switch (right) {
    case Right::kPublic: return "everybody, also without an account";
    case Right::kSignedIn: return "every account";
    case Right::kLabel: return "every account, annotators in the projects they are members of";
    case Right::kManage: return "managers and administrators";
    case Right::kAdminister: return "administrators";
  }
  return "";
}

bool TakesBody(const Route& route) {
  return route.contract.body != nullptr || !route.contract.free_body.empty();
}

std::vector<int> RefusalsOf(const Route& route) {
  const bool changes = route.method != "GET";
  // A wrong token is refused everywhere; whatever is busy or ends says so everywhere.
  std::vector<int> statuses = {401, 503};
  const bool body = TakesBody(route);
  const auto& query = route.contract.query;
  // A text may be anything; a number or a choice may be wrong, and a number may name nothing.
  const bool checked = std::ranges::any_of(query, [](const Member& member) {
    return member.required || member.type != Type::kText || !member.choices.empty();
  });
  if (body || checked) statuses.push_back(400);
  if (body) statuses.insert(statuses.end(), {413, 415});
  if (body || checked || route.pattern.find('{') != std::string_view::npos) statuses.push_back(404);
  // A role that may not, or a session's cookie sent by a foreign page.
  if (changes || (route.right != Right::kPublic && route.right != Right::kSignedIn))
    statuses.push_back(403);
  for (const int status : route.contract.refusals) {
    if (status != 0) statuses.push_back(status);
  }
  std::ranges::sort(statuses);
  const auto repeated = std::ranges::unique(statuses);
  statuses.erase(repeated.begin(), repeated.end());
  return statuses;
}

std::string_view RefusalMeaning(int status) {
  switch (status) {
    case 400: return "The body or a parameter is wrong; the members say which and why.";
    case 401: return "No valid token or session came with the request.";
    case 403: return "The caller's role may not do this, or a foreign page sent the request.";
    case 404: return "There is no such thing, or the caller may not see it.";
    case 405: return "This may not be changed that way.";
    case 409: return "It is not in the state that this needs.";
    case 412: return "It changed meanwhile.";
    case 413: return "The body is too large.";
    case 415: return "The body's content type cannot be read here.";
    case 416: return "The object has no such range.";
    case 422: return "The name could not be read.";
    case 424: return "The store behind the server failed.";
    case 429: return "Too many attempts; Retry-After says when to try again.";
    case 501: return "This server does not offer it.";
    case 503: return "Something this needs does not answer just now; try again.";
    case 504: return "Something this needs did not answer in time; try again.";
    default: return "It was refused.";
  }
}

bool IsEmptyStatus(int status) { return status == 204 || (status >= 300 && status < 400); }

}  // namespace millrace::api
