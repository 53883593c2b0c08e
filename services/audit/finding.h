#pragma once
// What an inspection found wrong, and what it could not look at.
#include <cstdint>
#include <string>
#include <vector>

namespace paktum::audit {

// One thing that is not as it must be. Holds no personal data: names of streams, numbers, digests.
// What each code means stands in docs/runbooks/inspection.md; Describe (texts.h) says it in words.
struct Finding {
  std::string code;            // stable, "record.missing"
  std::string where;           // stream@version, file, command id, key; may be empty
  std::uint64_t position = 0;  // 0 when it concerns no single record
  std::string expected;        // both may be empty
  std::string found;

  friend bool operator==(const Finding&, const Finding&) = default;
};

// Keeps the first `max` findings and counts the others. Not synchronised.
class Findings {
 public:
  static constexpr std::size_t kMaxDefault = 100;
  explicit Findings(std::size_t max = kMaxDefault) : max_(max) {}

  void Add(Finding finding) {
    if (list_.size() < max_) {
      list_.push_back(std::move(finding));
    } else {
      ++left_out_;
    }
  }

  // Those of another, behind these.
  void Merge(const Findings& other) {
    for (const Finding& finding : other.list_) Add(finding);
    left_out_ += other.left_out_;
  }

  [[nodiscard]] const std::vector<Finding>& list() const { return list_; }
  [[nodiscard]] std::uint64_t left_out() const { return left_out_; }
  [[nodiscard]] std::uint64_t total() const { return list_.size() + left_out_; }
  [[nodiscard]] bool empty() const { return list_.empty(); }

 private:
  std::size_t max_;
  std::vector<Finding> list_;
  std::uint64_t left_out_ = 0;
};

}  // namespace paktum::audit
