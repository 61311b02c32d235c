// walk_listing URL: the limit of a scan. Follows the pages of ListObjectsV2 below a bucket's URL on
// one connection and only looks for what leads on; counts the keys.
#include <curl/curl.h>

#include <string>
#include <string_view>

#include "figure.h"

namespace millrace::bench {
namespace {

size_t Append(char* data, size_t, size_t size, void* page) {
  static_cast<std::string*>(page)->append(data, size);
  return size;
}

// The text of the first such element; empty if there is none.
std::string_view Element(std::string_view page, std::string_view open, std::string_view close) {
  const size_t begin = page.find(open);
  if (begin == std::string_view::npos) return {};
  const size_t end = page.find(close, begin);
  return page.substr(begin + open.size(), end - begin - open.size());
}

int Main(const std::string& bucket) {
  CURL* curl = curl_easy_init();
  std::string page;
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, Append);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &page);
  curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt(curl, CURLOPT_BUFFERSIZE, 256L << 10);

  int64_t keys = 0, bytes = 0;
  std::string token;
  const Stopwatch watch;
  do {
    std::string url = bucket + "?list-type=2&encoding-type=url&max-keys=1000";
    if (!token.empty()) url += "&continuation-token=" + token;
    page.clear();
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    if (const CURLcode code = curl_easy_perform(curl); code != CURLE_OK)
      Stop("walk_listing", curl_easy_strerror(code));
    keys += atoll(std::string(Element(page, "<KeyCount>", "</KeyCount>")).c_str());
    bytes += static_cast<int64_t>(page.size());
    token = Element(page, "<NextContinuationToken>", "</NextContinuationToken>");
  } while (!token.empty());
  PrintFigure(keys, bytes, watch.Seconds());
  curl_easy_cleanup(curl);
  return 0;
}

}  // namespace
}  // namespace millrace::bench

int main(int argc, char** argv) {
  if (argc != 2) millrace::bench::Stop("usage", "walk_listing http://HOST:PORT/BUCKET");
  return millrace::bench::Main(argv[1]);
}
