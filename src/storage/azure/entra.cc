#include "storage/azure/entra.h"

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>

#include "base/text.h"
#include "net/url.h"

namespace millrace::storage::azure {
namespace {

namespace json = boost::json;

constexpr char kScope[] = "https://storage.azure.com/.default";
constexpr char kResource[] = "https://storage.azure.com/";
constexpr char kInstanceService[] = "http://169.254.169.254/metadata/identity/oauth2/token";
constexpr std::chrono::milliseconds kConnectTimeout{5'000};
constexpr std::chrono::milliseconds kAnswerTimeout{20'000};
// The service of a virtual machine is next door; elsewhere nobody answers at that address.
constexpr std::chrono::milliseconds kInstanceConnectTimeout{1'000};
constexpr size_t kMaxAnswer = 1 << 20;
constexpr size_t kMaxTokenFile = 64 << 10;

// Entra's numbers (AADSTS…), as sentences. {tenant} and {client} are what the person typed.
// https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes
struct Meaning {
  int64_t number;
  std::string_view message, advice;
};
constexpr Meaning kMeanings[] = {
    {90002, "There is no Entra tenant \"{tenant}\".",
     "Check the tenant id: it stands on the Overview page of Microsoft Entra ID."},
    {900023, "\"{tenant}\" is not the id or the domain of an Entra tenant.",
     "Check the tenant id: it stands on the Overview page of Microsoft Entra ID."},
    {700016, "The Entra tenant \"{tenant}\" has no application with the client id \"{client}\".",
     "Check the client id (Application (client) ID) and that it belongs to this tenant."},
    {7000215, "The client secret of the application \"{client}\" is wrong.",
     "Enter the value of the secret, not its id; if it is lost, make a new one."},
    {7000222, "The client secret of the application \"{client}\" has expired.",
     "Make a new secret on the application's page Certificates & secrets, and enter its value."},
    {7000112, "The application \"{client}\" is disabled in the tenant \"{tenant}\".",
     "Ask the administrator of the tenant."},
    {700024, "The federated token of the application \"{client}\" has expired.",
     "Check that the token file (AZURE_FEDERATED_TOKEN_FILE) is renewed."},
    {70021, "The application \"{client}\" does not trust the issuer of the federated token.",
     "Compare issuer, subject and audience of its federated credentials with those of the token."},
    {700211, "The application \"{client}\" does not trust the issuer of the federated token.",
     "Compare the issuer of its federated credentials with that of the token."},
    {700212, "The federated token is not meant for Entra.",
     "Its audience must be api://AzureADTokenExchange."},
    {700213, "The application \"{client}\" does not trust the subject of the federated token.",
     "Compare the subject of its federated credentials with that of the token."},
    {53003, "A conditional access policy of the tenant \"{tenant}\" forbids the sign-in.",
     "Ask the administrator of the tenant."},
};

std::string Fill(std::string_view pattern, const Client& client) {
  return ReplaceAll(ReplaceAll(pattern, "{tenant}", Printable(client.tenant, 80)), "{client}",
                    Printable(client.id, 80));
}

// "AADSTS7000215: Invalid client secret provided. Trace ID: …" without what follows the sentence.
std::string Says(std::string_view description) {
  std::string_view text = description.substr(0, description.find("Trace ID"));
  text = Trim(text.substr(0, text.find_first_of("\r\n")));
  while (text.ends_with('.')) text.remove_suffix(1);
  return text.empty() ? "" : ": " + Printable(text, 300);
}

const json::object* Parse(std::string_view body, json::value& storage) {
  boost::system::error_code failed;
  storage = json::parse(body, failed);
  return failed ? nullptr : storage.if_object();
}

std::string Text(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

// Numbers come as numbers and as text.
int64_t Number(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr) return 0;
  if (value->is_string()) return ParseInt(std::string_view(value->get_string())).value_or(0);
  return value->is_int64() ? value->get_int64() : 0;
}

int64_t FirstNumber(const json::object& object) {
  const json::value* codes = object.if_contains("error_codes");
  if (codes == nullptr || !codes->is_array() || codes->get_array().empty()) return 0;
  const json::value& first = codes->get_array()[0];
  return first.is_int64() ? first.get_int64() : 0;
}

Result<Token> SignInRefused(const net::HttpResponse& answer, const json::object* object,
                            const Client& client) {
  const net::HttpStatusMeaning meaning = net::MeaningOf(answer.status);
  Error error{.kind = meaning.temporary ? meaning.kind : ErrorKind::kUnauthenticated,
              .temporary = meaning.temporary,
              .status = answer.status,
              .retry_after_ms = net::RetryAfterMs(answer.headers)};
  const int64_t number = object == nullptr ? 0 : FirstNumber(*object);
  const auto* known = std::ranges::find(kMeanings, number, &Meaning::number);
  if (known != std::end(kMeanings)) {
    error.kind = ErrorKind::kUnauthenticated;
    error.temporary = false;
    error.message = Fill(known->message, client);
    error.advice = Fill(known->advice, client);
  } else {
    const std::string says = object == nullptr ? "" : Says(Text(*object, "error_description"));
    error.message = "The sign-in to Azure failed with " + std::to_string(answer.status) +
                    (says.empty() ? " without saying why" : says) + ".";
    error.advice = error.temporary ? "It is tried again." : "Check the identity and its tenant.";
  }
  return std::unexpected(std::move(error));
}

Result<Token> Ask(net::HttpRequest request, net::HttpClient& http, Clock& clock,
                  const Client& client) {
  request.stall_timeout = kAnswerTimeout;
  request.max_body = kMaxAnswer;
  ASSIGN_OR_RETURN(const net::HttpResponse answer, http.Send(std::move(request)));
  return ReadTokenAnswer(answer, client, clock.Now());
}

Result<Token> AskEntra(const Client& client, net::Query form, net::HttpClient& http, Clock& clock) {
  form.insert(form.begin(),
              {{"grant_type", "client_credentials"}, {"client_id", client.id}, {"scope", kScope}});
  std::string authority = client.authority;
  while (authority.ends_with('/')) authority.pop_back();
  return Ask({.method = "POST",
              .url = authority + "/" + net::PercentEncode(client.tenant) + "/oauth2/v2.0/token",
              .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
              .body = net::EncodeQuery(form),
              .connect_timeout = kConnectTimeout},
             http, clock, client);
}

Result<std::string> ReadTokenFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(kMaxTokenFile, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  if (Trim(text).empty()) {
    return Fail(ErrorKind::kUnauthenticated,
                "The federated token in \"" + Printable(path) + "\" cannot be read.",
                "Check AZURE_FEDERATED_TOKEN_FILE and the rights of that file.");
  }
  return std::string(Trim(text));
}

std::string NameOf(const Client& client) {
  return "client " + Printable(client.id, 60) + " of tenant " + Printable(client.tenant, 60);
}

// May stand in the path of a URL: an id or a domain.
bool IsPlain(std::string_view text) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  return std::ranges::any_of(text, letter) && std::ranges::all_of(text, [&](char c) {
           return letter(c) || c == '-' || c == '.' || c == '_';
         });
}

// It goes into a header.
bool IsHeaderText(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7F; });
}

}  // namespace

Result<void> CheckClient(const Client& client) {
  if (!IsPlain(client.tenant)) {
    return Fail(ErrorKind::kInvalid,
                client.tenant.empty()
                    ? "The tenant id that belongs to the client secret is missing."
                    : "\"" + Printable(client.tenant, 60) + "\" is not the id of an Entra tenant.",
                "It stands on the Overview page of Microsoft Entra ID.");
  }
  if (!IsPlain(client.id)) {
    return Fail(ErrorKind::kInvalid,
                client.id.empty() ? "The client id that belongs to the client secret is missing."
                                  : "\"" + Printable(client.id, 60) +
                                        "\" is not the client id of an application.",
                "It stands as Application (client) ID on the application's Overview page.");
  }
  return {};
}

Result<Token> ReadTokenAnswer(const net::HttpResponse& answer, const Client& client, Time now) {
  json::value storage;
  const json::object* object = Parse(answer.body, storage);
  if (answer.status != 200) return SignInRefused(answer, object, client);
  std::string value = object == nullptr ? "" : Text(*object, "access_token");
  if (!IsHeaderText(value)) {
    return FailForNow(ErrorKind::kCorrupt, "The sign-in service of Azure sent no access token.",
                      "It is tried again.");
  }
  // App Service gives only the end.
  const int64_t left = Number(*object, "expires_in"), end = Number(*object, "expires_on");
  constexpr int64_t kLongest = 7 * 24 * 3600;
  Time expires = now + std::chrono::seconds(std::clamp<int64_t>(left, 0, kLongest));
  if (left <= 0 && end > 0 && end < (int64_t{1} << 40)) expires = Time(std::chrono::seconds(end));
  return Token{.value = Secret(std::move(value)), .expires = expires};
}

std::shared_ptr<TokenSource> ClientSecretToken(Client client, Secret secret, net::HttpClient& http,
                                               Clock& clock) {
  const std::string name = NameOf(client);
  return std::make_shared<TokenSource>(
      name,
      [client = std::move(client), secret = std::move(secret), &http, &clock]() -> Result<Token> {
        return AskEntra(client, {{"client_secret", std::string(secret.Reveal())}}, http, clock);
      },
      clock);
}

std::shared_ptr<TokenSource> FederatedToken(Client client, std::string file, net::HttpClient& http,
                                            Clock& clock) {
  const std::string name = NameOf(client);
  return std::make_shared<TokenSource>(
      name,
      [client = std::move(client), file = std::move(file), &http, &clock]() -> Result<Token> {
        ASSIGN_OR_RETURN(std::string assertion, ReadTokenFile(file));
        return AskEntra(
            client,
            {{"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
             {"client_assertion", std::move(assertion)}},
            http, clock);
      },
      clock);
}

std::shared_ptr<TokenSource> ManagedIdentityToken(ManagedIdentity identity, net::HttpClient& http,
                                                  Clock& clock) {
  std::string name = "the managed identity of this machine";
  if (!identity.client_id.empty())
    name = "the managed identity " + Printable(identity.client_id, 60);
  return std::make_shared<TokenSource>(
      name,
      [identity = std::move(identity), &http, &clock]() -> Result<Token> {
        const bool app_service = !identity.endpoint.empty();
        net::Query query{{"api-version", app_service ? "2019-08-01" : "2018-02-01"},
                         {"resource", kResource}};
        if (!identity.client_id.empty()) query.emplace_back("client_id", identity.client_id);
        net::HttpRequest request{
            .url = (app_service ? identity.endpoint : kInstanceService) + std::string("?") +
                   net::EncodeQuery(query),
            .connect_timeout = app_service ? kConnectTimeout : kInstanceConnectTimeout};
        if (app_service) {
          request.headers.Add("X-IDENTITY-HEADER", std::string(identity.header.Reveal()));
        } else {
          request.headers.Add("Metadata", "true");
        }
        auto token = Ask(std::move(request), http, clock, {.id = identity.client_id});
        if (token.has_value() || token.error().status != 0 || app_service) return token;
        return Fail(ErrorKind::kUnauthenticated,
                    "No credentials for Azure were found: none in the storage's settings, none for "
                    "this account in the server's environment, and this machine has no managed "
                    "identity.",
                    "Enter the account key, or set AZURE_BLOB_ACCOUNT_NAME and "
                    "AZURE_BLOB_ACCOUNT_KEY in the server's environment.");
      },
      clock);
}

}  // namespace millrace::storage::azure
