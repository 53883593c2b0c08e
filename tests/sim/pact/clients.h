#pragma once
// Client: a clerk, or a program, that sends the commands of one journey to the offices: patiently,
// sometimes twice, sometimes with a key that was used for something else.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "services/paktum/simulation.h"
#include "tests/sim/pact/world.h"

namespace paktum::sim {

class Client {
 public:
  // Clerks with different numbers use different keys for the same step.
  Client(World& world, std::uint32_t clerk) : world_(world), clerk_(clerk) {}

  // Sends the first steps of a journey, each until it is answered for good. On a client's thread.
  void Follow(const simulation::Journey& journey, std::size_t steps);

 private:
  struct Answer {
    unsigned status = 0;
    std::string code;
    std::vector<std::uint64_t> positions;
    std::string participant_id;
    std::string state;
  };
  struct Command {
    Place office;
    std::string name;
    Uuid key;
    std::string json;
  };
  [[nodiscard]] std::optional<Answer> Ask(Place office, const http::Request& request);
  std::optional<Answer> Post(const Command& command);
  Answer PostUntilAnswered(const Command& command);
  // What became of a command that waits.
  Answer Await(const Command& command);
  void Pause();
  static Answer Read(const http::Response& response);

  World& world_;
  const std::uint32_t clerk_;
};

}  // namespace paktum::sim
