#pragma once
// What is measured: a system that takes appends and gives them back, in a load of a given shape.
//
// A measurement opens a Window of time: the clients run before it opens (warm-up) and until it has
// closed; only answers that come inside count. Every contestant gets the same payloads, the same
// number of connections and the same number of appends in flight.
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/bench/harness/child.h"

namespace paktum::bench {

using SteadyClock = std::chrono::steady_clock;
using TimePoint = SteadyClock::time_point;

// One of the shapes A–D.
struct Load {
  int connections = 1;
  int in_flight = 1;          // appends of one connection that wait for their answer
  int events_per_append = 1;  // > 1: one atomic append where the system has such a thing
};

class Window {
 public:
  // All clients are connected and begin to work: the warm-up starts.
  void Begin() {
    phase_ = Phase::kWarmUp;
    phase_.notify_all();
  }
  void WaitForBegin() const { phase_.wait(Phase::kConnecting); }
  void Open() { phase_ = Phase::kOpen; }
  void Close() { phase_ = Phase::kClosed; }
  [[nodiscard]] bool open() const { return phase_ == Phase::kOpen; }
  [[nodiscard]] bool closed() const { return phase_ == Phase::kClosed; }

 private:
  enum class Phase : std::uint8_t { kConnecting, kWarmUp, kOpen, kClosed };
  std::atomic<Phase> phase_{Phase::kConnecting};
};

// Counts the answers that one thread gets.
class Recorder {
 public:
  explicit Recorder(const Window& window) : window_(window) {}
  void Answered(TimePoint sent, int events) {
    if (!window_.open()) return;
    events_ += static_cast<std::uint64_t>(events);
    const std::chrono::duration<float, std::micro> took = SteadyClock::now() - sent;
    latencies_us_.push_back(took.count());
  }
  [[nodiscard]] std::uint64_t events() const { return events_; }
  [[nodiscard]] const std::vector<float>& latencies_us() const { return latencies_us_; }

 private:
  const Window& window_;
  std::uint64_t events_ = 0;
  std::vector<float> latencies_us_;
};

class Contestant {
 public:
  virtual ~Contestant() = default;

  [[nodiscard]] virtual std::string name() const = 0;
  // Shapes that it is measured in, of "ABCDE".
  [[nodiscard]] virtual std::string shapes() const = 0;

  // Starts the system with nothing in it; Stop ends it and removes its data.
  virtual void Start() = 0;
  virtual void Stop() = 0;
  // Its main process.
  [[nodiscard]] virtual pid_t pid() const = 0;

  // Makes `load.connections` connections, begins the window and appends until it has closed.
  // Returns one recorder for each thread that counted. Dies when an append is refused: a wrong run
  // has no figures.
  virtual std::vector<Recorder> Append(const Load& load, Window& window) = 0;

  // Appends this many events as fast as it can, for Read.
  virtual void Fill(std::uint64_t events) = 0;
  // Reads all that Fill appended, in order, with one subscriber; dies when one is missing.
  virtual void ReadAll(std::uint64_t events) = 0;
};

struct Figures {
  double rate = 0;  // events a second
  double p50_ms = 0;
  double p99_ms = 0;
  double server_cpu_s = 0;
  double client_cpu_s = 0;
  double seconds = 0;  // how long was measured
  long memory_kb = 0;  // of the server
};

Load LoadOf(char shape);                               // A, B, C or D
const char* MeaningOf(char shape);                     // in a few words
inline constexpr std::uint64_t kReadEvents = 300'000;  // shape E

// One round of a shape with a system that has just been started.
Figures MeasureAppends(Contestant& contestant, const Load& load, double seconds);
// Shape E. The events must be there already.
Figures MeasureRead(Contestant& contestant, std::uint64_t events);
// A fresh file that grows by `bytes`, one fdatasync each: what the disk alone takes.
Figures MeasureFdatasync(double seconds, std::size_t bytes);

double Median(std::vector<double> values);
// The round with the median rate.
Figures MedianRound(std::vector<Figures> rounds);

// One line: shape, system, rate, p50, p99, memory, and the CPU time that an event takes in the
// server and in the clients (which other programs on the machine do not add to).
void PrintHeader();
void PrintFigures(const std::string& shape, const std::string& name, const Figures& figures);

// Events of exactly kPayloadBytes, each different: serialised paktum.event.v1.Event with ids and
// digests that do not compress.
inline constexpr std::size_t kPayloadBytes = 256;
const std::vector<std::string>& Payloads();

}  // namespace paktum::bench
