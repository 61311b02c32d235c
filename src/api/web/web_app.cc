#include "api/web/web_app.h"

#include <algorithm>

#include "api/access.h"
#include "api/html.h"
#include "api/media/byte_range.h"
#include "api/media/ranged_answer.h"
#include "api/service.h"
#include "api/web/csp.h"
#include "api/web/encoding.h"
#include "api/web/media_origins.h"
#include "base/text.h"
#include "labeling/accounts/accounts.h"
#include "labeling/projects/projects.h"
#include "net/url.h"

namespace millrace::api {
namespace {

constexpr std::string_view kIndex = "index.html";
constexpr std::string_view kEditorFrame = "editor/frame.html";
constexpr std::string_view kWithoutApp = "This server was built without its web app.";

std::unexpected<Error> FailWithoutApp() {
  return Fail(ErrorKind::kNotFound, std::string(kWithoutApp));
}

const WebFile* Find(const Service& service, std::string_view path) {
  const auto found = std::ranges::find(service.options.web, path, &WebFile::path);
  return found == service.options.web.end() ? nullptr : &*found;
}

// The bytes in the form that the browser takes, with what caches must know.
net::Response Pack(const net::Request& request, const WebFile& file) {
  const Encoded encoded = ChooseEncoding(file, request.headers.Get("Accept-Encoding"));
  net::Response response;
  response.headers = {{"Content-Type", std::string(file.type)},
                      {"X-Content-Type-Options", "nosniff"}};
  if (!file.gzip.empty() || !file.brotli.empty()) response.headers.Add("Vary", "Accept-Encoding");
  if (!encoded.name.empty()) response.headers.Add("Content-Encoding", std::string(encoded.name));
  response.body = encoded.bytes;
  return response;
}

net::Response ServeFile(const net::Request& request, const WebFile& file,
                        std::string_view cache_control) {
  net::Response response = Pack(request, file);
  response.headers.Add("Cache-Control", std::string(cache_control));
  const std::string_view encoding = response.headers.Get("Content-Encoding");
  std::string etag = "\"" + std::string(file.etag);
  if (!encoding.empty()) etag.append("-").append(encoding);
  etag += '"';
  if (MatchesEtag(request.headers.Get("If-None-Match"), etag)) {
    response.status = 304;
    response.headers.Remove("Content-Type");
    response.headers.Remove("Content-Encoding");
    response.body.clear();
  }
  response.headers.Add("ETag", std::move(etag));
  return response;
}

Outcome ServeNamed(Service& service, Call& call, std::string_view path) {
  const WebFile* file = Find(service, path);
  if (file == nullptr) return FailWithoutApp();
  return ServeFile(call.request, *file, "no-cache");
}

net::Response PageOfWords(int status, std::string_view title, std::string_view sentences) {
  const std::string heading = Escape(title);
  return HtmlAnswer(status, Page(title, "<main class=\"narrow\"><h1>" + heading +
                                            "</h1><section><p>" + Escape(sentences) +
                                            "</p><p><a href=\"/\">To the projects</a></p>"
                                            "</section></main>"));
}

net::Response WithoutApp() {
  return HtmlAnswer(
      404, Page("No web app", "<main class=\"narrow\"><h1>No web app</h1><section><p>" +
                                  std::string(kWithoutApp) +
                                  " Its REST API is described at <a "
                                  "href=\"/docs/api/\">/docs/api</a>.</p></section></main>"));
}

// The policy depends on storages, so that no cached copy may take the place of a new answer.
net::Response PageOf(const net::Request& request, const WebFile& file, std::string policy) {
  net::Response page = Pack(request, file);
  page.headers.Add("Cache-Control", "no-cache");
  ProtectPage(page, std::move(policy));
  return page;
}

Outcome AppPage(Service& service, Call& call, int status) {
  const WebFile* index = Find(service, kIndex);
  if (index == nullptr) return WithoutApp();
  ASSIGN_OR_RETURN(const std::vector<std::string> origins, VisibleMediaOrigins(service, call.who));
  net::Response page = PageOf(call.request, *index, AppPolicy(origins));
  page.status = status;
  return page;
}

// The first visitor of a new server has no account to sign in with.
Outcome SendToSignIn(Service& service, const net::Request& request) {
  ASSIGN_OR_RETURN(const std::optional<int64_t> owner,
                   service.db().Read([](db::Connection& tx) { return labeling::OwnerId(tx); }));
  const bool sign_up = !owner.has_value() && service.options.allow_signup;
  std::string to = sign_up ? "/user/signup/" : "/user/login/";
  if (request.path != "/") {
    std::string next = request.path;
    if (!request.query.empty()) next += "?" + request.query;
    to += "?next=" + net::PercentEncode(next, "/");
  }
  return Redirect(302, std::move(to));
}

Outcome EditorPage(Service& service, const Call& call, const std::vector<std::string>& origins) {
  const WebFile* frame = Find(service, kEditorFrame);
  if (frame == nullptr) return FailWithoutApp();
  return PageOf(call.request, *frame, EditorPolicy(origins));
}

}  // namespace

Outcome ServeAsset(Service& service, Call& call) {
  const WebFile* file = Find(service, "assets/" + std::string(call.words[0]));
  if (file == nullptr) {
    return Fail(ErrorKind::kNotFound,
                "There is no file " + Printable(call.words[0]) + " in this version of Millrace.",
                "Load the page again: the server was updated meanwhile.");
  }
  return ServeFile(call.request, *file, "public, max-age=31536000, immutable");
}

Outcome ServeIcon(Service& service, Call& call) { return ServeNamed(service, call, "favicon.svg"); }

Outcome ServeSample(Service& service, Call& call) {
  const WebFile* file = Find(service, "samples/" + std::string(call.words[0]));
  if (file == nullptr)
    return Fail(ErrorKind::kNotFound, "There is no sample " + Printable(call.words[0]) + ".");
  // As the media of real tasks: a player that jumps asks for ranges.
  return BytesAnswer(call, call.words[0], std::string(file->etag), MemoryBytes(file->plain));
}

Outcome ServeLicenses(Service& service, Call& call) {
  return ServeNamed(service, call, "licenses.txt");
}

Outcome ShowAppPage(Service& service, Call& call) {
  if (!call.who.known()) return SendToSignIn(service, call.request);
  return AppPage(service, call, 200);
}

Outcome ShowProjectPage(Service& service, Call& call) {
  if (!call.who.known()) return SendToSignIn(service, call.request);
  const Result<void> found = service.db().Read([&](db::Connection& tx) -> Result<void> {
    RETURN_IF_ERROR(CheckProject(tx, call.who, call.id()));
    RETURN_IF_ERROR(labeling::GetProject(tx, call.id()));
    return {};
  });
  if (found.has_value()) return AppPage(service, call, 200);
  if (found.error().kind != ErrorKind::kNotFound) return std::unexpected(found.error());
  return AppPage(service, call, 404);
}

Outcome ShowEditorFrame(Service& service, Call& call) {
  RETURN_IF_ERROR(
      service.db().Read([&](db::Connection& tx) { return labeling::GetProject(tx, call.id()); }));
  ASSIGN_OR_RETURN(const std::vector<std::string> origins, MediaOriginsOf(service, call.id()));
  return EditorPage(service, call, origins);
}

Outcome ShowEditorPreview(Service& service, Call& call) { return EditorPage(service, call, {}); }

bool WantsPage(const net::Request& request) {
  return (request.method == "GET" || request.method == "HEAD") &&
         !request.path.starts_with("/api/") &&
         request.headers.Get("Accept").find("text/html") != std::string_view::npos;
}

net::Response NotFoundPage(Service& service, Call& call) {
  if (call.who.known()) {
    Outcome page = AppPage(service, call, 404);
    if (page.has_value()) return std::get<net::Response>(*std::move(page));
  }
  return PageOfWords(404, "Not found",
                     "There is nothing at " + Printable(call.request.path) +
                         ". Check the address, or start from the projects.");
}

}  // namespace millrace::api
