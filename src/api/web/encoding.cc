#include "api/web/encoding.h"

#include <cstdlib>
#include <optional>

#include "base/text.h"

namespace millrace::api {
namespace {

// The weight that the header gives a coding in thousandths, by its name or else by "*"; nothing
// where it names neither.
std::optional<int> Weight(std::string_view accepted, std::string_view coding) {
  std::optional<int> any;
  for (const std::string& item : Split(accepted, ',')) {
    const size_t semicolon = item.find(';');
    const std::string name = ToLower(Trim(item.substr(0, semicolon)));
    if (name != coding && name != "*") continue;
    int weight = 1000;
    if (semicolon != std::string::npos) {
      const std::string parameter = ToLower(Trim(item.substr(semicolon + 1)));
      if (parameter.starts_with("q="))
        weight = static_cast<int>(std::strtod(parameter.c_str() + 2, nullptr) * 1000);
    }
    if (name == coding) return weight;
    any = weight;
  }
  return any;
}

}  // namespace

Encoded ChooseEncoding(const WebFile& file, std::string_view accepted) {
  Encoded best{.name = "", .bytes = file.plain};
  // Not named, the plain form is as good as the least that is wanted.
  int best_weight = Weight(accepted, "identity").value_or(1);
  for (const Encoded& candidate : {Encoded{"gzip", file.gzip}, Encoded{"br", file.brotli}}) {
    const int weight = Weight(accepted, candidate.name).value_or(0);
    if (candidate.bytes.empty() || weight <= 0 || weight < best_weight) continue;
    if (weight == best_weight && candidate.bytes.size() >= best.bytes.size()) continue;
    best = candidate;
    best_weight = weight;
  }
  return best;
}

}  // namespace millrace::api
