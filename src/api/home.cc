#include "api/home.h"

#include "api/access.h"
#include "api/html.h"
#include "api/service.h"
#include "api/storages/storage_view.h"
#include "base/text.h"
#include "labeling/projects.h"
#include "labeling/storages.h"

namespace millrace::api {
namespace {

using labeling::Storage;
using labeling::StorageRole;

constexpr int64_t kMaxProjects = 100;

std::string Number(int64_t number) { return "<td class=\"n\">" + WithThousands(number) + "</td>"; }

std::string StatusCell(const Storage& row) {
  std::string css = "quiet";
  if (row.status == "completed") css = "good";
  if (row.status == "completed_with_errors") css = "warn";
  if (row.status == "failed") css = "bad";
  std::string words = row.status;
  for (char& c : words) c = c == '_' ? ' ' : c;
  std::string cell = "<span class=\"" + css + "\">" + Escape(words) + "</span>";
  if (row.last_sync.has_value())
    cell += " <span class=\"quiet\">" + FormatIso(*row.last_sync).substr(0, 16) + "Z</span>";
  if (!row.traceback.empty() && row.status != "completed") {
    cell += "<br><span class=\"quiet\">" +
            Escape(row.traceback.substr(0, row.traceback.find('\n')).substr(0, 400)) + "</span>";
  }
  return cell;
}

std::string StorageRows(const std::vector<Storage>& rows, int64_t project_id) {
  std::string html;
  for (const Storage& row : rows) {
    if (row.project_id != project_id) continue;
    const storage::Provider* provider = storage::FindProvider(row.kind);
    html += "<tr><td>";
    html += row.role == StorageRole::kSource ? "source" : "target";
    html += "</td><td>" + Escape(Printable(StorageUri(row))) + "<br><span class=\"quiet\">" +
            Escape(provider == nullptr ? std::string_view(row.kind) : provider->title) +
            "</span></td><td>" + StatusCell(row) + "</td><td class=\"n\">" +
            (row.last_sync_count.has_value() ? WithThousands(*row.last_sync_count) : "–") +
            "</td></tr>";
  }
  if (html.empty()) return "<p class=\"quiet\">No storage is connected yet.</p>";
  return "<table><tr><th>Role</th><th>Storage</th><th>Last sync</th><th "
         "class=\"n\">Count</th></tr>" +
         html + "</table>";
}

std::string ProjectSection(const labeling::Project& project, const std::vector<Storage>& rows) {
  return "<section><h2>" +
         Escape(project.title.empty() ? "Project " + std::to_string(project.id) : project.title) +
         "</h2><table><tr><th class=\"n\">Tasks</th><th class=\"n\">Labeled</th><th "
         "class=\"n\">Annotations</th>"
         "<th class=\"n\">Predictions</th></tr><tr>" +
         Number(project.task_number) + Number(project.finished_task_number) +
         Number(project.total_annotations_number) + Number(project.total_predictions_number) +
         "</tr></table>" + StorageRows(rows, project.id) + "</section>";
}

// What an annotator sees: the projects he is a member of, without their storages.
Outcome ShowMembersHome(Service& service, const Call& call, std::string body) {
  ASSIGN_OR_RETURN(
      const std::vector<labeling::Project> projects,
      service.db().Read([&](db::Connection& tx) -> Result<std::vector<labeling::Project>> {
        ASSIGN_OR_RETURN(const auto ids, VisibleProjects(tx, call.who));
        if (!ids.has_value() || ids->empty()) return std::vector<labeling::Project>();
        return labeling::ProjectsById(tx, *ids);
      }));
  for (const labeling::Project& project : projects) {
    body += "<section><h2>" + Escape(project.title) + "</h2><p>" +
            Plural(project.finished_task_number, "task") + " of " +
            WithThousands(project.task_number) + " done</p></section>";
  }
  if (projects.empty()) {
    body +=
        "<section><p>No project is assigned to you yet. Ask a manager to add you to "
        "one.</p></section>";
  }
  return HtmlAnswer(200, Page("Projects", body + "</main>"));
}

}  // namespace

Outcome Home(Service& service, Call& call) {
  if (!call.who.known()) return Redirect(302, "/user/login/");
  std::string body =
      "<main><header><h1>Projects</h1><p class=\"quiet\">"
      "<a href=\"/user/account/\">" +
      Escape(call.who.name()) + "</a> · <a href=\"/logout\">Sign out</a></p></header>";
  if (IsBound(call.who)) return ShowMembersHome(service, call, std::move(body));
  ASSIGN_OR_RETURN(body, service.db().Read([&](db::Connection& tx) -> Result<std::string> {
    ASSIGN_OR_RETURN(std::vector<int64_t> ids, labeling::FindProjects(tx, {}));
    const int64_t total = std::ssize(ids);
    if (total > kMaxProjects) ids.resize(kMaxProjects);
    ASSIGN_OR_RETURN(const std::vector<labeling::Project> projects,
                     labeling::ProjectsById(tx, ids));
    ASSIGN_OR_RETURN(const std::vector<Storage> rows, labeling::ListStorages(tx, {}));
    std::string html = body;
    for (const labeling::Project& project : projects) html += ProjectSection(project, rows);
    if (total > kMaxProjects) {
      html += "<p class=\"quiet\">" + WithThousands(total - kMaxProjects) +
              " more: <a href=\"/api/projects/\">/api/projects/</a></p>";
    }
    return html;
  }));
  body +=
      "<section><h2>What to try next</h2><p>Connect a bucket from a terminal on this machine:</p>"
      "<pre>millrace storage add PROJECT --source s3 --source-path my-bucket\nmillrace sync "
      "PROJECT</pre>"
      "<p>Or use Label Studio's SDK with your token from <a href=\"/api/current-user/token\">"
      "/api/current-user/token</a>:</p><pre>from label_studio_sdk import LabelStudio\n"
      "ls = LabelStudio(base_url=\"";
  std::string base = service.options.public_url;
  if (base.empty()) base = "http://" + std::string(call.request.headers.Get("Host"));
  body += Escape(base) +
          "\", api_key=\"…\")\nprint([p.title for p in ls.projects.list()])</pre></section></main>";
  return HtmlAnswer(200, Page("Projects", body));
}

}  // namespace millrace::api
