// Reading answers without trusting their shape: what is missing or of another type is empty.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace millrace::app {

inline int64_t IntOf(const boost::json::object& object, std::string_view name,
                     int64_t fallback = 0) {
  const boost::json::value* value = object.if_contains(name);
  if (value == nullptr) return fallback;
  if (value->is_int64()) return value->as_int64();
  if (value->is_uint64()) return static_cast<int64_t>(value->as_uint64());
  return fallback;
}

inline double RealOf(const boost::json::object& object, std::string_view name) {
  const boost::json::value* value = object.if_contains(name);
  if (value == nullptr || !value->is_number()) return 0;
  return value->to_number<double>();
}

inline bool BoolOf(const boost::json::object& object, std::string_view name) {
  const boost::json::value* value = object.if_contains(name);
  return value != nullptr && value->is_bool() && value->as_bool();
}

inline std::string TextOf(const boost::json::object& object, std::string_view name) {
  const boost::json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

inline boost::json::object ObjectOf(const boost::json::object& object, std::string_view name) {
  const boost::json::value* value = object.if_contains(name);
  return value != nullptr && value->is_object() ? value->as_object() : boost::json::object();
}

// The objects of an array member.
inline std::vector<boost::json::object> ObjectsOf(const boost::json::object& object,
                                                  std::string_view name) {
  std::vector<boost::json::object> out;
  const boost::json::value* value = object.if_contains(name);
  if (value == nullptr || !value->is_array()) return out;
  for (const boost::json::value& item : value->as_array())
    if (item.is_object()) out.push_back(item.as_object());
  return out;
}

inline std::vector<std::string> TextsOf(const boost::json::object& object, std::string_view name) {
  std::vector<std::string> out;
  const boost::json::value* value = object.if_contains(name);
  if (value == nullptr || !value->is_array()) return out;
  for (const boost::json::value& item : value->as_array())
    if (item.is_string()) out.emplace_back(item.as_string());
  return out;
}

}  // namespace millrace::app
