#pragma once
// Forint: an amount of money in whole Hungarian forints. Sums and products are checked: an overflow
// of 64 bits is a bug and stops the process (the largest plan is 2·10^8 Ft).
#include <compare>
#include <cstdint>
#include <ostream>
#include <string>

namespace paktum {

class Forint {
 public:
  constexpr Forint() = default;
  explicit constexpr Forint(std::int64_t ft) : ft_(ft) {}
  [[nodiscard]] constexpr std::int64_t ft() const { return ft_; }
  // As Hungarians write it: "6 450 000 Ft", with no-break spaces (U+00A0).
  [[nodiscard]] std::string ToHungarianString() const;

  friend Forint operator+(Forint a, Forint b);
  friend Forint operator-(Forint a, Forint b);
  friend Forint operator*(Forint a, std::int64_t times);
  friend constexpr auto operator<=>(Forint, Forint) = default;
  friend std::ostream& operator<<(std::ostream& out, Forint f) { return out << f.ft_ << " Ft"; }

 private:
  std::int64_t ft_ = 0;
};

}  // namespace paktum
