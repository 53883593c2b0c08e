#include "libs/base/status.h"

#include "libs/base/check.h"

namespace paktum {

std::string_view StatusCodeName(StatusCode code) {
  switch (code) {
    case StatusCode::kOk:
      return "ok";
    case StatusCode::kInvalidArgument:
      return "invalid_argument";
    case StatusCode::kNotFound:
      return "not_found";
    case StatusCode::kFailedPrecondition:
      return "failed_precondition";
    case StatusCode::kAborted:
      return "aborted";
    case StatusCode::kResourceExhausted:
      return "resource_exhausted";
    case StatusCode::kUnavailable:
      return "unavailable";
    case StatusCode::kDeadlineExceeded:
      return "deadline_exceeded";
    case StatusCode::kPermissionDenied:
      return "permission_denied";
    case StatusCode::kDataLoss:
      return "data_loss";
    case StatusCode::kInternal:
      return "internal";
  }
  PAKTUM_UNREACHABLE();
}

std::string Status::ToString() const {
  std::string text(StatusCodeName(code_));
  if (ok()) return text;
  text += " " + reason_ + ": " + message_;
  if (details_.empty()) return text;
  text += " [";
  for (std::size_t i = 0; i < details_.size(); ++i) {
    if (i > 0) text += ", ";
    text += details_[i].key + "=" + details_[i].value;
  }
  return text + "]";
}

std::ostream& operator<<(std::ostream& out, const Status& status) {
  return out << status.ToString();
}

Status InvalidArgument(std::string reason, std::string message,
                       std::vector<Status::Detail> details) {
  return {StatusCode::kInvalidArgument, std::move(reason), std::move(message), std::move(details)};
}
Status NotFound(std::string reason, std::string message, std::vector<Status::Detail> details) {
  return {StatusCode::kNotFound, std::move(reason), std::move(message), std::move(details)};
}
Status Refused(std::string reason, std::string message, std::vector<Status::Detail> details) {
  return {StatusCode::kFailedPrecondition, std::move(reason), std::move(message),
          std::move(details)};
}
Status Aborted(std::string reason, std::string message, std::vector<Status::Detail> details) {
  return {StatusCode::kAborted, std::move(reason), std::move(message), std::move(details)};
}
Status ResourceExhausted(std::string reason, std::string message) {
  return {StatusCode::kResourceExhausted, std::move(reason), std::move(message)};
}
Status Unavailable(std::string reason, std::string message) {
  return {StatusCode::kUnavailable, std::move(reason), std::move(message)};
}
Status DeadlineExceeded(std::string reason, std::string message) {
  return {StatusCode::kDeadlineExceeded, std::move(reason), std::move(message)};
}
Status PermissionDenied(std::string reason, std::string message) {
  return {StatusCode::kPermissionDenied, std::move(reason), std::move(message)};
}
Status DataLoss(std::string reason, std::string message) {
  return {StatusCode::kDataLoss, std::move(reason), std::move(message)};
}
Status Internal(std::string reason, std::string message) {
  return {StatusCode::kInternal, std::move(reason), std::move(message)};
}

}  // namespace paktum
