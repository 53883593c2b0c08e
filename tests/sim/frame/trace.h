#pragma once
// Trace: what happened in a run, as a hash that two runs of one seed must share, and as lines for
// whoever looks at one run.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace paktum::sim {

class Trace {
 public:
  // `print`: every line goes to standard error too.
  explicit Trace(bool print) : print_(print) {}

  [[nodiscard]] bool printing() const { return print_; }
  [[nodiscard]] std::uint64_t hash() const { return hash_; }
  [[nodiscard]] std::uint64_t lines() const { return lines_; }

  // `what` is a fixed name, `who` and `text` may be anything that does not differ between runs.
  void Line(std::chrono::microseconds at, std::string_view who, std::string_view what,
            std::uint64_t number = 0, std::string_view text = {}) {
    ++lines_;
    Mix(static_cast<std::uint64_t>(at.count()));
    MixText(who);
    MixText(what);
    Mix(number);
    MixText(text);
    if (!print_) return;
    const std::string line = Text(at, who, what, number, text);
    std::fputs(line.c_str(), stderr);
  }

 private:
  static std::string Text(std::chrono::microseconds at, std::string_view who, std::string_view what,
                          std::uint64_t number, std::string_view text) {
    std::string line = std::to_string(at.count());
    for (const std::string_view part : {who, what}) {
      line += ' ';
      line += part;
      line.append(part.size() < 18 ? 18 - part.size() : 0, ' ');
    }
    line += ' ' + std::to_string(number) + ' ';
    line += text;
    return line + '\n';
  }
  void Mix(std::uint64_t value) {
    hash_ = (hash_ ^ value) * 0x9E3779B97F4A7C15ULL;
    hash_ ^= hash_ >> 29U;
  }
  void MixText(std::string_view text) {
    for (const char c : text) {
      hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
    }
    Mix(text.size());
  }

  const bool print_;
  std::uint64_t hash_ = 0xCBF29CE484222325ULL;
  std::uint64_t lines_ = 0;
};

}  // namespace paktum::sim
