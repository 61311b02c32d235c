#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/text.h"
#include "net/address.h"
#include "net/stream.h"
#include "storage/http/refusal.h"
#include "sync/doctor/patient.h"
#include "sync/limited_http.h"

namespace millrace::sync {
namespace {

using State = storage::Finding::State;
using std::chrono::seconds;
using Weight = Checkup::Weight;

constexpr seconds kResolverPatience{5};
constexpr seconds kClockWarns{60}, kClockFails{300};
constexpr size_t kShownAddresses = 3;

// The resolver of the system cannot be interrupted, so a thread of its own waits for it; that one
// shares nothing with this run but the place for its answer.
Result<std::vector<net::IpAddress>> ResolveInTime(const std::string& host, std::stop_token stop) {
  struct Answer {
    std::mutex mutex;
    std::condition_variable_any came;
    std::optional<Result<std::vector<net::IpAddress>>> addresses;
  };
  const auto answer = std::make_shared<Answer>();
  std::thread([answer, host] {
    auto addresses = net::Resolve(host);
    std::lock_guard lock(answer->mutex);
    answer->addresses = std::move(addresses);
    answer->came.notify_all();
  }).detach();
  std::unique_lock lock(answer->mutex);
  answer->came.wait_for(lock, stop, kResolverPatience,
                        [&] { return answer->addresses.has_value(); });
  if (answer->addresses.has_value()) return *std::move(answer->addresses);
  return FailForNow(ErrorKind::kTimeout,
                    "The name service of this machine did not answer for \"" + Printable(host) +
                        "\" within " + std::to_string(kResolverPatience.count()) + " s.",
                    "Check the network and /etc/resolv.conf of this machine.");
}

std::string Joined(const std::vector<net::IpAddress>& addresses) {
  std::string text;
  for (size_t i = 0; i < std::min(addresses.size(), kShownAddresses); ++i)
    text += (text.empty() ? "" : ", ") + addresses[i].ToString();
  return addresses.size() > kShownAddresses ? text + ", …" : text;
}

std::string HostAndPort(const storage::Peer& peer) {
  const std::string host =
      peer.host.find(':') == std::string::npos ? peer.host : "[" + peer.host + "]";
  return peer.port == 0 ? host : host + ":" + std::to_string(peer.port);
}

// Is the server out of reach, rather than unwilling?
bool Unreachable(const Error& error) {
  return error.kind == ErrorKind::kUnavailable || error.kind == ErrorKind::kTimeout;
}

// The variables that may hold the credentials, for a sentence that names none of them.
std::string Variables(const storage::Provider& provider, const Error& error) {
  std::string names;
  for (const Field* field : provider.fields) {
    if (field->type != FieldType::kSecret || field->env[0].empty()) continue;
    if (error.Sentence().find(field->env[0]) != std::string::npos) return "";
    names += (names.empty() ? "" : ", ") + std::string(field->title) + " (" +
             std::string(field->env[0]) + ")";
  }
  return names.empty() ? "" : "They may also stand in the server's environment: " + names + ".";
}

class Reacher {
 public:
  Reacher(const Patient& patient, Checkup& checkup)
      : patient_(patient), checkup_(checkup), peer_(patient.store.peer()) {}

  void Run() {
    if (peer_.host.empty()) {
      checkup_.Skip("name", "name resolves", "nobody is asked over a network");
      checkup_.Skip("connection", "connects", "nobody is asked over a network");
    } else {
      Name();
      Connect();
    }
    Credentials();
    Clock();
    if (!patient_.options.essentials && !checkup_.over()) {
      const auto began = checkup_.clock().Steady();
      checkup_.Adopt(patient_.store.Examine(), began);
    }
    Bucket();
  }

 private:
  void Name() {
    checkup_.Make("name", "name resolves", Weight::kUseful, [&](Probe& probe) {
      if (net::IpAddress::Parse(peer_.host).has_value()) {
        probe.detail = peer_.host + " is an address.";
        return;
      }
      const auto addresses = ResolveInTime(peer_.host, checkup_.stop());
      if (!addresses.has_value()) return SayFailed(probe, addresses.error());
      probe.detail = Printable(peer_.host) + " is " + Joined(*addresses) + ".";
    });
  }

  void Connect() {
    Probe* name = checkup_.Find("name");
    const bool nameless = name != nullptr && name->state == State::kFailed;
    bool reached = false;
    checkup_.Make("connection", peer_.tls ? "connects, TLS" : "connects", Weight::kEssential,
                  [&](Probe& probe) {
                    const Result<void> outcome = peer_.url.empty() ? AskStore() : AskHttp();
                    reached = outcome.has_value();
                    if (!reached) return SayFailed(probe, outcome.error());
                    probe.detail = HostAndPort(peer_) + " answers" +
                                   (peer_.tls ? ", and its certificate is trusted." : ".");
                  });
    name = checkup_.Find("name");
    if (reached && nameless) {
      // A proxy knows names that this machine does not.
      Warn(*name, name->detail, "It was reached all the same, as through a proxy.");
      name->error.reset();
    } else if (!reached) {
      checkup_.Block(nameless ? "the name has no address" : "the server could not be reached");
    }
  }

  // Any answer will do: whether it is a friendly one is for later probes.
  Result<void> AskHttp() {
    net::HttpRequest request{.method = "HEAD", .url = peer_.url, .addresses = peer_.addresses};
    request.ca_file = peer_.ca_file;
    request.ca_pem = peer_.ca_pem;
    request.connect_timeout = seconds(5);
    const Time before = checkup_.clock().Now();
    const auto answer = FetchHead(*patient_.http, std::move(request));
    if (!answer.has_value()) return std::unexpected(answer.error());
    theirs_ = ParseHttpDate(answer->headers.Get("Date"));
    ours_ = before + (checkup_.clock().Now() - before) / 2;
    return {};
  }

  Result<void> AskStore() {
    asked_ = patient_.store.Check();
    if (asked_->has_value() || !Unreachable(asked_->error())) return {};
    return *asked_;
  }

  void Credentials() {
    checkup_.Make("credentials", "credentials", Weight::kEssential, [&](Probe& probe) {
      Result<std::string> identity = patient_.store.Identity();
      if (identity.has_value()) {
        probe.detail = identity->empty() ? "None are needed." : *identity;
        return;
      }
      if (identity.error().kind != ErrorKind::kInvalid) {
        Error& error = identity.error();
        const std::string variables = Variables(patient_.provider(), error);
        if (!variables.empty()) error.advice += (error.advice.empty() ? "" : " ") + variables;
      }
      SayFailed(probe, identity.error());
      checkup_.Block("there are no credentials");
    });
  }

  void Clock() {
    if (peer_.url.empty()) return checkup_.Skip("clock", "clock", "it does not matter here");
    checkup_.Make("clock", "clock", Weight::kUseful, [&](Probe& probe) {
      if (!theirs_.has_value()) {
        probe.state = State::kSkipped;
        probe.detail = HostAndPort(peer_) + " does not say what time it is.";
        return;
      }
      // Their clock tells whole seconds.
      const auto ahead = std::chrono::round<seconds>(ours_ - *theirs_);
      const auto away = std::chrono::abs(ahead);
      if (away <= seconds(1)) {
        probe.detail = "This machine and " + HostAndPort(peer_) + " agree.";
        return;
      }
      std::string sentence = storage::http::ClockIsOff(ahead, HostAndPort(peer_)) + ".";
      const std::string advice =
          "Set the clock of this machine, and keep it right with a time service (NTP).";
      if (away > kClockFails) {
        SayFailed(probe, Error{.kind = ErrorKind::kInvalid,
                               .message = std::move(sentence),
                               .advice = advice + " Signed requests are refused otherwise."});
      } else if (away > kClockWarns) {
        Warn(probe, std::move(sentence), advice);
      } else {
        probe.detail = std::move(sentence);
      }
    });
  }

  void Bucket() {
    const bool answers =
        checkup_.Make("bucket", "bucket answers", Weight::kEssential, [&](Probe& probe) {
          const Result<void> outcome = asked_.has_value() ? *asked_ : patient_.store.Check();
          if (!outcome.has_value()) return SayRefused(probe, outcome.error(), patient_);
          const auto place = patient_.connections.CheckPlace(patient_.spec, patient_.store);
          if (!place.has_value()) return SayFailed(probe, place.error());
          probe.detail = Printable(patient_.Uri()) + " answers.";
        });
    if (!answers) checkup_.Block("the bucket does not answer");
  }

  const Patient& patient_;
  Checkup& checkup_;
  const storage::Peer peer_;
  std::optional<Result<void>> asked_;  // Check(), where it was the connection's probe too
  std::optional<Time> theirs_;
  Time ours_{};
};

}  // namespace

void Reach(const Patient& patient, Checkup& checkup) { Reacher(patient, checkup).Run(); }

}  // namespace millrace::sync
