// Long request bodies: who may send them, where they go, and what is left of those that break off.
#include <dirent.h>
#include <gmock/gmock.h>

#include <atomic>

#include "net/http_server.h"
#include "net/test_peer.h"

namespace millrace::net {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr size_t kAbove = 1000;

// A server that tells of each body: how long it is and where it was.
class HttpUploadTest : public testing::Test {
 protected:
  void Start(std::function<Admission(Request&)> admit) {
    HttpServer::Options options;
    options.port = 0;
    options.spool_above = kAbove;
    options.spool_dir = directory_.path();
    options.admit = std::move(admit);
    options.error_body = [](int status, std::string_view sentence) {
      return "E" + std::to_string(status) + ":" + std::string(sentence);
    };
    auto server = HttpServer::Start(std::move(options), [](Request& request) -> Reply {
      if (request.spooled == nullptr) {
        return Response{.body = "memory " + std::to_string(request.body.size())};
      }
      EXPECT_TRUE(request.body.empty());
      std::string all;
      const auto read = request.spooled->ForEachPiece([&](std::string_view piece) {
        all += piece;
        return Result<void>();
      });
      EXPECT_TRUE(read.has_value());
      return Response{.body = "file " + std::to_string(all.size()) + " " +
                              (all == Bytes(all.size()) ? "same" : "other")};
    });
    ASSERT_TRUE(server.has_value()) << server.error().Sentence();
    server_ = *std::move(server);
  }

  static std::string Bytes(size_t size) {
    std::string bytes(size, 'x');
    for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>('a' + i % 23);
    return bytes;
  }

  static std::string Post(size_t size, const std::string& headers = "") {
    return "POST /big HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(size) + "\r\n" +
           headers + "\r\n";
  }

  std::string Exchange(const std::string& text) {
    RawSocket client = RawSocket::Connect(server_->port());
    client.Send(text);
    return client.ReadToEnd();
  }

  size_t FilesLeft() {
    size_t count = 0;
    DIR* listing = opendir(directory_.path().c_str());
    while (const dirent* entry = readdir(listing))
      count += entry->d_name[0] != '.' || entry->d_name[1] == 'b';
    closedir(listing);
    return count;
  }

  ScratchDir directory_;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpUploadTest, KeepsShortBodiesInMemoryWithoutAsking) {
  std::atomic<int> asked = 0;
  Start([&](Request&) { return ++asked, Admission{.max_body = 1 << 20, .into_file = true}; });
  EXPECT_THAT(Exchange(Post(kAbove, "Connection: close\r\n") + Bytes(kAbove)),
              HasSubstr("\r\n\r\nmemory 1000"));
  EXPECT_EQ(asked, 0);
}

TEST_F(HttpUploadTest, PutsLongBodiesIntoAFileWithoutAName) {
  Start([&](Request& head) {
    EXPECT_EQ(head.path, "/big");
    EXPECT_EQ(head.peer, "127.0.0.1");
    return Admission{.max_body = 64 << 20, .into_file = true};
  });
  // Twice over one connection: the second request finds nothing of the first.
  constexpr size_t kSize = 5'000'001;
  EXPECT_THAT(Exchange(Post(kSize) + Bytes(kSize) + Post(kAbove + 1, "Connection: close\r\n") +
                       Bytes(kAbove + 1)),
              testing::AllOf(HasSubstr("file 5000001 same"), HasSubstr("file 1001 same")));
  EXPECT_EQ(FilesLeft(), 0u);
}

TEST_F(HttpUploadTest, TakesChunkedBodiesTheSameWay) {
  Start([](Request&) { return Admission{.max_body = 64 << 20, .into_file = true}; });
  std::string text =
      "POST /big HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
  const std::string bytes = Bytes(230'000);
  for (size_t at = 0; at < bytes.size(); at += 23'000) {
    text += "59d8\r\n" + bytes.substr(at, 23'000) + "\r\n";
  }
  EXPECT_THAT(Exchange(text + "0\r\n\r\n"), HasSubstr("file 230000 same"));
}

TEST_F(HttpUploadTest, MayKeepALongBodyInMemory) {
  Start([](Request&) { return Admission{.max_body = 1 << 20}; });
  EXPECT_THAT(Exchange(Post(500'000, "Connection: close\r\n") + Bytes(500'000)),
              HasSubstr("memory 500000"));
}

TEST_F(HttpUploadTest, RefusesBeforeTheBodyComes) {
  Start([](Request&) { return Admission{.refusal = Response{.status = 401, .body = "who?"}}; });
  RawSocket client = RawSocket::Connect(server_->port());
  client.Send(Post(1u << 30, "Expect: 100-continue\r\n"));
  const std::string answer = client.ReadToEnd();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 401 "));
  EXPECT_THAT(answer, HasSubstr("who?"));
}

TEST_F(HttpUploadTest, AsksForTheBodyThatItTakes) {
  Start([](Request&) { return Admission{.max_body = 1 << 20, .into_file = true}; });
  RawSocket client = RawSocket::Connect(server_->port());
  client.Send(Post(2000, "Expect: 100-continue\r\nConnection: close\r\n"));
  EXPECT_THAT(client.ReadUntil("\r\n\r\n"), StartsWith("HTTP/1.1 100 Continue"));
  client.Send(Bytes(2000));
  EXPECT_THAT(client.ReadToEnd(), HasSubstr("file 2000 same"));
}

TEST_F(HttpUploadTest, LimitsWhatIsAnnouncedAndWhatComes) {
  Start([](Request&) {
    return Admission{.max_body = 5000, .into_file = true, .advice = "Send less."};
  });
  EXPECT_THAT(Exchange(Post(5001)),
              HasSubstr("E413:The request's body is longer than 4.9 KiB. Send less."));
  std::string chunked = "POST /big HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 6; ++i) chunked += "3e8\r\n" + Bytes(1000) + "\r\n";
  EXPECT_THAT(Exchange(chunked), HasSubstr("HTTP/1.1 413 "));
}

TEST_F(HttpUploadTest, SaysThatTheDiskCannotTakeIt) {
  Start([](Request&) { return Admission{.max_body = 1 << 20, .into_file = true}; });
  std::filesystem::remove_all(directory_.path());
  const std::string answer = Exchange(Post(2000) + Bytes(2000));
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 507 "));
  EXPECT_THAT(answer, HasSubstr(directory_.path()));
}

TEST_F(HttpUploadTest, ForgetsABodyThatBreaksOff) {
  Start([](Request&) { return Admission{.max_body = 64 << 20, .into_file = true}; });
  {
    RawSocket client = RawSocket::Connect(server_->port());
    client.Send(Post(10'000'000) + Bytes(3'000'000));
  }
  EXPECT_THAT(Exchange(Post(2000, "Connection: close\r\n") + Bytes(2000)),
              HasSubstr("file 2000 same"));
  EXPECT_EQ(FilesLeft(), 0u);
}

}  // namespace
}  // namespace millrace::net
