// What the plain forms share: the token against forged submissions (CSRF), and pages around them.
#pragma once

#include <string>
#include <string_view>

#include "api/route.h"

namespace millrace::api {

bool IsSecure(const Service& service, const Call& call);

// One page with forms. The browser gets their token as a cookie too (signed double submit).
class FormPage {
 public:
  FormPage(const Service& service, const Call& call);

  // `<form class="card" …>` with the token; the caller appends fields and "</form>".
  std::string Open(std::string_view action) const;
  // `title` is text, `main` the HTML inside <main>.
  net::Response Answer(int status, std::string_view title, std::string_view main) const;

 private:
  bool secure_, fresh_;
  std::string token_;
};

// A labeled input. `more` are further attributes, as HTML.
std::string Input(std::string_view label, std::string_view name, std::string_view type,
                  std::string_view value, std::string_view more = {});
// A sentence above the fields; "" gives nothing.
std::string Problem(std::string_view sentence);
// The sentence of a validation error.
std::string FirstSentence(const Error& error);

// The body of a submitted form. kDenied if another site sent it, or without the right token.
Result<const Body*> ReadForm(const Service& service, Call& call);

// The page for a form that is not accepted at all.
net::Response RefusedPage(int status, const Error& error);

}  // namespace millrace::api
