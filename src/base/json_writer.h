// Writes JSON text front to back, without a tree. Used for answers and exports, where most of the
// bytes are raw JSON from the database that only has to be spliced in.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace millrace {

// Appends `text` as a JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD.
void AppendJsonString(std::string& out, std::string_view text);

// Commas are placed by itself; the caller keeps Begin/End in balance. Not thread-safe.
//   JsonWriter json; json.BeginObject(); json.Member("id", 7); json.Key("data"); json.Raw(text);
//   json.EndObject(); return std::move(json).Take();
class JsonWriter {
 public:
  // Room for that many bytes at once.
  void Reserve(size_t bytes) { out_.reserve(bytes); }

  void BeginObject() { Open('{'); }
  void EndObject() { Close('}'); }
  void BeginArray() { Open('['); }
  void EndArray() { Close(']'); }
  void Key(std::string_view name);

  void String(std::string_view value);
  void Int(int64_t value);
  void Double(double value);  // null for NaN and infinities
  void Bool(bool value);
  void Null();
  // `json` is JSON text already; it is not checked. Empty text is written as null.
  void Raw(std::string_view json);

  void Member(std::string_view name, std::string_view value) { Key(name), String(value); }
  void Member(std::string_view name, const std::string& value) { Key(name), String(value); }
  void Member(std::string_view name, const char* value) { Key(name), String(value); }
  void Member(std::string_view name, std::same_as<bool> auto value) { Key(name), Bool(value); }
  void Member(std::string_view name, double value) { Key(name), Double(value); }
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  void Member(std::string_view name, T value) { Key(name), Int(static_cast<int64_t>(value)); }
  void Member(std::string_view name, std::nullptr_t) { Key(name), Null(); }
  template <class T>
  void Member(std::string_view name, const std::optional<T>& value) {
    if (value.has_value()) Member(name, *value);
    else Member(name, nullptr);
  }
  void RawMember(std::string_view name, std::string_view json) { Key(name), Raw(json); }

  const std::string& text() const { return out_; }
  std::string Take() && { return std::move(out_); }

 private:
  void Open(char bracket);
  void Close(char bracket);
  void Separate();

  std::string out_;
  bool comma_ = false;  // a value stands before the next one
};

}  // namespace millrace
