#include "labeling/text/text_search.h"

#include <simdjson.h>

#include <algorithm>

#include "base/text.h"

namespace millrace::labeling {
namespace {

namespace dom = simdjson::dom;

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// `lower` is in lower case and not empty.
bool Contains(std::string_view text, std::string_view lower) {
  const auto same = [](char a, char b) { return Lower(a) == b; };
  return std::search(text.begin(), text.end(), lower.begin(), lower.end(), same) != text.end();
}

}  // namespace

struct TextSearch::Impl {
  std::string text;
  dom::parser parser;

  bool Within(const dom::element& value) const {
    switch (value.type()) {
      case dom::element_type::STRING: return Contains(std::string_view(value), text);
      case dom::element_type::ARRAY: {
        return std::ranges::any_of(dom::array(value),
                                   [&](const dom::element& one) { return Within(one); });
      }
      case dom::element_type::OBJECT: {
        return std::ranges::any_of(dom::object(value), [&](const dom::key_value_pair& member) {
          return Within(member.value);
        });
      }
      case dom::element_type::INT64:
      case dom::element_type::UINT64:
      case dom::element_type::DOUBLE: return Contains(simdjson::minify(value), text);
      default: return false;
    }
  }
};

TextSearch::TextSearch(std::string_view text) : impl_(std::make_unique<Impl>()) {
  impl_->text = ToLower(text);
}
TextSearch::~TextSearch() = default;

bool TextSearch::FoundIn(std::string_view json) {
  if (impl_->text.empty()) return true;
  // Most tasks are settled by their text alone, unless an escape may hide what is looked for.
  const bool hidden = json.find('\\') != std::string_view::npos;
  if (!hidden && !Contains(json, impl_->text)) return false;
  dom::element root;
  if (impl_->parser.parse(json.data(), json.size()).get(root) != simdjson::SUCCESS) return false;
  return impl_->Within(root);
}

}  // namespace millrace::labeling
