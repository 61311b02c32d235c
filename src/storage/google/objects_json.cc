#include "storage/google/objects_json.h"

#include <simdjson.h>

#include <charconv>

#include "base/clock.h"

namespace millrace::storage::google {
namespace {

namespace ondemand = simdjson::ondemand;

std::unexpected<Error> Broken(std::string_view what) {
  return FailForNow(
      ErrorKind::kCorrupt,
      "The store's answer is not one of Google Cloud Storage: " + std::string(what) + ".",
      "Check that the endpoint is a Cloud Storage service; it can be tried again.");
}

// 64-bit numbers stand in quotes.
bool ReadNumber(ondemand::value value, uint64_t& number) {
  std::string_view text;
  if (value.get_string().get(text) != simdjson::SUCCESS) {
    return value.get_uint64().get(number) == simdjson::SUCCESS;
  }
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && rest == end;
}

// What is wrong with one object; nullptr if nothing is.
const char* ReadObject(ondemand::object object, ObjectInfo& out) {
  bool size_given = false;
  for (auto member : object) {
    std::string_view name, text;
    ondemand::value value;
    if (member.unescaped_key().get(name) != simdjson::SUCCESS ||
        member.value().get(value) != simdjson::SUCCESS) {
      return "it is broken JSON";
    }
    if (name == "name") {
      if (value.get_string().get(text) != simdjson::SUCCESS) return "a name is no text";
      out.key = text;
    } else if (name == "size") {
      if (!ReadNumber(value, out.size)) return "an entry has no readable size";
      size_given = true;
    } else if (name == "generation") {
      uint64_t generation = 0;
      if (!ReadNumber(value, generation)) return "an entry has no readable generation";
      out.token = std::to_string(generation);
    } else if (name == "updated") {
      if (value.get_string().get(text) != simdjson::SUCCESS) return "a date is no text";
      const auto time = ParseIso(text);
      if (!time.has_value()) return "an entry has no readable date";
      out.modified = *time;
    }
  }
  if (out.key.empty()) return "an entry has no name";
  if (!size_given) return "an entry has no size";
  if (out.token.empty()) return "an entry has no generation";
  return nullptr;
}

// The members of a page; what is wrong with it or nullptr.
const char* ReadPage(ondemand::object root, ListPage& page, bool& listing) {
  for (auto member : root) {
    std::string_view name, text;
    ondemand::value value;
    if (member.unescaped_key().get(name) != simdjson::SUCCESS ||
        member.value().get(value) != simdjson::SUCCESS) {
      return "it is broken JSON";
    }
    if (name == "kind") {
      listing = value.get_string().get(text) == simdjson::SUCCESS && text == "storage#objects";
    } else if (name == "nextPageToken") {
      if (value.get_string().get(text) != simdjson::SUCCESS) return "the page token is no text";
      page.next = text;
    } else if (name == "items") {
      ondemand::array items;
      if (value.get_array().get(items) != simdjson::SUCCESS) return "the items are no list";
      for (auto item : items) {
        ondemand::object object;
        if (item.get_object().get(object) != simdjson::SUCCESS) return "an entry is no object";
        const char* wrong = ReadObject(object, page.objects.emplace_back());
        if (wrong != nullptr) return wrong;
      }
    }
  }
  return nullptr;
}

ondemand::parser& Parser() {
  thread_local ondemand::parser parser;
  return parser;
}

// Reads the document's object by `read`, which says what is wrong with it or gives nullptr.
template <class Read>
const char* ReadDocument(std::string_view json, Read read) {
  const simdjson::padded_string text(json);
  ondemand::document document;
  ondemand::object root;
  if (Parser().iterate(text).get(document) != simdjson::SUCCESS ||
      document.get_object().get(root) != simdjson::SUCCESS) {
    return "it is not JSON";
  }
  return read(root);
}

}  // namespace

Result<ListPage> ParseObjects(std::string_view json) {
  ListPage page;
  page.objects.reserve(1000);
  bool listing = false;
  const char* wrong =
      ReadDocument(json, [&](ondemand::object root) { return ReadPage(root, page, listing); });
  // An object missing from a page that is none would count as deleted.
  if (wrong == nullptr && !listing) wrong = "it is no list of objects";
  if (wrong != nullptr) return Broken(wrong);
  return page;
}

Result<ObjectInfo> ParseObjectResource(std::string_view json) {
  ObjectInfo info;
  const char* wrong =
      ReadDocument(json, [&](ondemand::object root) { return ReadObject(root, info); });
  if (wrong != nullptr) return Broken(wrong);
  return info;
}

}  // namespace millrace::storage::google
