// Words of a text as the Penn Treebank cuts them.
#pragma once

#include <string_view>
#include <vector>

namespace millrace::labeling {

struct Word {
  std::string_view text;
  size_t start = 0, end = 0;  // in code points
};

// The same words as NLTK's TreebankWordTokenizer with the punctuation rules of label-studio-sdk:
// "/" is cut off too.
std::vector<Word> TreebankWords(std::string_view text);

}  // namespace millrace::labeling
