#pragma once
// RegistersFold: the open parts of a pact's events, kept so that every register (members,
// documents, budget, governance …; libs/views/register_view.h) is a function of what counted at a
// pair of valid_at and known_at.
//
// Kept       Every known kind with a readable date but identity claims, records of unsealing and
//            exported bundles; sealed parts, actors and ids never.
// Two times  libs/views/effective_history.h.
// Audience   Parameter kAudienceParameter; a view that is for fewer refuses. Left out: the public.
// Purity     No clock, no I/O, no chance: the same records give the same answers.
// Threads    Query is const and may run in several threads; everything else needs the caller alone.
// Limits     Memory: about 300 bytes an event.
// Cost       A question walks all kept events a few times and reads the bodies it needs: about a
//            tenth of a second for 100,000 events.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/result.h"
#include "libs/base/strong.h"
#include "libs/events/event_head.h"
#include "libs/plan/plan.h"
#include "libs/views/answer.h"
#include "paktum/event/v1/event.pb.h"

namespace paktum::views {

class RegistersFold {
 public:
  // Raise it when other events are kept, or kept otherwise: it is then built anew from position 1.
  // A view that answers otherwise needs no other fold.
  static constexpr std::uint32_t kFoldVersion = 1;
  static constexpr std::string_view kName = "registers";

  // Never fails; a Result because folds are made so.
  static Result<RegistersFold> Create(plan::Plan plan);

  RegistersFold(RegistersFold&&) noexcept;
  RegistersFold& operator=(RegistersFold&&) noexcept;
  ~RegistersFold();

  // Digest of the plan and of the kinds of events that this build knows.
  [[nodiscard]] const std::string& definitions_digest() const;
  [[nodiscard]] Position applied_through() const;

  // Whether events of this head are kept. Any thread may ask.
  [[nodiscard]] bool LooksAt(const events::EventHead& head) const;

  // Takes one record in. A position already applied changes nothing; a gap is a bug upstream and
  // stops the process.
  void Apply(Position position, std::string_view stream, Instant recorded_at,
             const event::v1::Event& event);
  // The same for a record whose event LooksAt refuses: its body need not be read.
  void Pass(Position position, Instant recorded_at, const events::EventHead& head);

  // Rows changed since the last call, key → value. Together with the position applied they are the
  // whole state.
  std::vector<std::pair<std::string, std::string>> TakeDirtyRows();
  // Puts saved rows back into a new fold, in the order of their keys, and then the position they
  // were saved with. Errors: kDataLoss "view.bad_row".
  Status LoadRow(std::string_view key, std::string_view value);
  void FinishLoading(Position applied_through);

  // Parameters: valid_at, known_at, those of the view, and the audience.
  // Errors: kNotFound "view.unknown"; kPermissionDenied "view.not_for_you";
  //         kInvalidArgument "view.bad_parameter"; those of the view.
  [[nodiscard]] Result<ViewAnswer> Query(std::string_view view, const Parameters& parameters,
                                         Instant now) const;

 private:
  struct State;
  explicit RegistersFold(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace paktum::views
