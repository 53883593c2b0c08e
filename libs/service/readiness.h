#pragma once
// Readiness: whether a program can do its work now (/readyz), by named conditions.
//
// A condition that was declared and not set is not ready ("starting"). The program is ready when
// every condition is. Reasons are short English texts without personal data.
//
// Threads     All methods may be called from any thread.
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace paktum::service {

class Readiness {
 public:
  struct Unmet {
    std::string condition;
    std::string reason;
    friend bool operator==(const Unmet&, const Unmet&) = default;
  };

  // Names a condition that has to be met; one that exists keeps its state.
  void Declare(const std::string& condition);
  void SetReady(const std::string& condition);
  void SetNotReady(const std::string& condition, std::string reason);

  // Conditions that are not met, by name; empty = ready.
  [[nodiscard]] std::vector<Unmet> Check() const;
  [[nodiscard]] bool ready() const { return Check().empty(); }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string> reasons_;  // guarded by mutex_; empty reason = met
};

}  // namespace paktum::service
