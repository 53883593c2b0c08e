#include "libs/base/forint.h"

#include "libs/base/check.h"

namespace paktum {

std::string Forint::ToHungarianString() const {
  std::string digits = std::to_string(ft_ < 0 ? -ft_ : ft_);
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, "\u00a0");
  }
  return (ft_ < 0 ? "-" : "") + digits + "\u00a0Ft";
}

Forint operator+(Forint a, Forint b) {
  std::int64_t sum = 0;
  PAKTUM_CHECK(!__builtin_add_overflow(a.ft_, b.ft_, &sum));
  return Forint(sum);
}

Forint operator-(Forint a, Forint b) {
  std::int64_t difference = 0;
  PAKTUM_CHECK(!__builtin_sub_overflow(a.ft_, b.ft_, &difference));
  return Forint(difference);
}

Forint operator*(Forint a, std::int64_t times) {
  std::int64_t product = 0;
  PAKTUM_CHECK(!__builtin_mul_overflow(a.ft_, times, &product));
  return Forint(product);
}

}  // namespace paktum
