#include "api/accounts/form_page.h"

#include "api/accounts/cookies.h"
#include "api/accounts/origin.h"
#include "api/html.h"
#include "api/service.h"
#include "base/ids.h"

namespace millrace::api {

bool IsSecure(const Service& service, const Call& call) {
  return call.request.over_tls || service.options.public_url.starts_with("https://");
}

FormPage::FormPage(const Service& service, const Call& call)
    : secure_(IsSecure(service, call)), token_(Cookie(call.request, kCsrfCookie)) {
  fresh_ = token_.size() != 64 || token_.find_first_not_of("0123456789abcdef") != std::string::npos;
  if (fresh_) token_ = RandomHex(32);
}

std::string FormPage::Open(std::string_view action) const {
  return "<form class=\"card\" method=\"post\" action=\"" + Escape(action) +
         "\"><input type=\"hidden\" name=\"csrfmiddlewaretoken\" value=\"" + token_ + "\">";
}

net::Response FormPage::Answer(int status, std::string_view title, std::string_view main) const {
  net::Response response =
      HtmlAnswer(status, Page(title, "<main class=\"narrow\">" + std::string(main) + "</main>"));
  if (fresh_) {
    SetCookie(response, kCsrfCookie, token_,
              {.secure = secure_, .max_age = std::chrono::hours(24 * 365)});
  }
  return response;
}

std::string Input(std::string_view label, std::string_view name, std::string_view type,
                  std::string_view value, std::string_view more) {
  std::string html = "<label for=\"" + std::string(name) + "\">" + Escape(label) +
                     "</label><input id=\"" + std::string(name) + "\" name=\"" + std::string(name) +
                     "\" type=\"" + std::string(type) + "\"";
  if (!value.empty()) html += " value=\"" + Escape(value) + "\"";
  if (!more.empty()) html += " " + std::string(more);
  return html + ">";
}

std::string Problem(std::string_view sentence) {
  if (sentence.empty()) return "";
  return "<p role=\"alert\">" + Escape(sentence) + "</p>";
}

std::string FirstSentence(const Error& error) {
  return error.fields.empty() ? error.Sentence() : error.fields.front().second;
}

Result<const Body*> ReadForm(const Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  RETURN_IF_ERROR(RefuseForeignOrigin(call.request, service.options.public_url));
  const std::string token = Form(*body).Text("csrfmiddlewaretoken").value_or("");
  RETURN_IF_ERROR(CheckCsrfToken(call.request, token));
  return body;
}

net::Response RefusedPage(int status, const Error& error) {
  return HtmlAnswer(
      status,
      Page("Not accepted", "<main class=\"narrow\"><h1>Not accepted</h1><section><p>" +
                               Escape(error.Sentence()) +
                               "</p><p><a href=\"/user/login/\">Sign in</a></p></section></main>"));
}

}  // namespace millrace::api
