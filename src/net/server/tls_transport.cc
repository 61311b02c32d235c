#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl.hpp>
#include <cstring>

#include "base/text.h"
#include "net/server/session.h"
#include "net/server/transport.h"

namespace millrace::net {
namespace {

class TlsTransport final : public Transport {
 public:
  TlsTransport(StreamSocket socket, asio::ssl::context& context)
      : stream_(std::move(socket), context) {}

  void Open(std::shared_ptr<Session> session) override {
    stream_.async_handshake(
        asio::ssl::stream_base::server,
        [session = std::move(session)](AsioError error) { session->OnReady(!error); });
  }

  void Read(char* data, size_t size, std::shared_ptr<Session> session) override {
    stream_.async_read_some(asio::buffer(data, size),
                            [session = std::move(session)](AsioError error, size_t count) {
                              session->OnRead(error ? 0 : count);
                            });
  }

  ssize_t TryWrite(Pieces) override { return 0; }

  void Write(Pieces pieces, std::shared_ptr<Session> session) override {
    // One record for a small answer: the engine takes one buffer at a time, so pieces are joined.
    size_t used = 0;
    for (const std::string_view piece : pieces) {
      const size_t count = std::min(piece.size(), record_.size() - used);
      std::memcpy(record_.data() + used, piece.data(), count);
      used += count;
    }
    stream_.async_write_some(asio::buffer(record_.data(), used),
                             [session = std::move(session)](AsioError error, size_t count) {
                               session->OnWritten(error ? -1 : static_cast<ssize_t>(count));
                             });
  }

  void Linger(std::shared_ptr<Session> session) override {
    stream_.async_shutdown([this, session = std::move(session)](AsioError) mutable {
      AsioError ignored;
      stream_.lowest_layer().shutdown(StreamSocket::shutdown_send, ignored);
      Discard(std::move(session));
    });
  }

  void Close() override {
    AsioError ignored;
    stream_.lowest_layer().close(ignored);
  }

  void Abort() override {
    AsioError ignored;
    stream_.lowest_layer().set_option(asio::socket_base::linger(true, 0), ignored);
    Close();
  }

 private:
  void Discard(std::shared_ptr<Session> session) {
    stream_.next_layer().async_read_some(
        asio::buffer(record_),
        [this, session = std::move(session)](AsioError error, size_t) mutable {
          if (error)
            session->OnLingered();
          else
            Discard(std::move(session));
        });
  }

  asio::ssl::stream<StreamSocket> stream_;
  std::array<char, 16 << 10> record_;  // the longest record of TLS (RFC 8446 §5.1)
};

// The first protocol that both sides know is the only one here: a client that offers "h2" too must
// not be left to guess (RFC 7301).
int SelectProtocol(SSL*, const unsigned char** out, unsigned char* out_length,
                   const unsigned char* offered, unsigned int offered_length, void*) {
  static constexpr unsigned char kHttp11[] = "\x08http/1.1";
  unsigned char* selected = nullptr;
  if (SSL_select_next_proto(&selected, out_length, kHttp11, sizeof(kHttp11) - 1, offered,
                            offered_length) != OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_NOACK;
  }
  *out = selected;
  return SSL_TLSEXT_ERR_OK;
}

std::unexpected<Error> BadFile(std::string what, const std::string& file, const AsioError& error) {
  return Fail(ErrorKind::kInvalid,
              "The " + std::move(what) + " " + Printable(file) +
                  " could not be used: " + error.message() + ".",
              "Give a readable file in PEM form; certificate and key must belong together.");
}

}  // namespace

std::unique_ptr<Transport> MakeTlsTransport(StreamSocket socket, asio::ssl::context& context) {
  return std::make_unique<TlsTransport>(std::move(socket), context);
}

Result<std::shared_ptr<asio::ssl::context>> MakeTlsContext(const std::string& cert_file,
                                                           const std::string& key_file) {
  AsioError error;
  auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  SSL_CTX* native = context->native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_alpn_select_cb(native, &SelectProtocol, nullptr);
  context->use_certificate_chain_file(cert_file, error);
  if (error) return BadFile("certificate", cert_file, error);
  context->use_private_key_file(key_file, asio::ssl::context::pem, error);
  if (error) return BadFile("private key", key_file, error);
  if (SSL_CTX_check_private_key(native) != 1) {
    return Fail(ErrorKind::kInvalid,
                "The private key " + Printable(key_file) + " does not belong to the certificate " +
                    Printable(cert_file) + ".",
                "Give the two files that were made together.");
  }
  return context;
}

}  // namespace millrace::net
