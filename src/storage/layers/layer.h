// The common ground of layers: a store around a store.
#pragma once

#include <memory>
#include <utility>

#include "storage/object_store.h"

namespace millrace::storage {

// Passes every call on. A layer overrides what it changes. A method added to ObjectStore is pure
// there, so no layer compiles until it is passed on here too.
class Layer : public ObjectStore {
 public:
  explicit Layer(std::unique_ptr<ObjectStore> inner) : inner_(std::move(inner)) {}

  Result<ListPage> List(const ListRequest& request) override { return inner_->List(request); }
  void GetMany(std::span<const GetRequest> requests, GetSink& sink) override {
    inner_->GetMany(requests, sink);
  }
  Result<ObjectInfo> Head(std::string_view key) override { return inner_->Head(key); }
  void PutMany(std::span<const PutRequest> requests, PutSink& sink) override {
    inner_->PutMany(requests, sink);
  }
  Result<void> Delete(std::string_view key, std::string_view version) override {
    return inner_->Delete(key, version);
  }
  Result<std::string> Presign(const PresignRequest& request) override {
    return inner_->Presign(request);
  }
  std::string BrowserOrigin(bool may_ask) override { return inner_->BrowserOrigin(may_ask); }
  Result<void> Check() override { return inner_->Check(); }
  Peer peer() const override { return inner_->peer(); }
  Result<std::string> Identity() override { return inner_->Identity(); }
  std::vector<Finding> Examine() override { return inner_->Examine(); }
  Result<SelfReport> Describe() override { return inner_->Describe(); }
  Capabilities capabilities() const override { return inner_->capabilities(); }
  Result<void> CheckKey(std::string_view key) const override { return inner_->CheckKey(key); }

 protected:
  ObjectStore& inner() { return *inner_; }
  const ObjectStore& inner() const { return *inner_; }

 private:
  std::unique_ptr<ObjectStore> inner_;
};

// Passes every outcome of a sink on.
class PutSinkLayer : public PutSink {
 public:
  explicit PutSinkLayer(PutSink& outer) : outer_(outer) {}
  void Done(size_t index, Result<ObjectInfo> outcome) override {
    outer_.Done(index, std::move(outcome));
  }

 protected:
  PutSink& outer() { return outer_; }

 private:
  PutSink& outer_;
};

// Passes every call of a sink on.
class SinkLayer : public GetSink {
 public:
  explicit SinkLayer(GetSink& outer) : outer_(outer) {}
  bool Start(size_t index, const ObjectInfo& info) override { return outer_.Start(index, info); }
  bool Data(size_t index, std::string_view bytes) override { return outer_.Data(index, bytes); }
  void Done(size_t index, Result<void> outcome) override { outer_.Done(index, std::move(outcome)); }

 protected:
  GetSink& outer() { return outer_; }

 private:
  GetSink& outer_;
};

}  // namespace millrace::storage
