#pragma once
// SimServer and SimCaller: libs/wire without sockets: the same promises (request ids, deadlines,
// streams, connections that break and are made again) over a simulated network.
//
// Both belong to one machine and must be destroyed after its threads have ended.
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "libs/wire/caller.h"
#include "libs/wire/method_host.h"
#include "tests/sim/frame/network.h"
#include "tests/sim/frame/scheduler.h"

namespace paktum::sim {

class SimServer;
class SimCaller;

// What both ends of a connection share. An end that has gone, or has noticed that the other one
// has, is nullptr.
struct SimConnection {
  wire::PeerId peer;
  Place caller_place = 0;
  Place server_place = 0;
  SimCaller* caller = nullptr;
  SimServer* server = nullptr;
  Network::Lane up;
  Network::Lane down;
};

// Who listens where; outlives all of them.
struct Listeners {
  std::map<Place, SimServer*> servers;
  std::uint64_t connections = 0;
};

// How often, in 10,000 cases.
struct WireFaults {
  unsigned broken = 0;  // a connection, when a message is sent
  unsigned full = 0;    // a stream takes no more for the moment
};

struct SimWire {
  Scheduler& scheduler;
  Chance& chance;
  Network& network;
  Listeners listeners{};
  WireFaults faults{};
};

class SimServer final : public wire::MethodHost {
 public:
  SimServer(SimWire& wire, Place place, Machine machine);
  ~SimServer() override;
  SimServer(const SimServer&) = delete;
  SimServer& operator=(const SimServer&) = delete;

  void Handle(std::string method, Handler handler) override;
  void HandleBatch(std::string method, BatchHandler handler) override;
  void HandleStream(std::string method, Handler handler) override;
  void HandleOneWay(std::string method, OneWayHandler handler) override;
  void Flush() override;

  [[nodiscard]] Machine machine() const { return machine_; }
  [[nodiscard]] Scheduler& scheduler() const { return wire_.scheduler; }

  // Of the network: a connection has come, a request has arrived, a connection is over.
  void Admit(const std::shared_ptr<SimConnection>& connection);
  void Arrive(const std::shared_ptr<SimConnection>& connection, std::uint64_t id,
              const std::string& method, const std::string& body,
              std::chrono::microseconds time_left);
  void Drop(SimConnection& connection);

 private:
  class Reply;
  struct Method {
    Handler handler;
    BatchHandler batch;
    OneWayHandler one_way;
    bool stream = false;
  };
  struct Peer {
    std::shared_ptr<SimConnection> connection;
    std::map<std::uint64_t, std::weak_ptr<Reply>> open;
    std::set<std::uint64_t> seen;  // requests; a connection carries each of them once
  };
  void Send(SimConnection& connection, std::uint64_t id, const Status& status, std::string body,
            bool more);
  void SendBatch();

  SimWire& wire_;
  const Place place_;
  const Machine machine_;
  std::map<std::string, Method> methods_;
  std::map<wire::PeerId, Peer> peers_;
  std::vector<std::pair<const Method*, wire::ArrivedRequest>> gathered_;
  struct Later {
    std::shared_ptr<SimConnection> connection;
    std::uint64_t id;
    std::string body;
  };
  std::vector<Later> later_;
};

class SimCaller final : public wire::Caller {
 public:
  SimCaller(SimWire& wire, Place place, Machine machine, Place server);
  ~SimCaller() override;
  SimCaller(const SimCaller&) = delete;
  SimCaller& operator=(const SimCaller&) = delete;

  Result<std::string> Call(const std::string& method, std::string body, Deadline deadline) override;
  void SendOneWay(const std::string& method, std::string body) override;
  Result<std::unique_ptr<wire::Stream>> OpenStream(const std::string& method, std::string body,
                                                   Deadline deadline) override;
  [[nodiscard]] bool connected() const override { return connection_ != nullptr; }

  // Ends the present connection, as a network does.
  void Break();

  // Of the network: the connection stands, an answer has arrived, the connection is over.
  void Connected(const std::shared_ptr<SimConnection>& connection);
  void Arrive(const SimConnection& connection, std::uint64_t id, const Status& status,
              const std::string& body, bool more);
  void Drop();

 private:
  class SimStream;
  struct Pending {
    std::optional<Result<std::string>> answer;
  };
  void Connect();
  bool WaitForConnection(Deadline deadline);
  void Send(std::uint64_t id, const std::string& method, std::string body, Deadline deadline);

  SimWire& wire_;
  const Place place_;
  const Machine machine_;
  const Place server_place_;
  std::shared_ptr<SimConnection> connection_;
  std::chrono::microseconds pause_;
  std::uint64_t last_id_ = 0;
  Network::Lane knocking_;
  std::map<std::uint64_t, Pending*> pending_;
  std::map<std::uint64_t, SimStream*> streams_;
};

}  // namespace paktum::sim
