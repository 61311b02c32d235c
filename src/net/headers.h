// HTTP header fields, in the order they came or shall go.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace millrace::net {

// Names compare without case (RFC 9110 §5.1). A plain value type.
class Headers {
 public:
  using value_type = std::pair<std::string, std::string>;
  using const_iterator = std::vector<value_type>::const_iterator;

  Headers() = default;
  Headers(std::initializer_list<value_type> fields) : fields_(fields) {}

  // The first value of that name, "" if absent.
  std::string_view Get(std::string_view name) const;
  bool Has(std::string_view name) const;
  void Add(std::string name, std::string value);
  void Set(std::string_view name, std::string value);  // replaces all of that name
  void Remove(std::string_view name);
  void Clear() { fields_.clear(); }  // keeps the room

  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }
  bool empty() const { return fields_.empty(); }
  size_t size() const { return fields_.size(); }

 private:
  std::vector<value_type> fields_;
};

}  // namespace millrace::net
