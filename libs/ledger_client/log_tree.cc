#include "libs/ledger_client/log_tree.h"

#include <utility>

#include "libs/ledger_client/messages.h"
#include "libs/ledger_client/remote_event_log.h"
#include "libs/wire/curve_directory.h"
#include "libs/wire/request_client.h"
#include "paktum/log/v1/log.pb.h"

namespace paktum::ledger_client {
namespace {

Status MalformedReply() { return Internal("wire.malformed_reply", "the reply cannot be read"); }

class RemoteLogTree final : public LogTree {
 public:
  explicit RemoteLogTree(std::unique_ptr<wire::RequestClient> client)
      : client_(std::move(client)) {}

  Result<std::string> Checkpoint(const std::string& pact, Deadline deadline) override {
    return CheckpointOf(pact, /*witnessed=*/false, deadline);
  }
  Result<std::string> WitnessedCheckpoint(const std::string& pact, Deadline deadline) override {
    return CheckpointOf(pact, /*witnessed=*/true, deadline);
  }

  Result<std::string> Tile(const std::string& pact, const transparency::TileId& tile,
                           Deadline deadline) override {
    log::v1::TileRequest request;
    request.set_pact(pact);
    request.set_level(tile.level);
    request.set_index(tile.index);
    request.set_width(static_cast<std::uint32_t>(tile.width));
    PAKTUM_ASSIGN_OR_RETURN(auto reply, Call<log::v1::TileReply>(kTileMethod, request, deadline));
    if (reply.hashes().size() != tile.width * transparency::kHashBytes) return MalformedReply();
    return std::move(*reply.mutable_hashes());
  }

  Status Cosign(const std::string& pact, const std::string& note, Deadline deadline) override {
    log::v1::CosignRequest request;
    request.set_pact(pact);
    request.set_note(note);
    return Call<log::v1::CosignReply>(kCosignMethod, request, deadline).status();
  }

 private:
  template <typename Reply, typename Request>
  Result<Reply> Call(const char* method, const Request& request, Deadline deadline) {
    PAKTUM_ASSIGN_OR_RETURN(const std::string bytes,
                            client_->Call(method, request.SerializeAsString(), deadline));
    Reply reply;
    if (!reply.ParseFromString(bytes)) return MalformedReply();
    return reply;
  }

  Result<std::string> CheckpointOf(const std::string& pact, bool witnessed, Deadline deadline) {
    log::v1::CheckpointRequest request;
    request.set_pact(pact);
    request.set_witnessed(witnessed);
    PAKTUM_ASSIGN_OR_RETURN(auto reply,
                            Call<log::v1::CheckpointReply>(kCheckpointMethod, request, deadline));
    return std::move(*reply.mutable_note());
  }

  const std::unique_ptr<wire::RequestClient> client_;
};

}  // namespace

Result<std::unique_ptr<LogTree>> ConnectLogTree(const RemoteLogTreeOptions& options) {
  wire::RequestClientOptions wire_options;
  wire_options.endpoint = options.endpoint;
  wire_options.connect_wait_ms = options.connect_wait_ms;
  PAKTUM_ASSIGN_OR_RETURN(wire_options.curve,
                          wire::CurveDirectory(options.curve).ClientOf(kEventLogKeys));
  PAKTUM_ASSIGN_OR_RETURN(auto client, wire::RequestClient::Connect(std::move(wire_options)));
  return std::unique_ptr<LogTree>(std::make_unique<RemoteLogTree>(std::move(client)));
}

}  // namespace paktum::ledger_client
