// What a JSON body, a query or an answer holds, declared once: Form checks bodies by it, and
// /api/schema shows it (schema/openapi.h).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace millrace::api {

enum class Type {
  kText,
  kBool,
  kInt,
  kNumber,
  kTime,  // ISO 8601
  kObject,
  kList,
  kScalar,  // of an answer: a text, boolean or integer
  kAny,
  kFile,  // part of a multipart body
};

struct Shape;

struct Member {
  std::string_view name;
  Type type = Type::kText;
  std::string_view about = {};  // one sentence, for readers of the schema
  bool required = false;        // of a body or a query: must be given
  bool optional = false;        // of an answer: may be absent
  bool nullable = false;
  bool blank = true;                         // a text may be empty
  int64_t min = INT64_MIN, max = INT64_MAX;  // of a number; of a text's characters
  std::string_view choices = {};             // "a|b": nothing else is allowed
  Type items = Type::kAny;                   // of a list without a shape
  const Shape* shape = nullptr;              // of an object, or of each item of a list
  std::string_view example = {};             // JSON, for readers of the schema
  std::string_view wrong = {};               // said of a wrong value instead of the usual sentence
};

// With static storage duration; its address is its identity.
struct Shape {
  std::string_view name;  // "Task": its name under components/schemas
  std::span<const Member> members;
  const Shape* more = nullptr;  // whose members it has too
  bool open = false;            // an answer: members that are not declared may come too
  // Besides its members it has those that a kind of storage declares as its fields
  // (schema/field.h), so that it stands for one schema per kind.
  enum Parameters { kNone, kOfSource, kOfTarget } parameters = kNone;
};

}  // namespace millrace::api
