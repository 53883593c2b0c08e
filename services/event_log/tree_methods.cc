#include "services/event_log/tree_methods.h"

#include <algorithm>
#include <utility>

#include "libs/http/problem.h"
#include "libs/ledger/append_rules.h"
#include "libs/ledger_client/messages.h"
#include "libs/transparency/tile.h"
#include "paktum/log/v1/log.pb.h"
#include "services/event_log/request_message.h"

namespace paktum::event_log {
namespace {

using transparency::kTileWidth;
using transparency::TileId;

constexpr const char* kForever = "public, max-age=31536000, immutable";
constexpr const char* kBytes = "application/octet-stream";

Status SignsNothing() { return NotFound("checkpoint.none", "this log signs no checkpoints"); }

Result<std::string> CheckpointOf(const CheckpointBook* book, const std::string& pact,
                                 bool witnessed) {
  if (book == nullptr) return SignsNothing();
  return witnessed ? book->Witnessed(pact) : book->Newest(pact);
}

// The bundle of entries 256 · index onwards.
Result<std::string> EntriesOf(const ledger::Storage& storage, const std::string& pact,
                              const TileId& tile) {
  PAKTUM_ASSIGN_OR_RETURN(const Position head, storage.Head(pact));
  PAKTUM_RETURN_IF_ERROR(ledger::CheckTileExists(tile, head.value()));
  std::string bundle;
  const std::uint64_t first = tile.index * kTileWidth;
  for (std::uint64_t done = 0; done < tile.width;) {
    ledger::ReadLimit limit;
    limit.records = tile.width - done;
    PAKTUM_ASSIGN_OR_RETURN(const auto records, storage.Read(pact, Position(first + done), limit));
    if (records.empty()) return Internal("log.read_nothing", "a read before the head was empty");
    for (const ledger::Record& record : records) {
      transparency::AppendEntry(bundle, record.stored);
    }
    done += records.size();
  }
  return bundle;
}

http::Response Answer(const http::Request& request, Result<std::string> body,
                      const char* content_type, const char* cache_control) {
  if (!body.ok()) return http::ProblemResponse(http::ProblemOf(body.status()), request);
  http::Response response;
  response.content_type = content_type;
  response.body = std::move(*body);
  response.headers.Add("Cache-Control", cache_control);
  return response;
}

}  // namespace

void AddTreeMethods(LogCore& core, wire::MethodHost& host, const ledger::Storage& storage,
                    CheckpointBook* book) {
  using wire::IncomingRequest;
  // Hashes tell nothing of what was recorded: who takes part in the pact may have all of them.
  core.AddRead(host, ledger_client::kCheckpointMethod,
               [&core, book](const IncomingRequest& asked) -> Result<std::string> {
                 PAKTUM_ASSIGN_OR_RETURN(const auto request,
                                         ParseRequest<log::v1::CheckpointRequest>(asked.body));
                 PAKTUM_RETURN_IF_ERROR(core.MayReadPact(asked.peer_name, request.pact()));
                 log::v1::CheckpointReply reply;
                 PAKTUM_ASSIGN_OR_RETURN(*reply.mutable_note(),
                                         CheckpointOf(book, request.pact(), request.witnessed()));
                 return reply.SerializeAsString();
               });
  core.AddRead(
      host, ledger_client::kTileMethod,
      [&core, &storage](const IncomingRequest& asked) -> Result<std::string> {
        PAKTUM_ASSIGN_OR_RETURN(const auto request, ParseRequest<log::v1::TileRequest>(asked.body));
        PAKTUM_RETURN_IF_ERROR(core.MayReadPact(asked.peer_name, request.pact()));
        log::v1::TileReply reply;
        PAKTUM_ASSIGN_OR_RETURN(
            *reply.mutable_hashes(),
            storage.ReadTile(request.pact(), {request.level(), request.index(), request.width()}));
        return reply.SerializeAsString();
      });
  core.AddRead(host, ledger_client::kCosignMethod,
               [&core, book](const IncomingRequest& asked) -> Result<std::string> {
                 PAKTUM_ASSIGN_OR_RETURN(const auto request,
                                         ParseRequest<log::v1::CosignRequest>(asked.body));
                 PAKTUM_RETURN_IF_ERROR(core.MayReadPact(asked.peer_name, request.pact()));
                 if (book == nullptr) return SignsNothing();
                 PAKTUM_RETURN_IF_ERROR(book->TakeCosignatures(request.pact(), request.note()));
                 return log::v1::CosignReply().SerializeAsString();
               });
}

void AddTreeRoutes(http::Router& router, const ledger::Storage& storage, const CheckpointBook* book,
                   bool entries) {
  const auto add_checkpoint = [&](const char* pattern, bool witnessed) {
    router.Add("GET", pattern, [book, witnessed](const http::Request& request) {
      return Answer(request, CheckpointOf(book, request.Parameter("pact"), witnessed),
                    "text/plain; charset=utf-8", "no-cache");
    });
  };
  add_checkpoint("/ledgers/{pact}/checkpoint", /*witnessed=*/true);
  add_checkpoint("/ledgers/{pact}/checkpoint/newest", /*witnessed=*/false);
  router.Add("GET", "/ledgers/{pact}/tile/{path...}",
             [&storage, entries](const http::Request& request) {
               const std::string& pact = request.Parameter("pact");
               const auto wanted = transparency::ParseTilePath("tile/" + request.Parameter("path"));
               const auto body = [&]() -> Result<std::string> {
                 const bool may = wanted && (entries || !wanted->entries);
                 if (!may) return NotFound("tile.missing", "no such file");
                 return wanted->entries ? EntriesOf(storage, pact, wanted->tile)
                                        : storage.ReadTile(pact, wanted->tile);
               };
               return Answer(request, body(), kBytes, kForever);
             });
}

}  // namespace paktum::event_log
