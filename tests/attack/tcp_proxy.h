#pragma once
// TcpProxy: a bad line between clients and a server. Passes bytes, whatever they mean; cuts
// connections in the middle of a frame, lets bytes trickle or come late, goes on standing there
// without passing anything (half-open), or changes what passes as no network does, but somebody on
// the line can.
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

namespace paktum::attack {

enum class Flow : std::uint8_t { kPass, kTrickle, kStand };

// A thread of its own does the work. Methods may be called from any thread.
class TcpProxy {
 public:
  // `server_endpoint` is tcp://127.0.0.1:PORT; endpoint() is of the same form.
  TcpProxy(const std::string& server_endpoint, std::uint64_t seed);
  ~TcpProxy();
  TcpProxy(const TcpProxy&) = delete;
  TcpProxy& operator=(const TcpProxy&) = delete;

  [[nodiscard]] const std::string& endpoint() const;

  // How bytes flow, also on the connections there are. Trickle: a few bytes every millisecond.
  // What stands is neither read nor closed, so the sender's buffers fill.
  void SetFlow(Flow to_server, Flow to_client);
  // Every connection made from now on is cut (RST to both sides) after a random number of bytes, at
  // most so many; 0 = none is.
  void CutAfterBytes(std::uint64_t bytes_max);
  // Every segment waits for a random time, at most so long; 0 = none does.
  void Delay(std::uint32_t ms_max);
  // So many segments of a thousand come with a bit flipped, twice, not at all, or behind the next.
  void Tamper(std::uint32_t per_mille);
  // Cuts all connections there are, and refuses none later.
  void CutAll();

  [[nodiscard]] std::uint64_t open() const;      // connections
  [[nodiscard]] std::uint64_t cuts() const;      // connections cut so far
  [[nodiscard]] std::uint64_t tampered() const;  // segments
  [[nodiscard]] std::uint64_t bytes_to_client() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace paktum::attack
