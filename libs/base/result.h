#pragma once
// Result<T>: a value or the Status that says why there is none.
#include <optional>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/status.h"

namespace paktum {

template <typename T>
class [[nodiscard]] Result {
 public:
  // Implicit on purpose: `return value;` and `return Refused(…);` both read well.
  Result(T value) : value_(std::move(value)) {}         // NOLINT(google-explicit-constructor)
  Result(Status status) : status_(std::move(status)) {  // NOLINT(google-explicit-constructor)
    PAKTUM_CHECK(!status_.ok());
  }

  [[nodiscard]] bool ok() const { return value_.has_value(); }
  // OK when there is a value.
  [[nodiscard]] const Status& status() const { return status_; }

  // The value; stops the process when there is none. Test ok() first.
  [[nodiscard]] const T& value() const& {
    PAKTUM_CHECK(ok());
    return *value_;
  }
  [[nodiscard]] T& value() & {
    PAKTUM_CHECK(ok());
    return *value_;
  }
  [[nodiscard]] T&& value() && {
    PAKTUM_CHECK(ok());
    return std::move(*value_);
  }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

 private:
  std::optional<T> value_;
  Status status_;
};

}  // namespace paktum

#define PAKTUM_CONCAT_INNER(a, b) a##b
#define PAKTUM_CONCAT(a, b) PAKTUM_CONCAT_INNER(a, b)

// Leaves the function with the Status when `expression` (a Status) is not OK.
#define PAKTUM_RETURN_IF_ERROR(expression)                 \
  do {                                                     \
    ::paktum::Status paktum_status_or_ = (expression);     \
    if (!paktum_status_or_.ok()) return paktum_status_or_; \
  } while (false)

// PAKTUM_ASSIGN_OR_RETURN(const auto plan, LoadPlan(path));
#define PAKTUM_ASSIGN_OR_RETURN(target, expression) \
  PAKTUM_ASSIGN_OR_RETURN_INNER(PAKTUM_CONCAT(paktum_result_, __LINE__), target, expression)
#define PAKTUM_ASSIGN_OR_RETURN_INNER(name, target, expression) \
  auto name = (expression);                                     \
  if (!name.ok()) return name.status();                         \
  target = std::move(name).value()
