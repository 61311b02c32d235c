#include "api/html.h"

#include "base/text.h"

namespace millrace::api {
namespace {

// The look of the web app (web/src/app/theme.ts), as far as pages without script need it.
constexpr std::string_view kStyle = R"css(
:root{color-scheme:light dark;--text:#000;--quiet:#5d6670;--line:#ced4da;--back:#fff;--field:#fff;--code:#f8f9fa;
--accent:#2459c7;--on-accent:#fff;--over:#2456b0;--bad:#b42318;--bad-back:#fdf0ee}
@media (prefers-color-scheme:dark){:root{--text:#c9c9c9;--quiet:#a6afb9;--line:#424242;--back:#242424;--field:#2e2e2e;
--code:#1b1b1b;--accent:#668ee2;--on-accent:#000;--over:#8aa9e9;--bad:#ff9b92;--bad-back:#3a2422}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--text);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,
"Helvetica Neue",Arial,sans-serif}
.bar{height:3rem;padding:0 1rem;display:flex;align-items:center;border-bottom:1px solid var(--line)}
.bar a{display:flex;align-items:center;gap:.5rem;color:inherit;font-weight:600;text-decoration:none}
main{max-width:70rem;margin:0 auto;padding:1rem 1rem 4rem}
main.narrow{max-width:26rem;padding-top:10vh}
h1{font-size:1.375rem;line-height:1.4;font-weight:700;margin:0 0 1rem}
h2{font-size:1rem;font-weight:600;margin:0}
p{margin:.5rem 0}a{color:var(--accent)}
section,form.card{border:1px solid var(--line);border-radius:4px;padding:1rem 1.25rem 1.25rem;margin:0 0 1rem}
form.card>label:first-of-type{margin-top:0}
label{display:block;margin:.75rem 0 .25rem;font-size:.875rem;font-weight:500}
input{width:100%;height:2.25rem;font:inherit;font-size:.875rem;padding:0 .75rem;border:1px solid var(--line);
border-radius:4px;background:var(--field);color:inherit}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
button{height:2.25rem;font:inherit;font-size:.875rem;font-weight:600;margin-top:1.25rem;padding:0 1.125rem;border:0;
border-radius:4px;background:var(--accent);color:var(--on-accent);cursor:pointer}
button:hover{background:var(--over)}
main.narrow button{width:100%}
table{width:100%;border-collapse:collapse;font-size:.875rem;margin-top:.5rem}
th{font-weight:500;text-align:left;color:var(--quiet)}th,td{padding:.3rem .75rem .3rem 0;border-top:1px solid var(--line);
vertical-align:top;overflow-wrap:anywhere}
.quiet{color:var(--quiet);font-size:.875rem}
[role=alert]{margin:0 0 1rem;padding:.5rem .75rem;border-left:3px solid var(--bad);border-radius:4px;
background:var(--bad-back);color:var(--bad);font-size:.875rem}
code,pre{font:.8125rem/1.55 ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace}
pre{overflow-x:auto;background:var(--code);border:1px solid var(--line);border-radius:4px;padding:.6rem .75rem;margin:.5rem 0}
)css";

}  // namespace

std::string Escape(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 16);
  const bool clean = IsUtf8(text);
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default:
        if (!clean && static_cast<unsigned char>(c) >= 0x80)
          out += "\xEF\xBF\xBD";
        else
          out += c;
    }
  }
  return out;
}

std::string Page(std::string_view title, std::string_view body, std::string_view style) {
  std::string page =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
      "<link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\"><title>";
  page += Escape(title);
  page += " · Millrace</title><style>";
  page += kStyle;
  page += style;
  page +=
      "</style></head><body><header class=\"bar\"><a href=\"/\"><img src=\"/favicon.svg\" alt=\"\" "
      "width=\"24\" height=\"24\">Millrace</a></header>";
  page += body;
  page += "</body></html>\n";
  return page;
}

}  // namespace millrace::api
