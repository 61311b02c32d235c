// Field: a parameter declared once. The command line's flags, the REST fields with their messages,
// the JSON Schema, the form of the dialog, environment variables, defaults and redaction are all
// derived from the declaration, so a new parameter is one line.
#pragma once

#include <array>
#include <boost/json/fwd.hpp>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/secret.h"

namespace millrace {

enum class FieldType { kString, kBool, kInt, kSecret };

// Which side of a storage knows the parameter.
enum class FieldRole { kBoth, kSource, kTarget };

// The parameter means something only where another one has one of these values ("r2|oci"); as the
// dialog shows it. It is read and kept whatever the other one is.
struct OnlyWith {
  std::string_view field;  // its name; empty = always
  std::string_view values;
};

// Declared as a constant with static storage duration; its address is its identity.
struct Field {
  std::string_view name;  // in JSON and the database: "region_name"
  FieldType type = FieldType::kString;
  std::string_view title;  // "Region"
  std::string_view help;   // one sentence
  FieldRole role = FieldRole::kBoth;
  bool required = false;
  bool advanced = false;             // under "More" in the dialog
  std::string_view fallback;         // default as text ("true", "15"); empty = none
  std::string_view target_fallback;  // that of targets, where it differs: see FillDefaults
  // What the dialog and the command line give if a person says nothing, where that is not the
  // default of REST; empty = the fallback.
  std::string_view suggested;
  // What the dialog alone begins with, where that is something else again.
  std::string_view dialog;
  std::string_view flag;  // on the command line; empty = name with "-" for "_"
  // Other names accepted in --source-params (boto's or the guide's words); output never uses them.
  std::array<std::string_view, 3> aliases{};
  // Environment variables that give the default, first set one wins. Read by the provider's
  // configuration, not here: an absent value stays absent in the database.
  std::array<std::string_view, 4> env{};
  std::array<std::string_view, 8> choices{};        // allowed values; empty = any
  std::array<std::string_view, 8> choice_titles{};  // of each, for people; empty = the value
  int64_t minimum = 0;
  int64_t maximum = std::numeric_limits<int32_t>::max();
  std::string_view unit;  // of a number: "minutes"
  std::string_view placeholder;
  bool multiline = false;  // people paste a text of several lines: a key file, certificates
  OnlyWith only_with{};
};

// Values of a set of fields. A field that was not given is absent, which differs from empty text.
// A plain value type.
class Values {
 public:
  // Given value, else the declared default, else ""/false/0.
  std::string String(const Field& field) const;
  bool Bool(const Field& field) const;
  int64_t Int(const Field& field) const;
  Secret SecretValue(const Field& field) const;

  bool Has(const Field& field) const { return values_.contains(std::string(field.name)); }
  void Set(const Field& field, std::string value);  // kString, or kSecret (wrapped)
  void Set(const Field& field, const char* value) { Set(field, std::string(value)); }
  void Set(const Field& field, bool value);
  void Set(const Field& field, int64_t value);
  void Set(const Field& field, int value) { Set(field, static_cast<int64_t>(value)); }
  void Clear(const Field& field) { values_.erase(std::string(field.name)); }

  // All that `other` gives replaces what is here.
  void Merge(const Values& other);

  friend bool operator==(const Values&, const Values&) = default;

 private:
  friend class ValuesJson;
  using Value = std::variant<std::string, bool, int64_t, Secret>;
  std::map<std::string, Value, std::less<>> values_;
};

using Fields = std::span<const Field* const>;

// Reads one value from text (a flag, an environment variable, a form): the field's type, choices
// and range are checked; the Error names the field (Error::fields) and says what is allowed.
Result<void> SetFromText(Values& values, const Field& field, std::string_view text);

// Reads the members of `object` that `fields` declare; others are ignored (Label Studio does the
// same) unless `unknown` is given, which then receives their names. A JSON null means "absent"; so
// does empty text for anything but plain text (an empty secret keeps the stored one). Text for
// numbers and booleans is accepted, as forms send it. A field's own name wins over its aliases. All
// wrong fields are reported in one Error.
Result<Values> ParseValues(Fields fields, const boost::json::object& object,
                           std::vector<std::string>* unknown = nullptr);

// What was not given and has a default of its own in this role is given from here on: who reads
// values later knows no role.
void FillDefaults(Fields fields, FieldRole role, Values& values);

// The default of a role as text; empty = none.
std::string_view DefaultFor(const Field& field, FieldRole role);
// What the dialog of a role begins with, as text; empty = nothing.
std::string_view DialogDefault(const Field& field, FieldRole role);

// Checks that required fields are given; one Error names all that are missing.
Result<void> CheckRequired(Fields fields, const Values& values);

// The values as JSON without the secrets; absent values without default are null. For answers.
boost::json::object PublicJson(Fields fields, const Values& values);
// What was given, without secrets; and the secrets alone. For the database (secrets are then
// sealed).
std::string StoredJson(Fields fields, const Values& values);
std::string StoredSecrets(Fields fields, const Values& values);  // "" when none
Result<Values> FromStored(Fields fields, std::string_view json, std::string_view secrets);

// JSON Schema (2020-12) of an object with these fields; secrets are writeOnly.
boost::json::object JsonSchema(Fields fields, FieldRole role);

// The form of the dialog: a list of {"name", "title", "help", "type", …} in the order of `fields`,
// those that the role knows. A value given as text is one of the field's type.
boost::json::array DialogForm(Fields fields, FieldRole role);

// "--source-s3-region": prefix "source-s3" and the field's flag.
std::string FlagName(std::string_view prefix, const Field& field);

bool AppliesTo(const Field& field, FieldRole role);

}  // namespace millrace
