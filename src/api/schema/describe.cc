#include "api/schema/describe.h"

#include "api/media/byte_range.h"
#include "api/schema/docs_page.h"
#include "api/schema/openapi.h"
#include "api/service.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace millrace::api {

void ConstantText::Set(std::string text) {
  text_ = std::move(text);
  etag_ = "\"" + HexEncode(crypto::Sha256(text_).substr(0, 16)) + "\"";
}

net::Response ConstantText::Fill(const net::Request& request, net::Response frame) const {
  frame.headers.Set("Cache-Control", "no-cache");
  frame.headers.Add("ETag", etag_);
  if (MatchesEtag(request.headers.Get("If-None-Match"), etag_))
    frame.status = 304;
  else
    frame.body = text_;
  return frame;
}

Outcome GetSchema(Service& service, Call& call) {
  net::Response frame = JsonAnswer(200, "");
  frame.headers.Set("Content-Type", "application/vnd.oai.openapi+json");
  return service.description.document.Answer(call.request, std::move(frame), [&] {
    return OpenApiDocument(RouteGroups(), service.options.version);
  });
}

Outcome ShowDocs(Service& service, Call& call) {
  if (call.Query("format") == "openapi") return Redirect(302, "/docs/api/schema/json/");
  return service.description.page.Answer(call.request, HtmlAnswer(200, ""), [&] {
    const std::string& known =
        service.options.public_url.empty() ? service.options.local_url : service.options.public_url;
    std::string base = known.empty() ? "http://localhost:8080" : known;
    if (base.ends_with('/')) base.pop_back();
    return DocsPage(RouteGroups(), service.options.version, base);
  });
}

Outcome RedirectToDocs(Service&, Call&) { return Redirect(302, "/docs/api/"); }

Outcome RedirectToSchema(Service&, Call&) { return Redirect(302, "/docs/api/schema/json/"); }

}  // namespace millrace::api
