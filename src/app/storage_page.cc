#include "app/storage_page.h"

#include <memory>
#include <vector>

#include "base/text.h"
#include "storage/common_fields.h"
#include "storage/provider.h"

namespace millrace::app {
namespace {

using storage::Capabilities;
using storage::ObjectStore;
using storage::Provider;
using storage::Support;

constexpr std::string_view kBegin = "<!-- generated: ", kNameEnd = " -->", kEnd = "<!-- end -->";
constexpr std::string_view kOrigin = "https://labels.example.com";

// Text inside a table's cell.
std::string Cell(std::string_view text) {
  return ReplaceAll(ReplaceAll(text, "|", "\\|"), "\n", " ");
}

std::string Code(std::string_view text) { return "`" + Cell(text) + "`"; }

std::string Row(const std::vector<std::string>& cells) {
  std::string row = "|";
  for (const std::string& cell : cells) row += " " + cell + " |";
  return row + "\n";
}

std::string Head(const std::vector<std::string>& titles) {
  return Row(titles) + Row(std::vector<std::string>(titles.size(), "---"));
}

// Non-empty ones, as code.
std::string Joined(std::span<const std::string_view> words) {
  std::string text;
  for (const std::string_view word : words)
    if (!word.empty()) text += (text.empty() ? "" : ", ") + Code(word);
  return text;
}

std::string Flag(const Provider& provider, const Field& field) {
  const std::string_view side = field.role == FieldRole::kBoth     ? "{source,target}"
                                : field.role == FieldRole::kSource ? "source"
                                                                   : "target";
  if (&field == provider.path_field) return Code("--" + std::string(side) + "-path");
  const std::string end = field.type == FieldType::kSecret ? "-file" : "";
  return Code(FlagName(std::string(side) + "-" + std::string(provider.kind), field) + end);
}

std::string Meaning(const Field& field) {
  std::string text = Cell(field.help);
  if (const std::string choices = Joined(field.choices); !choices.empty())
    text += " One of " + choices + ".";
  if (field.type == FieldType::kSecret)
    text += " Secret: never shown again; the flag names a file.";
  if (const std::string names = Joined(field.env); !names.empty())
    text += " Environment: " + names + ".";
  if (const std::string names = Joined(field.aliases); !names.empty())
    text += " Also called " + names + ".";
  return text;
}

std::string Default(const Field& field) {
  if (field.required && field.fallback.empty()) return "required";
  const std::string fallback = field.fallback.empty() ? "" : Code(field.fallback);
  if (!field.target_fallback.empty())
    return fallback + " as source, " + Code(field.target_fallback) + " as target";
  if (!field.dialog.empty()) return fallback + "; in the dialog " + Code(field.dialog);
  if (field.suggested.empty()) return fallback;
  return Code(field.suggested) + "; over REST " + fallback;
}

std::string Side(const Field& field) {
  switch (field.role) {
    case FieldRole::kSource: return "source";
    case FieldRole::kTarget: return "target";
    case FieldRole::kBoth: return "both";
  }
  return "";
}

std::string Parameters(const Provider& provider) {
  std::string table = Head({"Parameter", "For", "Meaning", "Default", "Flag"});
  for (const Field* field : storage::AllFields(provider))
    table += Row({Code(field->name), Side(*field), Meaning(*field), Default(*field),
                  Flag(provider, *field)});
  return table;
}

// What somebody would enter, as far as the declarations say: what must be given, and secrets that
// show what they look like.
Values Example(const Provider& provider) {
  Values values;
  for (const Field* field : provider.fields)
    if ((field->required || field->type == FieldType::kSecret) && !field->placeholder.empty())
      (void)SetFromText(values, *field, field->placeholder);
  values.Set(storage::kPrefix, "raw/");
  return values;
}

// Stores that are opened to be asked what they can do, and contact nobody.
struct Example {
  std::unique_ptr<net::HttpClient> http = net::HttpClient::Make({});
  storage::Environment environment{.http = http.get(),
                                   .clock = &SystemClock(),
                                   .env = [](const std::string&) { return std::nullopt; },
                                   .home = "/nonexistent",
                                   .local_roots = {"/"}};

  Result<std::unique_ptr<ObjectStore>> Open(const Provider& provider) const {
    return provider.open(app::Example(provider), environment, net::AddressPolicy::kTrusted);
  }
};

std::string Word(bool can) { return can ? "yes" : "no"; }

std::string Word(Support support) {
  switch (support) {
    case Support::kYes: return "yes";
    case Support::kNo: return "no";
    case Support::kUnknown: return "found out by a probe";
  }
  return "";
}

struct Capability {
  std::string_view title;
  std::string (*value)(const ObjectStore& store, const Capabilities& can);
};

std::string Holds(const ObjectStore& store, std::string_view key) {
  return Word(store.CheckKey(key).has_value());
}

constexpr Capability kCapabilities[] = {
    {"Listing in the order of keys",
     [](const ObjectStore&, const Capabilities& can) {
       return Word(can.order == storage::Order::kBytes);
     }},
    {"Listing from a key on",
     [](const ObjectStore&, const Capabilities& can) { return Word(can.start_after); }},
    {"Presigned URLs",
     [](const ObjectStore&, const Capabilities& can) {
       return std::string(can.presign ? "yes" : "no: through this server");
     }},
    {"Reading a part of an object",
     [](const ObjectStore&, const Capabilities& can) { return Word(can.ranges); }},
    {"Writing only what is not there yet",
     [](const ObjectStore&, const Capabilities& can) { return Word(can.put_if_absent); }},
    {"Writing only over a known version",
     [](const ObjectStore&, const Capabilities& can) { return Word(can.put_if_match); }},
    {"Deleting only a known version",
     [](const ObjectStore&, const Capabilities& can) { return Word(can.delete_if_match); }},
    {"Keys with spaces, quotes, `#`, `?`, `%2F`, emoji",
     [](const ObjectStore& store, const Capabilities&) {
       return Holds(store, "a b/'\"#?&+%2F\xF0\x9F\x98\x80");
     }},
    {"Keys with `//`",
     [](const ObjectStore& store, const Capabilities&) { return Holds(store, "a//b"); }},
    {"Keys that begin with `/`",
     [](const ObjectStore& store, const Capabilities&) { return Holds(store, "/a"); }},
    {"Keys that end with `/`",
     [](const ObjectStore& store, const Capabilities&) { return Holds(store, "a/"); }},
    {"Keys with `.` or `..` between slashes",
     [](const ObjectStore& store, const Capabilities&) { return Holds(store, "a/../b"); }},
    {"Keys with a line break",
     [](const ObjectStore& store, const Capabilities&) { return Holds(store, "a\nb"); }},
    {"Keys that are not UTF-8",
     [](const ObjectStore& store, const Capabilities&) { return Holds(store, "a\xFF"); }},
    {"Keys of 1,024 bytes",
     [](const ObjectStore& store, const Capabilities&) {
       return Holds(store, std::string(200, 'a') + "/" + std::string(200, 'b') + "/" +
                               std::string(200, 'c') + "/" + std::string(200, 'd') + "/" +
                               std::string(220, 'e'));
     }},
    {"Keys of 1,025 bytes",
     [](const ObjectStore& store, const Capabilities&) {
       return Holds(store, std::string(200, 'a') + "/" + std::string(200, 'b') + "/" +
                               std::string(200, 'c') + "/" + std::string(200, 'd') + "/" +
                               std::string(221, 'e'));
     }},
};

Result<std::string> CapabilityTable() {
  const struct Example example;
  std::vector<std::string> titles = {""};
  std::vector<std::unique_ptr<ObjectStore>> stores;
  for (const Provider* provider : storage::Providers()) {
    titles.emplace_back(provider->title);
    ASSIGN_OR_RETURN(stores.emplace_back(), example.Open(*provider));
  }
  std::string table = Head(titles);
  for (const Capability& capability : kCapabilities) {
    std::vector<std::string> cells = {std::string(capability.title)};
    for (const auto& store : stores)
      cells.push_back(capability.value(*store, store->capabilities()));
    table += Row(cells);
  }
  return table;
}

std::string Fenced(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  return "```\n" + text + "\n```\n";
}

std::string Rights(const Provider& provider) {
  if (provider.guidance.rights == nullptr) return "None.\n";
  const Values values = Example(provider);
  return "As a source:\n\n" + Fenced(provider.guidance.rights(values, false)) +
         "\nAs a target:\n\n" + Fenced(provider.guidance.rights(values, true));
}

std::string Cors(const Provider& provider) {
  if (provider.guidance.cors == nullptr)
    return "Browsers load media of this storage through Millrace, so there are no CORS rules to "
           "set.\n";
  return Fenced(provider.guidance.cors(Example(provider), kOrigin));
}

Result<std::string> Part(std::string_view name) {
  if (name == "capabilities") return CapabilityTable();
  const size_t space = name.find(' ');
  const std::string_view what = name.substr(0, space);
  const Provider* provider =
      space == std::string_view::npos ? nullptr : storage::FindProvider(name.substr(space + 1));
  if (provider != nullptr && what == "parameters") return Parameters(*provider);
  if (provider != nullptr && what == "rights") return Rights(*provider);
  if (provider != nullptr && what == "cors") return Cors(*provider);
  return Fail(ErrorKind::kInvalid,
              "The page has a part \"" + Printable(name, 60) + "\" that cannot be generated.",
              "Use capabilities, or parameters, rights or cors with a kind of storage.");
}

}  // namespace

Result<std::string> FillStoragePage(std::string_view page) {
  std::string out;
  for (size_t begin; (begin = page.find(kBegin)) != std::string_view::npos;) {
    const size_t name = begin + kBegin.size();
    const size_t name_end = page.find(kNameEnd, name);
    const size_t end = page.find(kEnd, name);
    if (name_end == std::string_view::npos || end == std::string_view::npos || end < name_end)
      return Fail(ErrorKind::kInvalid,
                  "The page has a generated part without its end: " +
                      Printable(page.substr(begin, 60)) + ".",
                  "Put \"" + std::string(kEnd) + "\" behind it.");
    ASSIGN_OR_RETURN(const std::string part, Part(page.substr(name, name_end - name)));
    out += page.substr(0, name_end + kNameEnd.size());
    out += "\n\n" + part + "\n";
    out += kEnd;
    page.remove_prefix(end + kEnd.size());
  }
  return out + std::string(page);
}

}  // namespace millrace::app
