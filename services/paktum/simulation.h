#pragma once
// A seeded, plausible programme for a plan: what case workers of the three offices would have typed
// in over its whole period. Everything is taken from the plan (period, schemes with their limits,
// steps, members, bodies, cadences, document kinds); names, dates and courses of life are invented.
//
// Pure: the same plan and options give the same journeys, to the byte, on every machine.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libs/base/date.h"
#include "libs/base/result.h"
#include "libs/base/uuid.h"
#include "libs/plan/plan.h"

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

namespace paktum::simulation {

inline constexpr std::uint32_t kParticipantsMax = 1'000'000;

struct Options {
  std::uint64_t seed = 1;
  // Persons who become known to the pact; 0 = enough for the plan's own target of participants, and
  // none where the plan addresses no persons.
  std::uint32_t participants = 0;
  // First day of a programme that counts in months.
  Date start = *Date::Of(2019, 1, 1);
};

// A field of a command whose value an earlier step of its journey was answered with.
struct Fill {
  std::string field;
  std::size_t step = 0;  // index in the journey
  std::string result;    // name in the answer's result; empty: the first position recorded
};

// What an office's register of evaluations answers about the figures of a period.
struct FiguresFill {
  std::string view;  // "evaluation", "status-report"; empty: the command states no figures
  std::string period;
};

// One command that somebody sends.
struct Step {
  Date on;             // when it happens; the order of sending
  std::string office;  // service id, "charity"
  Uuid key;            // idempotency key: the same in every run with these options
  std::shared_ptr<const google::protobuf::Message> command;  // without participant_id
  // Set on a VoidEvent: index in the journey of the step whose event it takes out.
  std::optional<std::size_t> voids;
  std::vector<Fill> fills = {};
  FiguresFill figures = {};  // its figures_position and figures_sha256 are asked for
  // Its subscription_id and code are those of the mail to this address; empty: it has none.
  std::string mailed_to = {};
};

// What has to be sent in order, by one sender: a person's way through the programme, or what the
// pact office does.
struct Journey {
  bool is_person = false;   // the first step registers; its answer names the participant
  std::vector<Step> steps;  // by date, rising
};

// The step's command as an office wants it (protobuf JSON), with the participant and the position
// that it is about; each is left out where the command has no such field. `values` are those of
// step.fills, in their order; behind them position and digest of step.figures, or id and code of
// step.mailed_to.
std::string CommandJson(const Step& step, const std::string& participant_id,
                        std::uint64_t voided_position, const std::vector<std::string>& values = {});

// Errors: kInvalidArgument "simulation.plan" when the plan lacks what a programme needs (a period,
// an office for participants), "simulation.participants" over kParticipantsMax.
Result<std::vector<Journey>> Simulate(const plan::Plan& plan, const Options& options);

}  // namespace paktum::simulation
