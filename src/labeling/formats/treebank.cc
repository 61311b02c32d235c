#include "labeling/formats/treebank.h"

#include <re2/re2.h>

#include <array>
#include <string>

#include "base/text.h"

namespace millrace::labeling {
namespace {

struct Rule {
  RE2 pattern;
  const char* with;
};

// In the order of NLTK's TreebankWordTokenizer.tokenize.
const auto& BeforeSpaces() {
  static const std::array<Rule, 12> kRules = {{
      {RE2(R"(^")"), "``"},
      {RE2(R"((``))"), R"( \1 )"},
      {RE2(R"(([ (\[{<])("|'{2}))"), R"(\1 `` )"},
      {RE2(R"(([:,])(\P{Nd}))"), R"( \1 \2)"},
      {RE2(R"(([:,])(\n?)$)"), R"( \1 \2)"},
      {RE2(R"(\.\.\.)"), " ... "},
      {RE2(R"([;@#$/%&])"), R"( \0 )"},
      {RE2(R"((?s)([^.])(\.)([\])}>"']*)\s*$)"), R"(\1 \2\3 )"},
      {RE2(R"([?!])"), R"( \0 )"},
      {RE2(R"((?s)([^'])' )"), R"(\1 ' )"},
      {RE2(R"([\]\[(){}<>])"), R"( \0 )"},
      {RE2(R"(--)"), " -- "},
  }};
  return kRules;
}

const auto& AfterSpaces() {
  static const std::array<Rule, 14> kRules = {{
      {RE2(R"('')"), " '' "},
      {RE2(R"(")"), " '' "},
      {RE2(R"((?s)([^' ])('[sS]|'[mM]|'[dD]|') )"), R"(\1 \2 )"},
      {RE2(R"((?s)([^' ])('ll|'LL|'re|'RE|'ve|'VE|n't|N'T) )"), R"(\1 \2 )"},
      {RE2(R"((?i)\b(can)(not)\b)"), R"( \1 \2 )"},
      {RE2(R"((?i)\b(d)('ye)\b)"), R"( \1 \2 )"},
      {RE2(R"((?i)\b(gim)(me)\b)"), R"( \1 \2 )"},
      {RE2(R"((?i)\b(gon)(na)\b)"), R"( \1 \2 )"},
      {RE2(R"((?i)\b(got)(ta)\b)"), R"( \1 \2 )"},
      {RE2(R"((?i)\b(lem)(me)\b)"), R"( \1 \2 )"},
      {RE2(R"((?i)\b(more)('n)\b)"), R"( \1 \2 )"},
      {RE2(R"((?i)\b(wan)(na)(\s))"), R"( \1 \2 \3)"},
      {RE2(R"((?i) ('t)(is)\b)"), R"( \1 \2 )"},
      {RE2(R"((?i) ('t)(was)\b)"), R"( \1 \2 )"},
  }};
  return kRules;
}

template <class Rules>
void Apply(std::string& text, const Rules& rules) {
  for (const Rule& rule : rules) RE2::GlobalReplace(&text, rule.pattern, rule.with);
}

// Bytes of the white space that `text` starts with, as Python's str.split knows it; 0 if none.
size_t SpaceLength(std::string_view text) {
  const auto c = static_cast<unsigned char>(text.front());
  if (c < 0x80) return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) ? 1 : 0;
  for (const std::string_view space :
       {"\u0085", "\u00A0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005",
        "\u2006", "\u2007", "\u2008", "\u2009", "\u200A", "\u2028", "\u2029", "\u202F", "\u205F",
        "\u3000"}) {
    if (text.starts_with(space)) return space.size();
  }
  return 0;
}

std::vector<std::string_view> SplitAtSpaces(std::string_view text) {
  std::vector<std::string_view> words;
  size_t start = 0, at = 0;
  while (at < text.size()) {
    const size_t space = SpaceLength(text.substr(at));
    if (space == 0) {
      ++at;
      continue;
    }
    if (at > start) words.push_back(text.substr(start, at - start));
    at += space;
    start = at;
  }
  if (at > start) words.push_back(text.substr(start));
  return words;
}

size_t CodePoints(std::string_view text) {
  size_t count = 0;
  for (const char c : text) count += (c & 0xC0) != 0x80;
  return count;
}

// The quotes of the text in their order: the rules have made `` and '' of them.
std::vector<std::string_view> QuotesOf(std::string_view text) {
  std::vector<std::string_view> quotes;
  for (size_t at = 0; at < text.size();) {
    const std::string_view two = text.substr(at, 2);
    const size_t length = two == "``" || two == "''" ? 2 : text[at] == '"' ? 1 : 0;
    if (length > 0) quotes.push_back(text.substr(at, length));
    at += length > 0 ? length : 1;
  }
  return quotes;
}

}  // namespace

std::vector<Word> TreebankWords(std::string_view text) {
  std::string cut(text);
  Apply(cut, BeforeSpaces());
  cut = " " + cut + " ";
  Apply(cut, AfterSpaces());
  std::vector<std::string_view> quotes;
  if (text.find('"') != text.npos || text.find("''") != text.npos) quotes = QuotesOf(text);

  std::vector<Word> words;
  size_t at = 0, points = 0, next_quote = 0;
  for (std::string_view word : SplitAtSpaces(cut)) {
    if ((word == "\"" || word == "``" || word == "''") && next_quote < quotes.size())
      word = quotes[next_quote++];
    const size_t found = text.find(word, at);
    if (found == text.npos) continue;  // a quote that the rules turned into another one
    points += CodePoints(text.substr(at, found - at));
    const size_t length = CodePoints(word);
    words.push_back({text.substr(found, word.size()), points, points + length});
    points += length;
    at = found + word.size();
  }
  return words;
}

}  // namespace millrace::labeling
