#pragma once
// Voiding: what taking an append out of the effective history and correcting it have in common.
// Both work on whole streams, so they have no State to fold.
#include <set>
#include <string>
#include <vector>

#include "libs/domain/internal/support.h"
#include "libs/plan/plan.h"
#include "paktum/correction/v1/events.pb.h"

namespace paktum::domain {

// The events of the append that can be taken out: all but those that are corrections themselves.
std::vector<const RecordedEvent*> FactsOf(const std::vector<RecordedEvent>& append);

// The streams of the events, each once, in order.
std::vector<std::string> StreamsOf(const std::vector<const RecordedEvent*>& events);

// `streams` and those in which something may rest on the target, each once.
std::vector<std::string> WithRestingStreams(std::vector<std::string> streams,
                                            const Context& context);

// The loaded stream of this name, which must be there.
const LoadedStream& FindStream(const std::vector<LoadedStream>& loaded, const std::string& name);

// The event at this position of the target's append, when this office may take it out. Errors:
// "void.unknown_position", "void.not_yours", "void.is_correction", "void.is_final",
// "void.unknown_kind".
Result<const RecordedEvent*> FindTarget(std::uint64_t position, const Context& context);

// Day of a correction: today when none is given. Errors: as ReadFactDate.
Result<Date> ReadCorrectionDay(std::string_view field, const std::string& text,
                               const Context& context);

// An EventVoided for each stream of the facts.
std::vector<PendingEvent> VoidingEvents(const std::vector<const RecordedEvent*>& facts,
                                        correction::v1::VoidReason reason, Date on);

// The streams as if the facts had never been recorded.
std::vector<LoadedStream> Without(const std::vector<LoadedStream>& loaded,
                                  const std::vector<const RecordedEvent*>& facts);

// What is taken out and put in its place must not leave a scheme with more taken than the plan
// gives, as taking out a release does. Errors: "void.scheme_over_limit".
Status CheckSchemes(const std::vector<LoadedStream>& before,
                    const std::vector<LoadedStream>& without,
                    const std::vector<PendingEvent>& replacements, const plan::Plan& plan);

// "17, 18"
std::string ListOf(const std::set<Position>& positions);

}  // namespace paktum::domain
