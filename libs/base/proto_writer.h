#pragma once
// ProtoWriter: writes the bytes of a protobuf message field by field, for the few messages that are
// made by the hundred thousand in a second; everything else uses the generated classes. The bytes
// are those of the generated classes when fields are written in the order of their numbers. Pure.
#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

namespace paktum {

class ProtoWriter {
 public:
  // Appends to `out`, which must outlive the writer.
  explicit ProtoWriter(std::string& out) : out_(out) {}

  // uint32, uint64, int64, bool, enum; 0 is left out, as in proto3.
  void Number(std::uint32_t field, std::uint64_t value) {
    if (value == 0) return;
    char bytes[2 * kVarintBytesMax];
    char* end = Varint(bytes, field << 3U | kVarint);
    end = Varint(end, value);
    out_.append(bytes, static_cast<std::size_t>(end - bytes));
  }
  // string and bytes; empty ones are left out. Nobody looks whether a string is UTF-8.
  void Bytes(std::uint32_t field, std::string_view value) {
    if (!value.empty()) Element(field, value);
  }
  // One element of a repeated field, or a message that is there: written also when empty.
  void Element(std::uint32_t field, std::string_view value) {
    Head(field, value.size());
    out_.append(value);
  }
  // What stands before the content of a field; the caller appends the `bytes` bytes of the content.
  void Head(std::uint32_t field, std::size_t bytes) {
    char head[2 * kVarintBytesMax];
    char* end = Varint(head, field << 3U | kLengthDelimited);
    end = Varint(end, bytes);
    out_.append(head, static_cast<std::size_t>(end - head));
  }

  // Bytes that the functions above append.
  static constexpr std::size_t VarintSize(std::uint64_t value) {
    return (static_cast<std::size_t>(std::bit_width(value | 1U)) + 6) / 7;
  }
  static constexpr std::size_t NumberSize(std::uint32_t field, std::uint64_t value) {
    return value == 0 ? 0 : VarintSize(field << 3U) + VarintSize(value);
  }
  static constexpr std::size_t BytesSize(std::uint32_t field, std::size_t bytes) {
    return bytes == 0 ? 0 : ElementSize(field, bytes);
  }
  static constexpr std::size_t ElementSize(std::uint32_t field, std::size_t bytes) {
    return VarintSize(field << 3U) + VarintSize(bytes) + bytes;
  }

 private:
  static constexpr std::size_t kVarintBytesMax = 10;
  static constexpr std::uint32_t kVarint = 0;
  static constexpr std::uint32_t kLengthDelimited = 2;

  static char* Varint(char* out, std::uint64_t value) {
    while (value >= 0x80) {
      *out++ = static_cast<char>(value | 0x80U);
      value >>= 7U;
    }
    *out++ = static_cast<char>(value);
    return out;
  }

  std::string& out_;
};

}  // namespace paktum
