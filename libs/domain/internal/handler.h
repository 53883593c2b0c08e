#pragma once
// HandlerOf: makes the type-erased CommandHandler of one command out of the four typed parts of its
// aggregate.
#include <google/protobuf/message.h>

#include <utility>

#include "libs/base/check.h"
#include "libs/domain/decider.h"

namespace paktum::domain {

// Folds the effective events of all loaded streams. A State may hold pointers to the events: they
// live as long as `loaded`.
template <typename State, void (*kEvolve)(State&, const RecordedEvent&)>
State Fold(const std::vector<LoadedStream>& loaded) {
  State state;
  for (const LoadedStream& stream : loaded) {
    for (const RecordedEvent* event : EffectiveEvents(stream)) kEvolve(state, *event);
  }
  return state;
}

template <typename Command>
const Command& As(const google::protobuf::Message& command) {
  PAKTUM_CHECK(command.GetDescriptor() == Command::descriptor());
  return static_cast<const Command&>(command);
}

template <typename Command, typename State,
          std::vector<std::string> (*kStreams)(const Command&, const Context&),
          void (*kEvolve)(State&, const RecordedEvent&),
          Result<Decision> (*kDecide)(const Command&, const Context&, const plan::Plan&,
                                      const State&)>
CommandHandler HandlerOf() {
  return {Command::descriptor(),
          [](const google::protobuf::Message& command, const Context& context) {
            return kStreams(As<Command>(command), context);
          },
          [](const google::protobuf::Message& command, const Context& context,
             const plan::Plan& plan, const std::vector<LoadedStream>& loaded) {
            return kDecide(As<Command>(command), context, plan, Fold<State, kEvolve>(loaded));
          }};
}

}  // namespace paktum::domain
