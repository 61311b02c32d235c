#include "api/storages/v1_preview.h"

#include <boost/json.hpp>

#include "api/error_response.h"
#include "api/media/media_type.h"
#include "api/media/object_answer.h"
#include "api/service.h"
#include "api/storages/preview_shapes.h"
#include "api/storages/storage_input.h"
#include "api/storages/storage_view.h"
#include "base/json_writer.h"
#include "storage/common_fields.h"

namespace millrace::api {
namespace {

using Verdict = sync::SourcePreview::Verdict;

constexpr int64_t kDefaultRows = 100;
constexpr size_t kPictures = 12;
constexpr uint64_t kPictureBytes = 10u << 20;

std::string_view WhyNot(Verdict verdict) {
  switch (verdict) {
    case Verdict::kRegex: return "regex";
    case Verdict::kDirectory: return "directory";
    case Verdict::kOwn: return "own";
    case Verdict::kMatch: break;
  }
  return "";
}

// Browsers show no TIFF.
bool IsPicture(const sync::SourcePreview::Row& row) {
  const std::string_view type = MediaTypeOf(row.object.key).type;
  return row.verdict == Verdict::kMatch && row.object.size > 0 &&
         row.object.size <= kPictureBytes && type.starts_with("image/") && type != "image/tiff";
}

void AppendRow(JsonWriter& json, const sync::SourcePreview::Row& row, bool blob,
               const std::optional<std::string>& picture) {
  const bool match = row.verdict == Verdict::kMatch;
  json.BeginObject();
  json.Member("key", row.object.key);
  json.Member("size", row.object.size);
  json.Member("modified", row.object.modified == Time{}
                              ? std::nullopt
                              : std::optional(FormatIso(row.object.modified)));
  json.Member("match", match);
  json.Member("why", match ? std::nullopt : std::optional(WhyNot(row.verdict)));
  json.Member("becomes",
              match ? std::optional(std::string_view(blob ? "task" : "json")) : std::nullopt);
  json.Member("picture", picture);
  json.EndObject();
}

void AppendCounts(JsonWriter& json, const sync::SourcePreview& found) {
  json.Key("counts");
  json.BeginObject();
  json.Member("listed", found.listed);
  json.Member("matched", found.matched);
  json.Member("skipped_regex", found.skipped_regex);
  json.Member("skipped_directory", found.skipped_directory);
  json.Member("skipped_own", found.skipped_own);
  json.EndObject();
}

void AppendSuggestion(JsonWriter& json, const sync::SourcePreview& found) {
  json.Key("suggestion");
  if (!found.suggestion.has_value()) return json.Null();
  json.BeginObject();
  json.Member("field", found.suggestion->field->name);
  if (found.suggestion->field->type == FieldType::kBool)
    json.Member("value", found.suggestion->value == "true");
  else
    json.Member("value", found.suggestion->value);
  json.Member("title", found.suggestion->title);
  json.EndObject();
}

// The pictures get addresses at this server, which last for as long as the ticket.
struct Shown {
  std::string uri;
  bool blob = false;
  std::optional<PreviewTable::Ticket> ticket;
};

std::string PreviewJson(const sync::SourcePreview& found, const Shown& shown) {
  JsonWriter json;
  json.BeginObject();
  json.Member("sentence", found.sentence);
  AppendSuggestion(json, found);
  json.Member("uri", shown.uri);
  AppendCounts(json, found);
  json.Member("complete", found.complete);
  json.Key("rows");
  json.BeginArray();
  size_t pictures = 0;
  for (const sync::SourcePreview::Row& row : found.rows) {
    std::optional<std::string> picture;
    if (shown.ticket.has_value() && pictures < kPictures && IsPicture(row))
      picture =
          "/api/v1/storages/preview/" + shown.ticket->token + "/" + std::to_string(pictures++);
    AppendRow(json, row, shown.blob, picture);
  }
  json.EndArray();
  json.Member("expires", shown.ticket.has_value() ? std::optional(FormatIso(shown.ticket->expires))
                                                  : std::nullopt);
  json.Member("seconds", found.seconds);
  json.EndObject();
  return std::move(json).Take();
}

std::vector<std::string> PictureKeys(const sync::SourcePreview& found) {
  std::vector<std::string> keys;
  for (const sync::SourcePreview::Row& row : found.rows)
    if (keys.size() < kPictures && IsPicture(row)) keys.push_back(row.object.key);
  return keys;
}

}  // namespace

Outcome PreviewSourceV1(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, kSourceToPreviewV1);
  const int64_t rows = form.Int("limit").value_or(kDefaultRows);
  RETURN_IF_ERROR(form.Done());
  ASSIGN_OR_RETURN(const sync::ConnectionSpec spec, SpecToTry(service, call, *body));
  if (spec.role != labeling::StorageRole::kSource)
    return FailField("role", "Only what a source would read can be looked at: use \"source\".");
  RETURN_IF_ERROR(service.engine.connections().Validate(spec));
  const Shown shown{.uri = StorageUri(PlaceOf(spec, service.engine.context())),
                    .blob = spec.values.Bool(storage::kUseBlobUrls)};
  // The answer may come after this Api is gone; the engine is still there.
  return call.Later([&](Call::Respond respond) {
    const auto done = [=, engine = &service.engine, table = service.previews,
                       account = call.who.account_id(), version = service.options.version](
                          const Result<sync::SourcePreview>& found) {
      if (!found.has_value())
        return respond(ErrorResponse(AsValidation(found.error()), ErrorStyle::kOwn, version));
      Shown now = shown;
      if (std::vector<std::string> keys = PictureKeys(*found); !keys.empty()) {
        auto connection = engine->connections().Unsaved(spec);
        if (connection.has_value())
          now.ticket = table->Add(
              {.account = account, .connection = *std::move(connection), .keys = std::move(keys)});
      }
      respond(JsonAnswer(200, PreviewJson(*found, now)));
    };
    const auto begun = service.engine.Preview(spec, {.rows = static_cast<size_t>(rows)}, done);
    if (!begun.has_value())
      respond(ErrorResponse(begun.error(), ErrorStyle::kOwn, service.options.version));
  });
}

Outcome ServePreviewPicture(Service& service, Call& call) {
  ASSIGN_OR_RETURN(PreviewTable::Picture picture,
                   service.previews->Find(call.words[0], call.who.account_id(), call.id()));
  return ObjectAnswer(call, std::move(picture.connection), std::move(picture.key), kPictureBytes);
}

}  // namespace millrace::api
