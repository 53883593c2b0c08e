#include "libs/office/office_witness.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "libs/ledger_client/log_tree.h"
#include "libs/service/logging.h"

namespace paktum::office {

Result<std::unique_ptr<witness::Witness>> StartWitness(const OfficeConfig& config,
                                                       const std::vector<std::string>& pacts,
                                                       const Clock& clock,
                                                       service::Metrics& metrics) {
  std::error_code error;
  if (config.curve.empty() || !std::filesystem::exists(config.curve + "/witness.key", error)) {
    service::LogWarning("office.no_witness", {{"member", config.member}});
    return std::unique_ptr<witness::Witness>();
  }
  witness::WitnessOptions options;
  options.keys = config.curve;
  options.directory = config.data_directory + "/witness";
  options.pacts = pacts;
  for (const std::string& text : config.witness_peers) {
    PAKTUM_ASSIGN_OR_RETURN(witness::Peer peer, witness::ParsePeer(text));
    options.peers.push_back(std::move(peer));
  }
  ledger_client::RemoteLogTreeOptions log;
  log.endpoint = config.log_endpoint;
  log.curve = config.curve;
  PAKTUM_ASSIGN_OR_RETURN(auto tree, ledger_client::ConnectLogTree(log));
  return witness::Witness::Start(options, std::move(tree), clock, metrics);
}

}  // namespace paktum::office
