#include "api/route.h"
#include "api/web/web_app.h"

namespace millrace::api {
namespace {

constexpr Contract AppPage(std::string_view about, std::string_view name = {}) {
  return {.about = about,
          .answer = {.also = 302, .media = "text/html"},
          .refusals = {404},
          .name = name};
}

constexpr Contract File(std::string_view about, std::string_view media) {
  return {.about = about, .answer = {.media = media}, .refusals = {404}};
}

}  // namespace

std::span<const Route> WebRoutes() {
  using enum Right;
  static constexpr Route kRoutes[] = {
      {"GET", "/", kPublic, ShowAppPage, AppPage("The web app, or the way to sign in.")},
      {"GET", "/projects", kPublic, ShowAppPage, AppPage("All projects, in the web app.")},
      {"GET", "/projects/new", kPublic, ShowAppPage, AppPage("Makes a project, in the web app.")},
      {"GET", "/projects/{id}", kPublic, ShowProjectPage, AppPage("A project, in the web app.")},
      {"GET", "/projects/{id}/{word}", kPublic, ShowProjectPage,
       AppPage("A page of a project, in the web app.", "getProjectSubpage")},
      {"GET", "/projects/{id}/{word}/{word}", kPublic, ShowProjectPage,
       AppPage("A page of a project, in the web app.", "getProjectInnerPage")},
      {"GET", "/user/account", kPublic, ShowAppPage,
       AppPage("One's own name, password and tokens, in the web app.")},
      {"GET", "/user/account/{word}", kPublic, ShowAppPage,
       AppPage("A page of one's account, in the web app.", "getUserAccountSubpage")},
      {"GET", "/organization", kPublic, ShowAppPage, AppPage("The members, in the web app.")},
      {"GET", "/organization/{word}", kPublic, ShowAppPage,
       AppPage("A page of the organization, in the web app.", "getOrganizationSubpage")},
      {"GET", "/status", kPublic, ShowAppPage, AppPage("How the server is, in the web app.")},
      {"GET", "/signed-in", kPublic, ShowAppPage,
       AppPage("Where signing in again leads, in the web app.")},
      {"GET",
       "/editor/projects/{id}/frame",
       kLabel,
       ShowEditorFrame,
       {.of = Subject::kProject,
        .about = "The frame of the labeling editor, which may load the media of the project.",
        .answer = {.media = "text/html"}}},
      {"GET",
       "/editor/frame",
       kSignedIn,
       ShowEditorPreview,
       {.about = "The frame of the labeling editor, for previews.",
        .answer = {.media = "text/html"},
        .refusals = {404}}},
      {"GET", "/assets/{word}", kPublic, ServeAsset,
       File("A file of the web app.", "application/octet-stream")},
      {"GET", "/favicon.svg", kPublic, ServeIcon, File("The mark of Millrace.", "image/svg+xml")},
      {"GET",
       "/samples/{word}",
       kPublic,
       ServeSample,
       {.about = "A medium that examples of tasks show.",
        .answer = {.also = 206, .media = "application/octet-stream"},
        .refusals = {404, 416}}},
      {"GET", "/licenses", kPublic, ServeLicenses,
       File("The licenses of what the web app is made of.", "text/plain")},
  };
  return kRoutes;
}

}  // namespace millrace::api
