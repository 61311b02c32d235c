#include "api/schema/docs_page.h"

#include <set>

#include "api/html.h"
#include "api/schema/example_call.h"
#include "api/schema/operation.h"
#include "base/text.h"
#include "schema/field.h"
#include "storage/provider.h"

namespace millrace::api {
namespace {

constexpr std::string_view kStyle = R"css(
main{max-width:76rem;display:grid;grid-template-columns:16rem minmax(0,1fr);gap:0 2.5rem;align-items:start}
main>header{grid-column:1/-1;display:block;margin-bottom:1rem}
nav{position:sticky;top:0;max-height:100vh;overflow-y:auto;padding:1rem 0;font-size:.875rem}
nav ol{list-style:none;margin:0 0 .75rem;padding:0}nav b{display:block;margin-top:.5rem}
nav a{display:block;text-decoration:none;color:var(--quiet);padding:.1rem 0;overflow-wrap:anywhere}
nav a:hover,nav a:focus{color:var(--accent)}nav b a{color:var(--text)}
h2{font-size:1.25rem;margin:2rem 0 .25rem}h2:first-child{margin-top:1rem}
h3{font:600 .95rem/1.5 ui-monospace,SFMono-Regular,Menlo,monospace;margin:0;overflow-wrap:anywhere}
h4{font-size:.8125rem;font-weight:600;color:var(--quiet);margin:1rem 0 0}
section{scroll-margin-top:1rem}section:target{border-color:var(--accent)}
.m{display:inline-block;min-width:4.2em;color:var(--accent)}
td:first-child{white-space:nowrap;width:11rem}td:nth-child(2){width:38%}td code{font-size:.8125rem}
@media (max-width:60rem){main{display:block}nav{position:static;max-height:none;columns:2}}
@media (max-width:36rem){nav{columns:1}td:first-child{white-space:normal;width:30%}}
)css";

using Shapes = std::vector<const Shape*>;

void Collect(const Shape* shape, Shapes& shapes) {
  if (shape == nullptr) return;
  for (const Shape* known : shapes) {
    if (known == shape) return;
  }
  shapes.push_back(shape);
  for (const Shape* part = shape; part != nullptr; part = part->more) {
    for (const Member& member : part->members) Collect(member.shape, shapes);
  }
}

std::string ShapeLink(const Shape& shape) {
  const std::string name = Escape(shape.name);
  return "<a href=\"#shape-" + name + "\">" + name + "</a>";
}

std::string_view TypeName(Type type) {
  switch (type) {
    case Type::kText: return "text";
    case Type::kBool: return "true or false";
    case Type::kInt: return "integer";
    case Type::kNumber: return "number";
    case Type::kTime: return "time";
    case Type::kObject: return "object";
    case Type::kList: return "list";
    case Type::kScalar: return "text, true or false, or integer";
    case Type::kAny: return "anything";
    case Type::kFile: return "file";
  }
  return "";
}

std::string TypeOf(const Member& member) {
  std::string text;
  if (member.type == Type::kList && member.shape != nullptr) {
    text = "list of " + ShapeLink(*member.shape);
  } else if (member.shape != nullptr) {
    text = ShapeLink(*member.shape);
  } else {
    text = TypeName(member.type);
    if (member.type == Type::kList && member.items != Type::kAny)
      text += " of " + std::string(TypeName(member.items));
  }
  if (!member.choices.empty()) {
    text.clear();
    for (const std::string& choice : Split(member.choices, '|'))
      text += (text.empty() ? "" : ", ") + ("<code>" + Escape(choice) + "</code>");
  }
  if (member.nullable) text += " or null";
  return text;
}

std::string Bounds(const Member& member) {
  const bool text = member.type == Type::kText;
  std::string words;
  if (member.min != INT64_MIN && member.min != 0) words += "at least " + WithThousands(member.min);
  if (member.max != INT64_MAX)
    words += (words.empty() ? "at most " : ", at most ") + WithThousands(member.max);
  if (!words.empty() && text) words += " characters";
  return words.empty() ? "" : " (" + words + ")";
}

enum class Side { kIn, kOut, kBoth };

std::string Rows(std::span<const Member> members, Side side) {
  std::string html;
  for (const Member& member : members) {
    html += "<tr><td><code>" + Escape(member.name) + "</code></td><td>" + TypeOf(member) +
            Bounds(member);
    if (side != Side::kOut && member.required) html += ", required";
    if (side != Side::kIn && member.optional) html += ", may be absent";
    html += "</td><td>" + Escape(member.about) + "</td></tr>";
  }
  return html;
}

std::string Table(const std::string& rows) {
  return rows.empty() ? "" : "<table>" + rows + "</table>";
}

std::string MembersOf(const Shape& shape, Side side) {
  std::string rows;
  for (const Shape* part = &shape; part != nullptr; part = part->more)
    rows += Rows(part->members, side);
  std::string html = Table(rows);
  if (shape.parameters != Shape::kNone) {
    html += "<p>And the parameters of its kind, for a ";
    html += shape.parameters == Shape::kOfSource ? "source" : "target";
    html += ": ";
    for (const storage::Provider* provider : storage::Providers()) {
      if (provider != storage::Providers()[0]) html += ", ";
      html += "<a href=\"#kind-" + Escape(provider->rest_name) + "\">" + Escape(provider->title) +
              "</a>";
    }
    html += ".</p>";
  }
  if (shape.open) html += "<p class=\"quiet\">Other members may come too.</p>";
  return html;
}

std::string Answer(const Route& route) {
  const AnswerShape& answer = route.contract.answer;
  std::string html = "<h4>Answer</h4><p>" + std::to_string(answer.status);
  if (answer.also != 0) html += " or " + std::to_string(answer.also);
  html += ": ";
  if (answer.shape != nullptr) {
    if (answer.many == AnswerShape::kList) html += "a list of ";
    if (answer.many == AnswerShape::kPage)
      html +=
          "a page (<code>count</code>, <code>next</code>, <code>previous</code>, "
          "<code>results</code>) of ";
    html += ShapeLink(*answer.shape);
    if (answer.events) html += ", or <code>text/event-stream</code> to who accepts it";
  } else if (IsEmptyStatus(answer.status) || answer.empty) {
    html += answer.status < 300 ? "nothing" : "the address is in <code>Location</code>";
  } else {
    html += answer.media.empty()
                ? "nothing"
                : "<code>" + ReplaceAll(Escape(answer.media), "|", "</code>, <code>") + "</code>";
  }
  html += ". <span class=\"quiet\">Refusals: ";
  bool first = true;
  for (const int status : RefusalsOf(route)) {
    html += (first ? "" : ", ") + ("<a href=\"#status-" + std::to_string(status) + "\">") +
            std::to_string(status) + "</a>";
    first = false;
  }
  return html + ".</span></p>";
}

std::string RouteSection(const Route& route, std::string_view base) {
  const Contract& contract = route.contract;
  std::string html = "<section id=\"" + Escape(OperationIdOf(route)) + "\"><h3><span class=\"m\">" +
                     Escape(route.method) + "</span> " + Escape(PathOf(route)) + "</h3><p>" +
                     Escape(contract.about) + " <span class=\"quiet\">For " +
                     Escape(WhoMay(route.right)) + ".</span></p>";
  std::string rows;
  for (const PathParameter& parameter : PathParametersOf(route)) {
    std::string type = parameter.number ? "integer" : "text";
    if (!parameter.choices.empty()) {
      type.clear();
      for (const std::string_view choice : parameter.choices)
        type += (type.empty() ? "" : ", ") + ("<code>" + Escape(choice) + "</code>");
    }
    rows += "<tr><td><code>" + Escape(parameter.name) + "</code></td><td>" + type +
            ", in the path</td><td>" + Escape(parameter.about) + "</td></tr>";
  }
  rows += Rows(contract.query, Side::kIn);
  if (!rows.empty()) html += "<h4>Parameters</h4>" + Table(rows);
  if (contract.body != nullptr) {
    html += "<h4>Body</h4>" + MembersOf(*contract.body, Side::kIn);
  } else if (!contract.free_body.empty()) {
    html += "<h4>Body</h4><p>" + Escape(contract.free_body) + "</p>";
  }
  html += Answer(route);
  return html + "<pre>" + Escape(ExampleCall(route, base)) + "</pre></section>";
}

std::string KindSection(const storage::Provider& provider) {
  std::string rows;
  for (const Field* field : storage::AllFields(provider)) {
    std::string type;
    switch (field->type) {
      case FieldType::kBool: type = "true or false"; break;
      case FieldType::kInt: type = "integer"; break;
      case FieldType::kString: type = "text"; break;
      case FieldType::kSecret: type = "secret, never shown again"; break;
    }
    if (!field->choices[0].empty()) {
      type.clear();
      for (const std::string_view choice : field->choices) {
        if (!choice.empty())
          type += (type.empty() ? "" : ", ") + ("<code>" + Escape(choice) + "</code>");
      }
    }
    if (field->required) type += ", required";
    if (field->role == FieldRole::kSource) type += ", of sources";
    if (field->role == FieldRole::kTarget) type += ", of targets";
    if (!field->fallback.empty()) type += ", else <code>" + Escape(field->fallback) + "</code>";
    rows += "<tr><td><code>" + Escape(field->name) + "</code></td><td>" + type + "</td><td>" +
            Escape(field->help) + "</td></tr>";
  }
  return "<section id=\"kind-" + Escape(provider.rest_name) + "\"><h3>" +
         Escape(provider.rest_name) + "</h3><p>" + Escape(provider.title) + "</p>" + Table(rows) +
         "</section>";
}

std::string Anchor(std::string_view title) {
  return "group-" + ReplaceAll(ToLower(title), " ", "-");
}

std::string Index(std::span<const RouteGroup> groups) {
  std::string html = "<nav aria-label=\"Routes\">";
  for (const RouteGroup& group : groups) {
    html += "<b><a href=\"#" + Anchor(group.title) + "\">" + Escape(group.title) + "</a></b><ol>";
    for (const Route& route : group.routes) {
      const std::string id = Escape(OperationIdOf(route));
      html += "<li><a href=\"#" + id + "\">" + id + "</a></li>";
    }
    html += "</ol>";
  }
  return html +
         "<b><a href=\"#kinds\">Storage kinds</a></b><b><a href=\"#shapes\">Shapes</a></b>"
         "<b><a href=\"#statuses\">Refusals</a></b></nav>";
}

std::string Refusals(std::span<const RouteGroup> groups) {
  std::set<int> statuses;
  for (const RouteGroup& group : groups) {
    for (const Route& route : group.routes)
      for (const int status : RefusalsOf(route)) statuses.insert(status);
  }
  std::string rows;
  for (const int status : statuses) {
    const std::string number = std::to_string(status);
    rows += "<tr id=\"status-" + number + "\"><td>" + number + "</td><td>" +
            Escape(RefusalMeaning(status)) + "</td></tr>";
  }
  return "<h2 id=\"statuses\">Refusals</h2><section><p>All have one form: <code>id</code>, "
         "<code>status_code</code>, <code>version</code>, <code>detail</code> (what is wrong, and "
         "what to do), <code>exc_info</code>, and for a wrong body <code>validation_errors</code>: "
         "by member, a list of sentences.</p>" +
         Table(rows) + "</section>";
}

}  // namespace

std::string DocsPage(std::span<const RouteGroup> groups, std::string_view version,
                     std::string_view base) {
  Shapes shapes;
  std::string html =
      "<main><header><h1>The API of Millrace " + Escape(version) +
      "</h1><p>Paths and bodies of Label Studio's API, and under <code>/api/v1</code> what only "
      "Millrace has. Send <code>Authorization: Token …</code> with the token of your account, or "
      "<code>Authorization: Bearer …</code>. Bodies are JSON, urlencoded or multipart; a slash at "
      "the end of a path changes nothing. For programs: <a href=\"/api/schema\">/api/schema</a> "
      "(OpenAPI 3.1).</p></header>" +
      Index(groups) + "<div>";
  for (const RouteGroup& group : groups) {
    html += "<h2 id=\"" + Anchor(group.title) + "\">" + Escape(group.title) + "</h2><p>" +
            Escape(group.about) + "</p>";
    for (const Route& route : group.routes) {
      html += RouteSection(route, base);
      Collect(route.contract.answer.shape, shapes);
      Collect(route.contract.body, shapes);
    }
  }
  html += "<h2 id=\"kinds\">Storage kinds</h2>";
  for (const storage::Provider* provider : storage::Providers()) html += KindSection(*provider);
  html += "<h2 id=\"shapes\">Shapes</h2>";
  for (const Shape* shape : shapes) {
    html += "<section id=\"shape-" + Escape(shape->name) + "\"><h3>" + Escape(shape->name) +
            "</h3>" + MembersOf(*shape, Side::kBoth) + "</section>";
  }
  html += Refusals(groups) + "</div></main>";
  return Page("API", html, kStyle);
}

}  // namespace millrace::api
