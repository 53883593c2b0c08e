#pragma once
// Strong integers: a number with a meaning. Two kinds never mix, there is no arithmetic but Next(),
// and the raw number is read with value() only.
#include <compare>
#include <cstdint>
#include <functional>
#include <ostream>

namespace paktum {

template <typename Tag, typename Raw = std::uint64_t>
class Strong {
 public:
  constexpr Strong() = default;
  explicit constexpr Strong(Raw raw) : raw_(raw) {}
  [[nodiscard]] constexpr Raw value() const { return raw_; }
  friend constexpr auto operator<=>(Strong, Strong) = default;
  friend std::ostream& operator<<(std::ostream& out, Strong id) { return out << id.raw_; }

 private:
  Raw raw_ = 0;
};

template <typename Tag, typename Raw>
constexpr Strong<Tag, Raw> Next(Strong<Tag, Raw> id) {
  return Strong<Tag, Raw>(static_cast<Raw>(id.value() + 1));
}

// Place in a ledger: 1, 2, 3 … without gaps. 0 = before the first record.
using Position = Strong<struct PositionTag>;
// Place in a stream: 1, 2, 3 … without gaps. 0 = the stream does not exist.
using StreamVersion = Strong<struct StreamVersionTag>;

}  // namespace paktum

template <typename Tag, typename Raw>
struct std::hash<paktum::Strong<Tag, Raw>> {
  std::size_t operator()(paktum::Strong<Tag, Raw> id) const noexcept {
    return std::hash<Raw>{}(id.value());
  }
};
