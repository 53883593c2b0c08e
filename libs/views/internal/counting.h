#pragma once
// Counting: from what events mean to definitions (contributions) to values on days.
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "libs/views/as_of.h"
#include "libs/views/internal/definitions.h"
#include "libs/views/internal/history.h"
#include "paktum/view/v1/indicators.pb.h"

namespace paktum::views::internal {

// What one event means to one definition.
struct Contribution {
  History::Index event = 0;
  std::uint32_t participant = 0;  // or the value that counts once; kNobody for none
  std::int32_t day = 0;     // of the date field, days since 1970-01-01; kNoDay when unreadable
  bool passes = false;      // all filters hold
  std::int64_t amount = 0;  // 1, or the field that is summed
};
inline constexpr std::uint32_t kNobody = UINT32_MAX;
inline constexpr std::int32_t kNoDay = INT32_MIN;

// Everything that is counted from; by definition, in ledger order.
struct Contributions {
  History history;
  Names participants;
  std::vector<std::vector<Contribution>> by_definition;

  // The number of a participant, most often the one whose stream the event stands in.
  std::uint32_t NumberOf(std::string_view participant, const History::Entry& entry);
  // The number of a value that counts once; no participant has it.
  std::uint32_t NumberOfValue(std::string_view value);

 private:
  std::vector<std::uint32_t> of_streams_;  // by stream: its participant, or kNobody so far
};

// Answers about one known_at. Keeps what it has worked out, so use one for a whole answer. Not for
// several threads.
class Counting {
 public:
  Counting(const Definitions& definitions, const Contributions& contributions, Instant known_at);

  // Values of a definition on days, in the order of the days. One walk over its contributions.
  std::vector<std::int64_t> Values(std::size_t definition, const std::vector<Date>& days);

  // Every contribution that was recorded by known_at, in ledger order, with its verdict on the day.
  // The amounts of those that count add up to Values on that day.
  using Sink = std::function<void(const Contribution&, view::v1::CountVerdict)>;
  void Judge(std::size_t definition, Date day, const Sink& sink);

  [[nodiscard]] const History::Voided& voided() const { return voided_; }

 private:
  // Adds `amount` on every day from `from` to `to`, both included.
  struct Span {
    std::uint32_t participant;
    std::int32_t from;
    std::int32_t to;
    std::int64_t amount;
  };
  const std::vector<Span>& SpansOf(std::size_t definition);
  std::vector<Span> MakeSpans(std::size_t definition);
  std::vector<Span> SpansOfDistinct(std::size_t definition);
  [[nodiscard]] bool Known(const Contribution& one) const;
  [[nodiscard]] bool Eligible(const Contribution& one) const;  // but for day and requirement
  // By participant: whether the definition counts it on the day.
  std::vector<bool> CountedOn(std::size_t definition, Date day);
  static std::vector<Span> Intersect(const std::vector<Span>& own, const std::vector<Span>& other);

  const Definitions& definitions_;
  const Contributions& contributions_;
  const Instant known_at_;
  const History::Voided voided_;
  std::vector<std::optional<std::vector<Span>>> spans_;  // by definition, made on demand
};

}  // namespace paktum::views::internal
