#include "storage/providers/azure_store.h"

#include <algorithm>

#include "base/text.h"
#include "storage/azure/list_xml.h"

namespace millrace::storage {
namespace {

using azure::CredentialKind;
using http::Call;
using http::Operation;
using State = Finding::State;

constexpr size_t kMaxPage = 5000;
constexpr std::chrono::days kSoon{7};

class AzureStore final : public ObjectStore {
 public:
  AzureStore(std::unique_ptr<azure::Container> container, std::string prefix)
      : container_(std::move(container)), prefix_(std::move(prefix)) {}

  Result<ListPage> List(const ListRequest& request) override {
    return ListAs(Operation::kList, request);
  }

  void GetMany(std::span<const GetRequest> requests, GetSink& sink) override {
    http::GetObjects(*container_, requests, sink, capabilities().get_concurrency);
  }

  Result<ObjectInfo> Head(std::string_view key) override {
    ASSIGN_OR_RETURN(const net::HttpResponse answer,
                     container_->Send({.operation = Operation::kHead,
                                       .method = "HEAD",
                                       .key = std::string(key),
                                       .about = std::string(key)}));
    return container_->InfoOf(key, answer.headers);
  }

  void PutMany(std::span<const PutRequest> requests, PutSink& sink) override {
    http::PutObjects(*container_, requests, sink, capabilities().put_concurrency);
  }

  Result<void> Delete(std::string_view key, std::string_view version) override {
    net::HttpResponse refusal;
    auto answer = container_->Send(http::DeleteCall(key, version), &refusal);
    if (answer.has_value()) return {};
    if (azure::ErrorCode(refusal.headers, refusal.body) == "BlobNotFound") return {};
    return std::unexpected(std::move(answer).error());
  }

  Result<std::string> Presign(const PresignRequest& request) override {
    return container_->Presign(request);
  }

  std::string BrowserOrigin(bool) override {
    return container_->CanPresign() ? container_->account().endpoint.origin : std::string();
  }

  // Listing is the one request that every kind of credentials may be allowed: a service SAS may not
  // ask for the container's properties.
  Result<void> Check() override {
    RETURN_IF_ERROR(ListAs(Operation::kCheck, {.prefix = prefix_, .limit = 1}));
    return {};
  }

  Peer peer() const override {
    return http::PeerAt(container_->Url(), container_->account().addresses);
  }

  Result<std::string> Identity() override {
    const azure::Credential& credential = container_->account().credential;
    if (credential.token != nullptr) RETURN_IF_ERROR(credential.token->Get());
    return container_->Identity();
  }

  std::vector<Finding> Examine() override {
    std::vector<Finding> findings;
    if (container_->account().credential.kind == CredentialKind::kSas)
      findings.push_back(ExamineSas(container_->account().credential.sas));
    ExamineContainer(findings);
    findings.push_back(ExamineAccount());
    return findings;
  }

  Capabilities capabilities() const override {
    // Azure itself heeds conditions; what emulators and gateways do is learned by a probe.
    const Support conditions =
        container_->account().endpoint.azure ? Support::kYes : Support::kUnknown;
    return {.order = Order::kNone,
            .start_after = false,
            .put_if_absent = conditions,
            .put_if_match = conditions,
            .delete_if_match = conditions,
            .presign = container_->CanPresign(),
            .ranges = true};
  }

  Result<void> CheckKey(std::string_view key) const override { return azure::CheckBlobName(key); }

 private:
  Result<ListPage> ListAs(Operation operation, const ListRequest& request) {
    Call call{.operation = operation,
              .about = request.prefix,
              // The metadata tells directories of a hierarchical namespace from empty blobs.
              .query = {{"restype", "container"}, {"comp", "list"}, {"include", "metadata"}}};
    const auto add = [&](const char* name, std::string value) {
      if (!value.empty()) call.query.emplace_back(name, std::move(value));
    };
    add("prefix", request.prefix);
    add("delimiter", request.recursive ? "" : "/");
    add("marker", request.position);
    add("maxresults", std::to_string(std::clamp<size_t>(request.limit, 1, kMaxPage)));
    ASSIGN_OR_RETURN(const net::HttpResponse answer, container_->Send(call));
    auto page = azure::ParseListXml(answer.body);
    if (!page.has_value()) {
      page.error().operation = http::OperationName(operation);
      page.error().key = request.prefix;
    }
    return page;
  }

  Finding ExamineSas(const azure::SasToken& sas) const {
    Finding finding{.name = "SAS token", .detail = sas.Describe() + "."};
    const Time now = container_->Now();
    if (sas.expiry.has_value() && *sas.expiry < now) {
      finding.state = State::kFailed;
      finding.advice = "It has expired; make a new token and enter it.";
    } else if (sas.start.has_value() && *sas.start > now) {
      finding.state = State::kFailed;
      finding.advice = "It is not valid before " + azure::FormatMinute(*sas.start) + ".";
    } else if (!sas.permissions.empty() && sas.permissions.find('l') == std::string::npos) {
      finding.state = State::kFailed;
      finding.advice = "Without the permission l (List) the container cannot be synced.";
    } else if (sas.account && (sas.resources.find('c') == std::string::npos ||
                               sas.resources.find('o') == std::string::npos)) {
      finding.state = State::kFailed;
      finding.advice = "It must allow the resource types Container and Object (srt=co).";
    } else if (sas.expiry.has_value() && *sas.expiry < now + kSoon) {
      finding.state = State::kWarning;
      finding.advice = "It ends soon; enter a new one before that.";
    }
    return finding;
  }

  void ExamineContainer(std::vector<Finding>& findings) {
    const auto answer = container_->Send(
        {.operation = Operation::kCheck, .method = "HEAD", .query = {{"restype", "container"}}});
    Finding access{.name = "public access"};
    if (!answer.has_value()) {
      access.state = State::kSkipped;
      access.detail = "These credentials may not ask for the container's properties.";
      findings.push_back(std::move(access));
      return;
    }
    const std::string_view level = answer->headers.Get("x-ms-blob-public-access");
    access.detail = level.empty() ? "Only those with credentials can read the container."
                                  : "Everybody can read the container's blobs (public access: " +
                                        Printable(level, 20) + ").";
    if (!level.empty()) {
      access.state = State::kWarning;
      access.advice = "Set the container's access level to Private if that is not meant.";
    }
    findings.push_back(std::move(access));
    if (EqualsIgnoreCase(answer->headers.Get("x-ms-has-immutability-policy"), "true") ||
        EqualsIgnoreCase(answer->headers.Get("x-ms-has-legal-hold"), "true")) {
      findings.push_back(
          {.name = "immutability",
           .state = State::kWarning,
           .detail = "A policy or legal hold forbids to change blobs of this container.",
           .advice = "As a target it takes each annotation only once; choose another container."});
    }
  }

  Finding ExamineAccount() {
    Finding finding{.name = "hierarchical namespace"};
    const auto answer =
        container_->Send({.operation = Operation::kCheck,
                          .query = {{"restype", "account"}, {"comp", "properties"}}});
    const std::string_view on =
        answer.has_value() ? answer->headers.Get("x-ms-is-hns-enabled") : "";
    if (on.empty()) {
      finding.state = State::kSkipped;
      finding.detail = answer.has_value()
                           ? "The server does not say whether it has real directories."
                           : "These credentials may not ask for the account's properties.";
    } else if (EqualsIgnoreCase(on, "true")) {
      finding.detail = "The account has real directories; they are skipped and counted.";
    } else {
      finding.detail = "The account has none: folders are parts of names.";
    }
    return finding;
  }

  const std::unique_ptr<azure::Container> container_;
  const std::string prefix_;
};

}  // namespace

std::unique_ptr<ObjectStore> MakeAzureStore(std::unique_ptr<azure::Container> container,
                                            std::string prefix) {
  return std::make_unique<AzureStore>(std::move(container), std::move(prefix));
}

}  // namespace millrace::storage
