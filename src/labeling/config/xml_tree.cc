#include "labeling/config/xml_tree.h"

#include <expat.h>

#include <algorithm>
#include <memory>

namespace millrace::labeling {
namespace {

constexpr size_t kMaxDepth = 256;

struct Reading {
  XML_Parser parser;
  std::optional<XmlTag> root;
  std::vector<XmlTag*> open;  // the tags around the place being read
  std::optional<Error> refused;

  std::string Place() const {
    return "line " + std::to_string(XML_GetCurrentLineNumber(parser)) + ", column " +
           std::to_string(XML_GetCurrentColumnNumber(parser) + 1);
  }
  void Refuse(std::string words, std::string advice) {
    refused = RefuseConfig(std::move(words), Place(), std::move(advice)).error();
    XML_StopParser(parser, XML_FALSE);
  }
};

void OnStart(void* data, const XML_Char* name, const XML_Char** attributes) {
  auto& reading = *static_cast<Reading*>(data);
  if (reading.open.size() >= kMaxDepth) {
    reading.Refuse(
        "The label config is nested deeper than " + std::to_string(kMaxDepth) + " levels.",
        "Use fewer nested <View> tags.");
    return;
  }
  XmlTag tag{.name = name,
             .line = static_cast<long>(XML_GetCurrentLineNumber(reading.parser)),
             .column = static_cast<long>(XML_GetCurrentColumnNumber(reading.parser)) + 1};
  for (; *attributes != nullptr; attributes += 2) {
    tag.attributes.emplace_back(attributes[0], attributes[1]);
  }
  // A parent takes no further child while one is open, so these pointers stay good.
  if (reading.open.empty()) {
    reading.root = std::move(tag);
    reading.open.push_back(&*reading.root);
  } else {
    std::vector<XmlTag>& siblings = reading.open.back()->children;
    siblings.push_back(std::move(tag));
    reading.open.push_back(&siblings.back());
  }
}

void OnEnd(void* data, const XML_Char* /*name*/) { static_cast<Reading*>(data)->open.pop_back(); }

void OnText(void* data, const XML_Char* text, int length) {
  auto& reading = *static_cast<Reading*>(data);
  if (reading.open.empty() || !reading.open.back()->children.empty()) return;
  reading.open.back()->text.append(text, static_cast<size_t>(length));
}

void OnDocumentType(void* data, const XML_Char* /*name*/, const XML_Char* /*system*/,
                    const XML_Char* /*id*/, int /*internal*/) {
  static_cast<Reading*>(data)->Refuse("The label config must not have a document type.",
                                      "Remove the <!DOCTYPE …> line.");
}

}  // namespace

const std::string* XmlTag::Find(std::string_view attribute) const {
  const auto found = std::ranges::find(attributes, attribute,
                                       [](const auto& one) { return std::string_view(one.first); });
  return found == attributes.end() ? nullptr : &found->second;
}

std::string_view XmlTag::Get(std::string_view attribute) const {
  const std::string* value = Find(attribute);
  return value == nullptr ? std::string_view() : std::string_view(*value);
}

std::string XmlTag::Place() const {
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

std::unexpected<Error> RefuseConfig(std::string words, const std::string& place,
                                    std::string advice) {
  auto failure = FailField("label_config", words);
  Error& error = failure.error();
  error.message = std::move(words);
  if (!place.empty()) {
    if (error.message.ends_with('.')) error.message.pop_back();
    error.message += " (" + place + ").";
  }
  error.advice = std::move(advice);
  return failure;
}

Result<XmlTag> ParseXml(std::string_view xml) {
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(
      XML_ParserCreateNS("UTF-8", '}'), XML_ParserFree);
  if (parser == nullptr) return Fail(ErrorKind::kInternal, "There is no memory for an XML parser.");
  Reading reading{.parser = parser.get()};
  XML_SetUserData(parser.get(), &reading);
  XML_SetElementHandler(parser.get(), OnStart, OnEnd);
  XML_SetCharacterDataHandler(parser.get(), OnText);
  XML_SetStartDoctypeDeclHandler(parser.get(), OnDocumentType);
  const auto status = XML_Parse(parser.get(), xml.data(), static_cast<int>(xml.size()), XML_TRUE);
  if (reading.refused.has_value()) return std::unexpected(*std::move(reading.refused));
  if (status != XML_STATUS_OK || !reading.root.has_value()) {
    const std::string words = std::string(XML_ErrorString(XML_GetErrorCode(parser.get()))) +
                              ": line " + std::to_string(XML_GetErrorLineNumber(parser.get())) +
                              ", column " + std::to_string(XML_GetErrorColumnNumber(parser.get()));
    auto failure =
        RefuseConfig(words, "", "Check that every tag is closed and every attribute is quoted.");
    failure.error().message = "The label config is not XML: " + words + ".";
    return failure;
  }
  return *std::move(reading.root);
}

}  // namespace millrace::labeling
