// transfer_objects get|put|fill CONCURRENCY [METHOD [HEADER]…] < LINES: the limit of reading and
// writing objects over HTTP, a bare libcurl-multi loop with so many transfers at once.
//   get   fetches each URL of standard input (one a line) and discards the bodies
//   put   fetches each line's first URL, then (measured) writes that body to the URL behind the
//         space: lines are "FROM TO"
//   fill  writes what stands behind the space: lines are "TO BODY"
// Writes are sent with METHOD (PUT if not given) and these header fields.
#include <curl/curl.h>

#include <algorithm>
#include <iostream>
#include <span>
#include <string>
#include <vector>

#include "figure.h"

namespace millrace::bench {
namespace {

struct Item {
  std::string from, to, body;
};

size_t Discard(char*, size_t, size_t size, void*) { return size; }
size_t Append(char* data, size_t, size_t size, void* body) {
  static_cast<std::string*>(body)->append(data, size);
  return size;
}

class Loop {
 public:
  Loop(std::vector<Item>& items, int concurrency) : items_(items), multi_(curl_multi_init()) {
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(concurrency));
    handles_.resize(std::min<size_t>(concurrency, items.size()));
    for (CURL*& handle : handles_) {
      handle = curl_easy_init();
      curl_easy_setopt(handle, CURLOPT_FAILONERROR, 1L);
      curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    }
  }
  ~Loop() {
    for (CURL* handle : handles_) curl_easy_cleanup(handle);
    curl_multi_cleanup(multi_);
  }

  // `prepare` sets a handle up for an item. Returns the bytes of all bodies.
  template <class Prepare>
  int64_t Run(const Prepare& prepare, CURLINFO size_info) {
    int64_t bytes = 0;
    size_t next = 0, done = 0;
    const auto start = [&](CURL* handle) {
      prepare(handle, items_[next++]);
      curl_multi_add_handle(multi_, handle);
    };
    for (CURL* handle : handles_) start(handle);
    while (done < items_.size()) {
      int running = 0, left = 0;
      curl_multi_perform(multi_, &running);
      while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
        CURL* handle = message->easy_handle;
        if (message->data.result != CURLE_OK)
          Stop("transfer_objects", curl_easy_strerror(message->data.result));
        curl_off_t size = 0;
        curl_easy_getinfo(handle, size_info, &size);
        bytes += size;
        ++done;
        curl_multi_remove_handle(multi_, handle);
        if (next < items_.size()) start(handle);
      }
      if (done < items_.size()) curl_multi_poll(multi_, nullptr, 0, 1000, nullptr);
    }
    return bytes;
  }

 private:
  std::vector<Item>& items_;
  CURLM* multi_;
  std::vector<CURL*> handles_;
};

int Get(std::vector<Item>& items, int concurrency) {
  Loop loop(items, concurrency);
  const Stopwatch watch;
  const int64_t bytes = loop.Run(
      [](CURL* handle, const Item& item) {
        curl_easy_setopt(handle, CURLOPT_URL, item.from.c_str());
        curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, Discard);
      },
      CURLINFO_SIZE_DOWNLOAD_T);
  PrintFigure(static_cast<int64_t>(items.size()), bytes, watch.Seconds());
  return 0;
}

void Fetch(std::vector<Item>& items, int concurrency) {
  Loop(items, concurrency)
      .Run(
          [](CURL* handle, Item& item) {
            curl_easy_setopt(handle, CURLOPT_URL, item.from.c_str());
            curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, Append);
            curl_easy_setopt(handle, CURLOPT_WRITEDATA, &item.body);
          },
          CURLINFO_SIZE_DOWNLOAD_T);
}

int Write(std::vector<Item>& items, int concurrency, const char* method,
          std::span<char* const> fields) {
  curl_slist* headers = curl_slist_append(nullptr, "Content-Type: application/json");
  headers = curl_slist_append(headers, "Expect:");
  for (const char* field : fields) headers = curl_slist_append(headers, field);
  Loop loop(items, concurrency);
  const Stopwatch watch;
  const int64_t bytes = loop.Run(
      [&](CURL* handle, const Item& item) {
        curl_easy_setopt(handle, CURLOPT_URL, item.to.c_str());
        curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, method);
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, item.body.data());
        curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE, static_cast<long>(item.body.size()));
        curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, Discard);
      },
      CURLINFO_SIZE_UPLOAD_T);
  PrintFigure(static_cast<int64_t>(items.size()), bytes, watch.Seconds());
  curl_slist_free_all(headers);
  return 0;
}

}  // namespace
}  // namespace millrace::bench

int main(int argc, char** argv) {
  using namespace millrace::bench;
  const std::string mode = argc >= 3 ? argv[1] : "";
  const int concurrency = argc >= 3 ? atoi(argv[2]) : 0;
  if ((mode != "get" && mode != "put" && mode != "fill") || concurrency < 1)
    Stop("usage", "transfer_objects get|put|fill CONCURRENCY [METHOD [HEADER]…] < LINES");
  std::vector<Item> items;
  for (std::string line; std::getline(std::cin, line);) {
    const size_t space = std::min(line.find(' '), line.size());
    std::string first = line.substr(0, space), rest = line.substr(std::min(space + 1, line.size()));
    if (mode == "fill")
      items.push_back({"", std::move(first), std::move(rest)});
    else
      items.push_back({std::move(first), std::move(rest), ""});
  }
  if (items.empty()) Stop("transfer_objects", "no URL on standard input");
  if (mode == "get") return Get(items, concurrency);
  if (mode == "put") Fetch(items, concurrency);
  return Write(items, concurrency, argc > 3 ? argv[3] : "PUT",
               {argv + std::min(argc, 4), argv + argc});
}
