#pragma once
// ProtoReader: walks the fields of serialised protobuf bytes one by one, without copying them. For
// the few messages that are read by the million; everything else uses the generated classes.
//
// Takes the plain form that every encoder writes. Groups, tags and lengths in more bytes than they
// need, numbers over 64 bits are `not plain`: such bytes may still be a message, and it is for
// protobuf's own parser to say. Never reads outside the bytes given. Pure.
#include <cstdint>
#include <string_view>

namespace paktum {

class ProtoReader {
 public:
  enum Wire : std::uint8_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };
  // The tag of a field: what ReadTag gives.
  static constexpr std::uint32_t Tag(std::uint32_t field, Wire wire) { return field << 3U | wire; }

  explicit ProtoReader(std::string_view bytes)
      : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  [[nodiscard]] bool done() const { return at_ == end_; }

  // Each of these is false when the bytes end too early or are not plain; the reader is then of no
  // more use.
  bool ReadTag(std::uint32_t& tag) {
    std::uint64_t number = 0;
    if (!ReadShort(number)) return false;
    tag = static_cast<std::uint32_t>(number);
    return tag >> 3U != 0;
  }
  bool ReadVarint(std::uint64_t& number) {
    number = 0;
    for (unsigned shift = 0; shift < 64 && at_ != end_; shift += 7) {
      const auto byte = static_cast<std::uint8_t>(*at_++);
      number |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
      if (byte < 0x80U) return shift < 63 || byte <= 1;
    }
    return false;
  }
  // A varint that fits 32 bits.
  bool ReadVarint32(std::uint32_t& number) {
    std::uint64_t wide = 0;
    if (!ReadVarint(wide) || wide > UINT32_MAX) return false;
    number = static_cast<std::uint32_t>(wide);
    return true;
  }
  // The content of a field of wire type kBytes. Valid as long as the bytes given.
  bool ReadBytes(std::string_view& content) {
    std::uint64_t size = 0;
    return ReadShort(size) && Take(size, content);
  }
  // Passes over the content of a field.
  bool Skip(std::uint32_t tag) {
    std::uint64_t number = 0;
    std::string_view content;
    switch (tag & 7U) {
      case kVarint:
        return ReadVarint(number);
      case kFixed64:
        return Take(8, content);
      case kBytes:
        return ReadBytes(content);
      case kFixed32:
        return Take(4, content);
      default:
        return false;
    }
  }

 private:
  static constexpr unsigned kShortBits = 28;  // four bytes

  // A tag or length as encoders write it: at most four bytes, the last of them not zero.
  bool ReadShort(std::uint64_t& number) {
    number = 0;
    for (unsigned shift = 0; shift < kShortBits && at_ != end_; shift += 7) {
      const auto byte = static_cast<std::uint8_t>(*at_++);
      number |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
      if (byte < 0x80U) return byte != 0 || shift == 0;
    }
    return false;
  }
  bool Take(std::uint64_t size, std::string_view& content) {
    if (size > static_cast<std::uint64_t>(end_ - at_)) return false;
    content = {at_, static_cast<std::size_t>(size)};
    at_ += size;
    return true;
  }

  const char* at_;
  const char* const end_;
};

}  // namespace paktum
