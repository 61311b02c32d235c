#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "base/json_writer.h"
#include "labeling/json/task_json.h"

namespace millrace::labeling {
namespace {

TEST(SameJsonTest, EqualValues) {
  const std::pair<const char*, const char*> pairs[] = {
      {"1", "1.0"},
      {"1500", "1.5e3"},
      {"0", "-0.0"},
      {"0.1", "0.10"},
      {"1e2", "100"},
      {"0.1000000000000000055511151231257827", "0.1"},
      {"123456789012345678901234567890", "123456789012345678901234567890.0"},
      {R"("\u00e9\n")", "\"é\\u000a\""},
      {R"({"a":1,"b":[true,null]})", "{ \"b\" : [ true , null ] ,\n\"a\" : 1 }"},
      {R"({"a":1,"a":2})", R"({"a":2})"},
      {"[]", "[ ]"},
      {"not json", "not json"},
  };
  for (const auto& [a, b] : pairs) {
    EXPECT_TRUE(SameJson(a, b)) << a << " " << b;
    EXPECT_TRUE(SameJson(b, a)) << a << " " << b;
  }
}

TEST(SameJsonTest, DifferentValues) {
  const std::pair<const char*, const char*> pairs[] = {
      {"1", "2"},
      {"1", "\"1\""},
      {"1", "10"},
      {"-1", "1"},
      {"null", "false"},
      {"[]", "{}"},
      {"[1,2]", "[2,1]"},
      {"[1,2]", "[12]"},
      {R"(["a","b"])", R"(["ab"])"},
      {R"({"a":1})", R"({"a":1,"b":null})"},
      {R"({"a":"b"})", R"({"b":"a"})"},
      {"123456789012345678901234567890", "123456789012345678901234567891"},
      {"1e999999999999999999999", "1e999999999999999999998"},
      {"not json", "nor this"},
      {"{}", "not json"},
  };
  for (const auto& [a, b] : pairs) {
    EXPECT_FALSE(SameJson(a, b)) << a << " " << b;
    EXPECT_FALSE(SameJson(b, a)) << a << " " << b;
  }
}

// A random value, written twice by a writer that varies what does not count.
class RandomJson {
 public:
  explicit RandomJson(unsigned seed) : random_(seed) {}

  struct Value {
    int kind = 0;
    int64_t number = 0;
    std::string text;
    std::vector<Value> items;
  };

  Value Make(int depth) {
    Value value{.kind = Below(depth > 0 ? 6 : 4)};
    value.number = static_cast<int64_t>(random_()) - (1 << 30);
    for (int i = Below(6); i > 0; --i) value.text += static_cast<char>("aé\"\\\n b"[Below(8)]);
    if (value.text.find('\xC3') != value.text.npos || value.text.find('\xA9') != value.text.npos) {
      value.text = "é" + std::to_string(Below(9));
    }
    if (value.kind >= 4) {
      for (int i = Below(4); i > 0; --i) {
        value.items.push_back(Make(depth - 1));
        value.items.back().text += std::to_string(i);  // unique as a member's key
      }
    }
    return value;
  }

  std::string Write(const Value& value) {
    std::string out = Space();
    switch (value.kind) {
      case 0: out += value.number % 2 == 0 ? "true" : "null"; break;
      case 1:
        out += Below(2) == 0 ? std::to_string(value.number) : std::to_string(value.number) + ".0";
        break;
      case 2:
        out += Below(2) == 0 ? std::to_string(value.number) + "e-2"
                             : std::to_string(value.number) + "0E-3";
        break;
      case 3: out += Text(value.text); break;
      case 4: {
        out += "[";
        for (size_t i = 0; i < value.items.size(); ++i)
          out += (i > 0 ? "," : "") + Write(value.items[i]);
        out += Space() + "]";
        break;
      }
      default: {
        std::vector<Value> items = value.items;
        std::ranges::shuffle(items, random_);
        out += "{";
        for (size_t i = 0; i < items.size(); ++i) {
          out +=
              (i > 0 ? "," : "") + Space() + Text(items[i].text) + Space() + ":" + Write(items[i]);
        }
        out += "}";
      }
    }
    return out + Space();
  }

  // The same value with one thing changed.
  Value Changed(Value value) {
    if (!value.items.empty()) {
      Value& item = value.items[Below(static_cast<int>(value.items.size()))];
      item = Changed(item);
      return value;
    }
    if (value.kind >= 4) {
      value.items.push_back(Value{.kind = 1, .text = "new"});
    } else if (value.kind == 3) {
      value.text += "x";
    } else {
      value.number += 1;
    }
    return value;
  }

 private:
  int Below(int n) { return static_cast<int>(random_() % n); }
  std::string Space() { return std::string(Below(3), " \n\t"[Below(3)]); }
  std::string Text(const std::string& text) {
    if (Below(2) == 0) {
      std::string out;
      AppendJsonString(out, text);
      return out;
    }
    std::string out = "\"";
    for (const char c : text) {
      char buffer[8];
      if (static_cast<unsigned char>(c) >= 0x80) {
        out += c;
      } else {
        snprintf(buffer, sizeof buffer, "\\u%04X", c);
        out += buffer;
      }
    }
    return out + "\"";
  }

  std::mt19937 random_;
};

TEST(SameJsonTest, HowAValueIsWrittenDoesNotCount) {
  RandomJson random(20261122);
  for (int i = 0; i < 500; ++i) {
    const auto value = random.Make(4);
    const std::string a = random.Write(value), b = random.Write(value);
    ASSERT_TRUE(SameJson(a, b)) << a << "\n" << b;
    const std::string c = random.Write(random.Changed(value));
    ASSERT_FALSE(SameJson(a, c)) << a << "\n" << c;
  }
}

}  // namespace
}  // namespace millrace::labeling
