#include "libs/wire/request_server.h"

#include <utility>

#include "libs/wire/internal/server_core.h"

namespace paktum::wire {

RequestServer::RequestServer(RequestServerOptions options)
    : core_(std::make_unique<ServerCore>(std::move(options))) {}
RequestServer::~RequestServer() = default;

void RequestServer::Handle(std::string method, Handler handler) {
  core_->AddMethod(std::move(method), {ServerCore::Kind::kUnary, std::move(handler), {}, {}});
}

void RequestServer::HandleBatch(std::string method, BatchHandler handler) {
  core_->AddMethod(std::move(method), {ServerCore::Kind::kUnary, {}, {}, std::move(handler)});
}

void RequestServer::HandleStream(std::string method, Handler handler) {
  core_->AddMethod(std::move(method), {ServerCore::Kind::kStream, std::move(handler), {}, {}});
}

void RequestServer::HandleOneWay(std::string method, OneWayHandler handler) {
  core_->AddMethod(std::move(method), {ServerCore::Kind::kOneWay, {}, std::move(handler), {}});
}

Status RequestServer::Start() { return core_->Start(); }
const std::string& RequestServer::endpoint() const { return core_->endpoint(); }
void RequestServer::Flush() { core_->Flush(); }
void RequestServer::Stop(Deadline deadline) { core_->Stop(deadline); }
RequestServerCounts RequestServer::counts() const { return core_->counts(); }

}  // namespace paktum::wire
