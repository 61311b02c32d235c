// Label configs as a tree of tags. Read by expat, as Label Studio reads them, so that both call the
// same text XML and word what is wrong alike. Inside of the room only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace millrace::labeling {

struct XmlTag {
  std::string name;
  std::vector<std::pair<std::string, std::string>> attributes;  // in order, each name once
  std::string text;                                             // before the first child
  std::vector<XmlTag> children;
  long line = 0, column = 0;  // from 1

  // Nothing if the tag has no such attribute.
  const std::string* Find(std::string_view attribute) const;
  // "" if the tag has no such attribute.
  std::string_view Get(std::string_view attribute) const;
  std::string Place() const;  // "line 2, column 7"
};

// The root tag. A document type is refused, so entities are never expanded; so are more than 256
// levels. The Error's `message` is a sentence, its field "label_config" has expat's own words:
// "mismatched tag: line 1, column 23".
Result<XmlTag> ParseXml(std::string_view xml);

// A refusal of a label config: `words` are Label Studio's.
std::unexpected<Error> RefuseConfig(std::string words, const std::string& place,
                                    std::string advice);

}  // namespace millrace::labeling
