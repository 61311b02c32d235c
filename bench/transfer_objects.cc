// transfer_objects get|put CONCURRENCY < URLS: the limit of reading and writing objects, a bare
// libcurl-multi loop with so many transfers at once.
//   get   fetches each URL of standard input (one a line) and discards the bodies
//   put   fetches each first line's body, then (measured) puts it to the URL behind the space:
//         lines are "FROM TO"
#include <curl/curl.h>

#include <algorithm>
#include <iostream>
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

int Put(std::vector<Item>& items, int concurrency) {
  Loop fetch(items, concurrency);
  fetch.Run(
      [](CURL* handle, Item& item) {
        curl_easy_setopt(handle, CURLOPT_URL, item.from.c_str());
        curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, Append);
        curl_easy_setopt(handle, CURLOPT_WRITEDATA, &item.body);
      },
      CURLINFO_SIZE_DOWNLOAD_T);

  // What every PUT of an export carries: the condition of a first write.
  curl_slist* headers = curl_slist_append(nullptr, "If-None-Match: *");
  headers = curl_slist_append(headers, "Content-Type: application/json");
  Loop loop(items, concurrency);
  const Stopwatch watch;
  const int64_t bytes = loop.Run(
      [&](CURL* handle, const Item& item) {
        curl_easy_setopt(handle, CURLOPT_URL, item.to.c_str());
        curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, "PUT");
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
  const std::string mode = argc == 3 ? argv[1] : "";
  const int concurrency = argc == 3 ? atoi(argv[2]) : 0;
  if ((mode != "get" && mode != "put") || concurrency < 1)
    Stop("usage", "transfer_objects get|put CONCURRENCY < URLS");
  std::vector<Item> items;
  for (std::string line; std::getline(std::cin, line);) {
    const size_t space = line.find(' ');
    items.push_back(
        {line.substr(0, space), space == std::string::npos ? "" : line.substr(space + 1), ""});
  }
  if (items.empty()) Stop("transfer_objects", "no URL on standard input");
  return mode == "get" ? Get(items, concurrency) : Put(items, concurrency);
}
