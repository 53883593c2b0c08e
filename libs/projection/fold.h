#pragma once
// Fold: one view of one ledger, made of its records alone. The runner feeds it, saves it and lets
// it answer; what it counts is its own business.
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/result.h"
#include "libs/base/strong.h"
#include "libs/events/event_head.h"
#include "libs/ledger/event_log.h"
#include "paktum/event/v1/event.pb.h"

namespace paktum::projection {

using Parameters = std::map<std::string, std::string>;  // as in the URL
using Row = std::pair<std::string, std::string>;  // key → value; keys of one fold are unique

// A message of paktum.view.v1.
struct Answer {
  std::string type;     // full name
  std::string payload;  // serialised
};

// What a saved state belongs to. A state is only ever loaded into a fold of the same identity.
struct FoldIdentity {
  std::string name;         // "indicators"
  std::uint32_t version{};  // raised when the fold changes meaning
  std::string definitions;  // digest of what it was configured with, e.g. of the plan
  friend bool operator==(const FoldIdentity&, const FoldIdentity&) = default;
};

// Threads: Query is const and may run in several threads at once; the caller keeps every other
// method apart from it and from each other.
class Fold {
 public:
  virtual ~Fold() = default;

  [[nodiscard]] virtual FoldIdentity identity() const = 0;
  [[nodiscard]] virtual Position applied_through() const = 0;

  // Whether the fold looks at the body of such an event. Does not depend on what was applied: any
  // thread may ask at any time.
  [[nodiscard]] virtual bool LooksAt(const events::EventHead& head) const = 0;
  // Takes one record in; `event` is its parsed body. A position that was applied before changes
  // nothing; a gap stops the process.
  virtual void Apply(const ledger::Record& record, const event::v1::Event& event) = 0;
  // The same for a record at whose event the fold does not look.
  virtual void Pass(const ledger::Record& record, const events::EventHead& head) = 0;

  // Rows that changed since the last call; with the position applied they are the whole state.
  virtual std::vector<Row> TakeDirtyRows() = 0;
  // Puts saved rows back into a new fold, in the order of their keys; then FinishLoading.
  // Errors: kDataLoss for a row that the fold cannot read.
  virtual Status LoadRow(std::string_view key, std::string_view value) = 0;
  virtual void FinishLoading(Position applied_through) = 0;

  // Answers from what is applied. `now` stands for the present wherever a parameter is left out.
  // Errors: kInvalidArgument and kNotFound with the view's reasons.
  [[nodiscard]] virtual Result<Answer> Query(const std::string& view, const Parameters& parameters,
                                             Instant now) const = 0;
};

// Makes a Fold of a view class that has kName, kFoldVersion, definitions_digest, applied_through,
// LooksAt(head), Apply(position, stream, recorded_at, event), Pass(position, recorded_at, head),
// TakeDirtyRows, LoadRow, FinishLoading and Query(view, parameters, now) → Result of {type,
// payload}.
template <typename View>
class FoldOf final : public Fold {
 public:
  explicit FoldOf(View view) : view_(std::move(view)) {}

  [[nodiscard]] FoldIdentity identity() const override {
    return {std::string(View::kName), View::kFoldVersion, view_.definitions_digest()};
  }
  [[nodiscard]] Position applied_through() const override { return view_.applied_through(); }
  [[nodiscard]] bool LooksAt(const events::EventHead& head) const override {
    return view_.LooksAt(head);
  }
  void Apply(const ledger::Record& record, const event::v1::Event& event) override {
    view_.Apply(record.position, record.stream, record.recorded_at, event);
  }
  void Pass(const ledger::Record& record, const events::EventHead& head) override {
    view_.Pass(record.position, record.recorded_at, head);
  }
  std::vector<Row> TakeDirtyRows() override { return view_.TakeDirtyRows(); }
  Status LoadRow(std::string_view key, std::string_view value) override {
    return view_.LoadRow(key, value);
  }
  void FinishLoading(Position applied_through) override { view_.FinishLoading(applied_through); }
  [[nodiscard]] Result<Answer> Query(const std::string& view, const Parameters& parameters,
                                     Instant now) const override {
    auto answer = view_.Query(view, parameters, now);
    if (!answer.ok()) return answer.status();
    return Answer{std::move(answer->type), std::move(answer->payload)};
  }

 private:
  View view_;
};

template <typename View>
std::unique_ptr<Fold> MakeFold(View view) {
  return std::make_unique<FoldOf<View>>(std::move(view));
}

}  // namespace paktum::projection
