#pragma once
// NetworkThread: one thread that does the network of any number of RequestClients.
//
// A client has a thread of its own unless it is given one of these. Clients that share one take
// turns on it: a callback that takes long holds up the others, and so does looking up the name of a
// host. Lives as long as any client that uses it.
#include <memory>

namespace paktum::wire {

class ClientLoop;

class NetworkThread {
 public:
  NetworkThread();
  ~NetworkThread();
  NetworkThread(const NetworkThread&) = delete;
  NetworkThread& operator=(const NetworkThread&) = delete;

 private:
  friend class ClientCore;
  const std::shared_ptr<ClientLoop> loop_;
};

}  // namespace paktum::wire
