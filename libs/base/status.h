#pragma once
// Status: how a call across rooms ended.
//
// A code exists only where a caller acts differently on it; `reason` is the stable,
// machine-readable name of the exact cause ("enrolment.already_enrolled") that HTTP clients, tests
// and the dashboard share; `message` is English text for logs and developers. `details` carries
// named values that a translated text fills in ({"scheme", "S2"}). None of them holds personal
// data.
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace paktum {

enum class StatusCode : std::uint8_t {
  kOk = 0,
  kInvalidArgument = 1,     // the request is wrong whatever the state: mend it, don't retry
  kNotFound = 2,            // the thing named does not exist
  kFailedPrecondition = 3,  // a rule refuses it in the present state: a business refusal
  kAborted = 4,             // the state moved on meanwhile: load, decide and try again
  kResourceExhausted = 5,   // a bound was met (queue, size, rate): slow down, then retry
  kUnavailable = 6,         // nothing was written; retry with back-off
  kDeadlineExceeded = 7,    // outcome unknown; retry with the same command id
  kPermissionDenied = 8,    // this caller may not do that
  kDataLoss = 9,            // stored bytes are damaged: an operator must act
  kInternal = 10,           // a bug of ours that could be contained
};

// "kAborted" → "aborted"; stable, used in metrics labels and on the wire in texts.
std::string_view StatusCodeName(StatusCode code);

class [[nodiscard]] Status {
 public:
  struct Detail {
    std::string key;
    std::string value;
    friend bool operator==(const Detail&, const Detail&) = default;
  };

  Status() = default;  // OK
  Status(StatusCode code, std::string reason, std::string message, std::vector<Detail> details = {})
      : code_(code),
        reason_(std::move(reason)),
        message_(std::move(message)),
        details_(std::move(details)) {}

  [[nodiscard]] bool ok() const { return code_ == StatusCode::kOk; }
  [[nodiscard]] StatusCode code() const { return code_; }
  [[nodiscard]] const std::string& reason() const { return reason_; }
  [[nodiscard]] const std::string& message() const { return message_; }
  [[nodiscard]] const std::vector<Detail>& details() const { return details_; }

  // "failed_precondition enrolment.already_enrolled: … [participant=…]"
  [[nodiscard]] std::string ToString() const;

  friend bool operator==(const Status&, const Status&) = default;

 private:
  StatusCode code_ = StatusCode::kOk;
  std::string reason_;
  std::string message_;
  std::vector<Detail> details_;
};

std::ostream& operator<<(std::ostream& out, const Status& status);

inline Status OkStatus() { return {}; }
Status InvalidArgument(std::string reason, std::string message,
                       std::vector<Status::Detail> details = {});
Status NotFound(std::string reason, std::string message, std::vector<Status::Detail> details = {});
// A business refusal: kFailedPrecondition with the rule's stable reason.
Status Refused(std::string reason, std::string message, std::vector<Status::Detail> details = {});
Status Aborted(std::string reason, std::string message, std::vector<Status::Detail> details = {});
Status ResourceExhausted(std::string reason, std::string message);
Status Unavailable(std::string reason, std::string message);
Status DeadlineExceeded(std::string reason, std::string message);
Status PermissionDenied(std::string reason, std::string message);
Status DataLoss(std::string reason, std::string message);
Status Internal(std::string reason, std::string message);

}  // namespace paktum
