#include "api/ml/own_webhook.h"

#include <algorithm>

#include "labeling/webhooks/webhooks.h"
#include "webhooks/envelope.h"

namespace millrace::api {
namespace {

std::string AddressOf(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url + "/webhook";
}

}  // namespace

Result<void> AddOwnWebhook(db::Connection& tx, const Service& service,
                           const labeling::MlBackend& backend, Time now) {
  if (!backend.basic_auth_pass.empty()) return {};
  const std::string url = AddressOf(backend.url);
  if (!webhooks::CheckUrl(url, service.engine.context().environment.allow_loopback).has_value())
    return {};
  ASSIGN_OR_RETURN(const auto there, labeling::ListWebhooks(tx, backend.project_id));
  if (std::ranges::find(there, url, &labeling::Webhook::url) != there.end()) return {};
  RETURN_IF_ERROR(labeling::CreateWebhook(tx,
                                          {.project_id = backend.project_id,
                                           .url = url,
                                           .headers = webhooks::SealHeaders(service.sealer(), {}),
                                           .secret = webhooks::SealNewSecret(service.sealer())},
                                          now));
  return {};
}

}  // namespace millrace::api
