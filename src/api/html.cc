#include "api/html.h"

#include "base/text.h"

namespace millrace::api {
namespace {

constexpr std::string_view kStyle = R"css(
:root{color-scheme:light dark;--text:#1c2024;--quiet:#5d6670;--line:#dde1e6;--back:#f7f8fa;--card:#fff;--accent:#2459c7;
--on-accent:#fff;--warn:#8a5a00;--bad:#b42318;--good:#1a7f4b}
@media (prefers-color-scheme:dark){:root{--text:#e6e9ed;--quiet:#98a2ad;--line:#2d333b;--back:#14171b;--card:#1b1f24;
--accent:#86adff;--on-accent:#0d1117;--warn:#e0b060;--bad:#ff9b92;--good:#6fd39b}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--text);font:16px/1.55 system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:60rem;margin:0 auto;padding:2rem 1rem 4rem}
main.narrow{max-width:26rem;padding-top:12vh}
h1{font-size:1.5rem;font-weight:600;margin:0 0 1rem}h2{font-size:1.05rem;font-weight:600;margin:0}
p{margin:.5rem 0}a{color:var(--accent)}
header{display:flex;gap:1rem;align-items:baseline;justify-content:space-between;flex-wrap:wrap}
section,form.card{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:1rem 1.25rem;margin:0 0 1rem}
label{display:block;margin:.75rem 0 .25rem;font-weight:500}
input{width:100%;font:inherit;padding:.5rem .6rem;border:1px solid var(--line);border-radius:6px;background:var(--back);
color:inherit}
input:focus,button:focus,a:focus{outline:2px solid var(--accent);outline-offset:1px}
button{font:inherit;font-weight:600;margin-top:1.25rem;padding:.5rem 1rem;border:0;border-radius:6px;
background:var(--accent);color:var(--on-accent);cursor:pointer}
table{width:100%;border-collapse:collapse;font-size:.925rem;margin-top:.5rem}
th{font-weight:500;text-align:left;color:var(--quiet)}th,td{padding:.3rem .75rem .3rem 0;border-top:1px solid var(--line);
vertical-align:top;overflow-wrap:anywhere}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
.quiet{color:var(--quiet)}.bad{color:var(--bad)}.good{color:var(--good)}.warn{color:var(--warn)}
code,pre{font:.875rem/1.5 ui-monospace,SFMono-Regular,Menlo,monospace}
pre{overflow-x:auto;background:var(--back);border:1px solid var(--line);border-radius:6px;padding:.6rem .75rem;margin:.5rem 0}
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
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>";
  page += Escape(title);
  page += " · Millrace</title><style>";
  page += kStyle;
  page += style;
  page += "</style></head><body>";
  page += body;
  page += "</body></html>\n";
  return page;
}

}  // namespace millrace::api
