#pragma once
// RawPeer: one TCP connection to a ZeroMQ server, one descriptor, spoken by hand: what no library
// would send, and as many as descriptors allow. Blocking; one thread.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace paktum::attack {

class RawPeer {
 public:
  // Connects to tcp://127.0.0.1:PORT; says nothing yet. `receive_buffer` 0 = the system's choice.
  explicit RawPeer(const std::string& endpoint, int receive_buffer = 0);
  ~RawPeer();
  RawPeer(RawPeer&& other) noexcept;
  RawPeer(const RawPeer&) = delete;
  RawPeer& operator=(const RawPeer&) = delete;
  RawPeer& operator=(RawPeer&&) = delete;

  // Greets and introduces itself as a DEALER without security (ZMTP 3.0); false when the server
  // does not go on.
  bool ShakeHands();
  // False when the server has closed the connection.
  bool SendBytes(std::string_view bytes);
  bool SendFrame(std::string_view body, bool more = false);
  bool SendPing();
  // The body of the next frame that is no command; pings are answered. Nothing when the connection
  // ends, or says nothing for 20 s.
  std::optional<std::string> ReceiveFrame();
  // True when the server closes the connection within 20 s; what comes before is thrown away.
  bool IsClosed();

  static std::string Greeting(std::string_view mechanism = "NULL");
  static std::string Ready();
  static std::string FrameBytes(std::string_view body, bool more);

 private:
  bool ReadExactly(std::size_t size, std::string& bytes);
  int fd_ = -1;
};

}  // namespace paktum::attack
