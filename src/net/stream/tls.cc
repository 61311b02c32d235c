// TLS by OpenSSL over memory buffers: the socket stays ours, so that waits have limits and a closed
// peer raises no signal.
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>

#include "base/text.h"
#include "net/stream/socket.h"

namespace millrace::net {
namespace {

using std::chrono::milliseconds;

template <auto Function>
struct Free {
  template <class T>
  void operator()(T* object) const {
    Function(object);
  }
};
using Context = std::unique_ptr<SSL_CTX, Free<SSL_CTX_free>>;
using Session = std::unique_ptr<SSL, Free<SSL_free>>;
using Bio = std::unique_ptr<BIO, Free<BIO_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;

constexpr size_t kCiphertext = 32 << 10;

std::string Reason() {
  const unsigned long code = ERR_peek_last_error();
  const char* text = code == 0 ? nullptr : ERR_reason_error_string(code);
  ERR_clear_error();
  return text == nullptr ? "no reason given" : text;
}

std::unexpected<Error> BadCa(std::string message) {
  return Fail(ErrorKind::kInvalid, std::move(message), "Give certificates in PEM form.");
}

Result<void> TrustPem(SSL_CTX* context, const std::string& pem) {
  const Bio bytes(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  X509_STORE* store = SSL_CTX_get_cert_store(context);
  int count = 0;
  while (const Certificate one{PEM_read_bio_X509(bytes.get(), nullptr, nullptr, nullptr)}) {
    if (X509_STORE_add_cert(store, one.get()) != 1) break;
    ++count;
  }
  ERR_clear_error();  // the end of the text is reported as a failure
  if (count > 0) return {};
  return BadCa("The CA certificate is not one in PEM form.");
}

Result<Context> MakeContext(const StreamOptions& options) {
  Context context(SSL_CTX_new(TLS_client_method()));
  if (context == nullptr)
    return Fail(ErrorKind::kInternal, "TLS could not be set up: " + Reason() + ".");
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_default_verify_paths(context.get());
  if (!options.ca_file.empty() &&
      SSL_CTX_load_verify_locations(context.get(), options.ca_file.c_str(), nullptr) != 1) {
    ERR_clear_error();
    return BadCa("The CA file " + Printable(options.ca_file) + " could not be read.");
  }
  if (!options.ca_pem.empty()) RETURN_IF_ERROR(TrustPem(context.get(), options.ca_pem));
  SSL_CTX_set_verify(context.get(), options.verify_tls ? SSL_VERIFY_PEER : SSL_VERIFY_NONE,
                     nullptr);
  return context;
}

class TlsStream final : public Stream {
 public:
  TlsStream(Socket socket, Context context)
      : socket_(std::move(socket)),
        context_(std::move(context)),
        session_(SSL_new(context_.get())),
        in_(BIO_new(BIO_s_mem())),
        out_(BIO_new(BIO_s_mem())) {
    BIO_up_ref(in_.get());
    BIO_up_ref(out_.get());
    SSL_set_bio(session_.get(), in_.get(), out_.get());
  }

  Result<void> Handshake(const StreamOptions& options, Deadline deadline) {
    std::string host = options.host;
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    if (IpAddress::Parse(host).has_value()) {
      X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session_.get()), host.c_str());
    } else {
      SSL_set_tlsext_host_name(session_.get(), host.c_str());
      SSL_set1_host(session_.get(), host.c_str());
    }
    for (;;) {
      ERR_clear_error();
      const int done = SSL_connect(session_.get());
      const int why = SSL_get_error(session_.get(), done);
      // Also what tells the peer why it is not trusted.
      const Result<void> flushed = Flush(Left(deadline));
      if (done == 1) return flushed;
      if (why != SSL_ERROR_WANT_READ) return std::unexpected(HandshakeError());
      RETURN_IF_ERROR(flushed);
      const auto filled = Fill(Left(deadline));
      // Many a server without TLS takes the greeting for the beginning of something and waits.
      if (!filled.has_value() && filled.error().kind == ErrorKind::kTimeout)
        return FailForNow(ErrorKind::kTimeout,
                          socket_.peer() + " did not answer the TLS handshake.",
                          "Check that TLS is turned on at this port.");
      ASSIGN_OR_RETURN(const size_t count, filled);
      if (count == 0)
        return FailForNow(ErrorKind::kUnavailable,
                          socket_.peer() + " closed the connection during the TLS handshake.",
                          "Check that TLS is turned on at this port.");
    }
  }

  Result<void> Write(std::string_view bytes, milliseconds patience) override {
    while (!bytes.empty()) {
      const size_t piece = std::min<size_t>(bytes.size(), 256 << 10);
      size_t written = 0;
      ERR_clear_error();
      if (SSL_write_ex(session_.get(), bytes.data(), piece, &written) != 1)
        return std::unexpected(BrokenError());
      bytes.remove_prefix(written);
      RETURN_IF_ERROR(Flush(patience));
    }
    return {};
  }

  Result<size_t> Read(char* buffer, size_t size, milliseconds patience) override {
    for (;;) {
      size_t count = 0;
      ERR_clear_error();
      if (SSL_read_ex(session_.get(), buffer, size, &count) == 1) return count;
      switch (SSL_get_error(session_.get(), 0)) {
        case SSL_ERROR_ZERO_RETURN: return size_t{0};
        case SSL_ERROR_WANT_READ: break;
        default: return std::unexpected(BrokenError());
      }
      RETURN_IF_ERROR(Flush(patience));  // answers to messages of the handshake kind
      ASSIGN_OR_RETURN(const size_t received, Fill(patience));
      // Without the peer's goodbye: the protocol above knows whether its message was whole.
      if (received == 0) return size_t{0};
    }
  }

  bool Quiet() override {
    // Session tickets come unasked, behind the handshake.
    while (!socket_.Quiet()) {
      const auto received = Fill(milliseconds(0));
      if (!received.has_value() || *received == 0) return false;
    }
    char byte;
    size_t count = 0;
    ERR_clear_error();
    return SSL_peek_ex(session_.get(), &byte, 1, &count) != 1 &&
           SSL_get_error(session_.get(), 0) == SSL_ERROR_WANT_READ;
  }

 private:
  Result<void> Flush(milliseconds patience) {
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(out_.get(), &bytes);
    if (size <= 0) return {};
    const Result<void> sent =
        socket_.Send(std::string_view(bytes, static_cast<size_t>(size)), patience);
    (void)BIO_reset(out_.get());
    return sent;
  }

  Result<size_t> Fill(milliseconds patience) {
    ASSIGN_OR_RETURN(const size_t count,
                     socket_.Receive(received_.data(), received_.size(), patience));
    if (count > 0) BIO_write(in_.get(), received_.data(), static_cast<int>(count));
    return count;
  }

  Error HandshakeError() const {
    const std::string& peer = socket_.peer();
    const long verdict = SSL_get_verify_result(session_.get());
    if (verdict != X509_V_OK && SSL_get_verify_mode(session_.get()) != SSL_VERIFY_NONE) {
      return {.kind = ErrorKind::kUnavailable,
              .message = "The certificate of " + peer +
                         " is not trusted: " + X509_verify_cert_error_string(verdict) + ".",
              .advice =
                  "Use the host name that the certificate is for, and give the certificate of "
                  "its authority as CA certificate if it is a private one."};
    }
    const unsigned long code = ERR_peek_last_error();
    const int reason = ERR_GET_REASON(code);
    if (reason == SSL_R_WRONG_VERSION_NUMBER || reason == SSL_R_PACKET_LENGTH_TOO_LONG ||
        reason == SSL_R_HTTP_REQUEST || reason == SSL_R_UNEXPECTED_MESSAGE) {
      ERR_clear_error();
      return {.kind = ErrorKind::kInvalid,
              .message = peer + " does not speak TLS.",
              .advice = "Turn TLS off for it, or use the port where it speaks TLS."};
    }
    return {
        .kind = ErrorKind::kUnavailable,
        .message = "No TLS connection to " + peer + " could be agreed on: " + Reason() + ".",
        .advice = "Check the TLS settings of that service; it may demand a client certificate."};
  }

  Error BrokenError() const {
    return {.kind = ErrorKind::kUnavailable,
            .temporary = true,
            .message = "The TLS connection to " + socket_.peer() + " broke: " + Reason() + ".",
            .advice = "Try again."};
  }

  Socket socket_;
  const Context context_;
  const Session session_;
  const Bio in_, out_;  // shared with the session
  std::array<char, kCiphertext> received_;
};

}  // namespace

Result<std::unique_ptr<Stream>> StartTls(Socket socket, const StreamOptions& options,
                                         Deadline deadline) {
  ASSIGN_OR_RETURN(Context context, MakeContext(options));
  auto stream = std::make_unique<TlsStream>(std::move(socket), std::move(context));
  RETURN_IF_ERROR(stream->Handshake(options, deadline));
  return stream;
}

}  // namespace millrace::net
