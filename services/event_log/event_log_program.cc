#include "services/event_log/event_log_program.h"

#include <google/protobuf/stubs/logging.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include "libs/access/rules_file.h"
#include "libs/http/server.h"
#include "libs/http/standard_routes.h"
#include "libs/ledger_client/remote_event_log.h"
#include "libs/ledger_rocksdb/rocks_storage.h"
#include "libs/service/access_notice.h"
#include "libs/service/logging.h"
#include "libs/service/metrics.h"
#include "libs/service/tls_notice.h"
#include "libs/wire/curve_directory.h"
#include "libs/wire/endpoint.h"
#include "services/event_log/checkpoint_book.h"
#include "services/event_log/descriptors.h"
#include "services/event_log/event_log_service.h"
#include "services/event_log/log_metrics.h"
#include "services/event_log/tree_methods.h"

namespace paktum::event_log {
namespace {

constexpr std::chrono::seconds kStopTime{10};  // to answer what was taken
constexpr std::chrono::seconds kHealthLook{1};
constexpr std::size_t kHttpRequestsMax = 64;

Status MakeParent(const std::string& data) {
  std::error_code error;
  const auto parent = std::filesystem::absolute(data, error).parent_path();
  if (!error) std::filesystem::create_directories(parent, error);
  if (!error) return OkStatus();
  return InvalidArgument("config.data", "the data directory cannot be made: " + error.message(),
                         {{"data", data}});
}

Status LogLedgers(const ledger::Storage& storage) {
  PAKTUM_ASSIGN_OR_RETURN(const auto pacts, storage.Pacts());
  for (const std::string& pact : pacts) {
    PAKTUM_ASSIGN_OR_RETURN(const Position head, storage.Head(pact));
    service::LogInfo("ledger.opened", {{"pact", pact}, {"head", head.value()}});
  }
  return OkStatus();
}

// A directory that is not there is a mistake, not a ledger to begin.
Status RebuildIndexes(const ledger::RocksOptions& rocks) {
  std::error_code error;
  if (!std::filesystem::is_directory(rocks.path, error)) {
    return InvalidArgument("config.data", "there is no such data directory",
                           {{"data", rocks.path}});
  }
  PAKTUM_ASSIGN_OR_RETURN(const std::uint64_t records, ledger::RocksStorage::RebuildIndexes(rocks));
  service::LogInfo("storage.indexes_rebuilt", {{"records", records}});
  return OkStatus();
}

// What the files of a directory take; files that come and go meanwhile may be left out.
std::uint64_t BytesOf(const std::string& directory) {
  std::uint64_t bytes = 0;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code gone;
    const auto size = entry->file_size(gone);
    if (!gone) bytes += size;
  }
  return bytes;
}

// Nothing without a directory of keys, or without a key for checkpoints in it.
Result<std::unique_ptr<CheckpointBook>> OpenCheckpoints(const ProgramOptions& options,
                                                        const ledger::Storage& storage) {
  CheckpointOptions checkpoints;
  checkpoints.keys = options.curve;
  checkpoints.directory = options.data + "/checkpoints";
  std::error_code error;
  if (options.curve.empty() || !std::filesystem::exists(options.curve + "/checkpoint.key", error)) {
    service::LogWarning("checkpoints.none", {{"keys", options.curve}});
    return std::unique_ptr<CheckpointBook>();
  }
  return CheckpointBook::Open(checkpoints, storage);
}

// Nobody is asked over HTTP who it is that reads records: they stay on this machine.
Result<http::Address> HttpAddress(const ProgramOptions& options) {
  PAKTUM_ASSIGN_OR_RETURN(http::Address address,
                          http::ParseListenAddress(options.http, !options.tls.empty()));
  if (options.serve_entries && !http::IsLoopback(address.host)) {
    return InvalidArgument("config.entries_not_loopback",
                           "with --serve-entries --http stays on 127.0.0.1 or [::1]");
  }
  return address;
}

// /healthz, /readyz, /metrics and the trees of the log, if an address was given.
Result<std::unique_ptr<http::Server>> ServeHttp(const ProgramOptions& options, EventLogService& log,
                                                const ledger::Storage& storage,
                                                const CheckpointBook* checkpoints) {
  if (options.http.empty()) return std::unique_ptr<http::Server>();
  http::Router router;
  http::StandardRoutes routes;
  routes.ready = [&log] { return log.health(); };
  routes.metrics = [&log] { return log.ExposeMetrics(); };
  http::AddStandardRoutes(router, std::move(routes));
  AddTreeRoutes(router, storage, checkpoints, options.serve_entries);
  http::ServerOptions server;
  PAKTUM_ASSIGN_OR_RETURN(server.address, HttpAddress(options));
  server.tls = options.tls;
  server.tls_changed = &service::LogTlsChange;
  server.worker_threads = 2;
  server.worker_queue_max = kHttpRequestsMax;
  server.connections_max = kHttpRequestsMax;
  server.body_bytes_max = 0;
  return http::Server::Start(std::move(server), std::move(router));
}

// The rules in the directory of the keys. Nothing without them: then everybody who can connect may
// say and read everything.
Result<std::shared_ptr<access::RulesFile>> LoadRules(const std::string& directory, bool without) {
  if (directory.empty() || without) {
    service::LogWarning("rules.none",
                        {{"may_append", directory.empty() ? "everybody on this machine"
                                                          : "everybody with a listed key"}});
    return std::shared_ptr<access::RulesFile>();
  }
  PAKTUM_ASSIGN_OR_RETURN(
      auto rules, access::RulesFile::Open(directory + "/rules.textproto", service::LogRulesChange));
  service::LogInfo("rules.in_force", {{"members", rules->Current()->size()}});
  return rules;
}

// Fewer than wanted when the system allows this process too few open files.
std::size_t RoomForConnections(std::size_t wanted, std::size_t storage_files) {
  const std::size_t room = ConnectionsThatFit(wanted, storage_files);
  if (room < wanted) {
    service::LogWarning("service.few_descriptors", {{"connections_max", room}});
  }
  return room;
}

// Until the stop; tells once when the log stops taking appends.
void WaitForStop(const EventLogService& log, const service::StopSignal& stop) {
  bool told = false;
  while (!stop.WaitBefore(DeadlineIn(kHealthLook))) {
    const Status health = log.health();
    if (health.ok() || told) continue;
    service::LogError("log.writes_stopped", {{"status", health}});
    told = true;
  }
}

}  // namespace

Status RunEventLog(const ProgramOptions& options, service::StopSignal& stop) {
  // protobuf writes a line for every text field that is not UTF-8: a peer must not fill our log.
  google::protobuf::SetLogHandler(nullptr);
  // Before the storage is opened, so that a mistyped flag leaves no trace.
  PAKTUM_ASSIGN_OR_RETURN(
      const auto keys, wire::CurveDirectory(options.curve)
                           .RequestServer(ledger_client::kEventLogKeys, service::LogAccessChange));
  PAKTUM_ASSIGN_OR_RETURN(const auto rules, LoadRules(options.curve, options.without_rules));
  const auto reach = keys ? wire::EndpointReach::kNetwork : wire::EndpointReach::kThisMachine;
  PAKTUM_RETURN_IF_ERROR(wire::CheckEndpoint(options.listen, wire::EndpointUse::kListen, reach));
  PAKTUM_RETURN_IF_ERROR(wire::CheckEndpoint(options.hints, wire::EndpointUse::kListen, reach));
  if (!options.http.empty()) PAKTUM_RETURN_IF_ERROR(HttpAddress(options).status());
  ledger::RocksOptions rocks;
  rocks.path = options.data;
  rocks.on_tiles_made = [](const std::string& pact, std::uint64_t done, std::uint64_t all) {
    service::LogInfo("storage.tiles_made", {{"pact", pact}, {"records", done}, {"of", all}});
  };
  if (options.rebuild_indexes) return RebuildIndexes(rocks);
  service::Metrics metrics;
  rocks.on_log_sync = [seconds = AddSyncHistogram(metrics)](std::chrono::nanoseconds took) {
    seconds.Observe(std::chrono::duration<double>(took).count());
  };
  PAKTUM_RETURN_IF_ERROR(MakeParent(options.data));
  PAKTUM_ASSIGN_OR_RETURN(const auto storage, ledger::RocksStorage::Open(rocks));
  PAKTUM_RETURN_IF_ERROR(LogLedgers(*storage));
  PAKTUM_ASSIGN_OR_RETURN(const auto checkpoints, OpenCheckpoints(options, *storage));

  const SystemClock clock;
  EventLogServiceOptions service_options;
  service_options.server.endpoint = options.listen;
  service_options.server.curve = keys;
  service_options.rules = rules;
  service_options.hints_endpoint = options.hints;
  service_options.checkpoints = checkpoints.get();
  service_options.server.connections_max = RoomForConnections(
      service_options.server.connections_max, static_cast<std::size_t>(rocks.open_files_max));
  service_options.sequencer.append_events_max = static_cast<std::size_t>(options.append_events_max);
  service_options.storage_bytes = [&options] { return BytesOf(options.data); };
  PAKTUM_ASSIGN_OR_RETURN(const auto log,
                          EventLogService::Start(service_options, *storage, clock, metrics));
  PAKTUM_ASSIGN_OR_RETURN(const auto http, ServeHttp(options, *log, *storage, checkpoints.get()));
  service::LogInfo("service.ready", {{"listen", log->endpoint()},
                                     {"hints", log->hints_endpoint()},
                                     {"http_port", http == nullptr ? 0 : http->port()}});
  WaitForStop(*log, stop);
  service::LogInfo("service.stopping");
  log->Stop(DeadlineIn(kStopTime));
  service::LogInfo("service.stopped");
  return OkStatus();
}

}  // namespace paktum::event_log
