#pragma once
// Book: what the clients asked of the offices and were answered, and what must follow from it.
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "libs/base/strong.h"
#include "libs/base/uuid.h"

namespace paktum::sim {

// One command as clients sent it, perhaps many times: key and content.
struct Sent {
  std::string office;
  std::string name;
  Uuid key;
  std::uint64_t first_sent = 0;          // place in the order of all sends and answers
  std::uint64_t first_accepted = 0;      // the first 200, 201 or 202; 0 = none
  std::vector<std::uint64_t> positions;  // of the first 201
  bool waiting = false;                  // some answer was 202
  bool nothing_to_do = false;            // some answer was 200
  unsigned refused = 0;                  // status of the first refusal for good
  std::string refusal;                   // its code
};

class Book {
 public:
  // Call before each send; returns where its answer goes.
  std::size_t Sending(const std::string& office, const std::string& name, const Uuid& key,
                      const std::string& json) {
    const auto [entry, made] = index_.try_emplace({key, json}, sent_.size());
    if (made) {
      sent_.push_back({});
      sent_.back().office = office;
      sent_.back().name = name;
      sent_.back().key = key;
      sent_.back().first_sent = ++order_;
    }
    return entry->second;
  }
  // Any answer but none.
  void Answered(std::size_t at, unsigned status, const std::string& code,
                const std::vector<std::uint64_t>& positions) {
    Sent& sent = sent_[at];
    const std::uint64_t now = ++order_;
    if (status == 200 || status == 201 || status == 202) {
      if (sent.first_accepted == 0) sent.first_accepted = now;
      sent.waiting = sent.waiting || status == 202;
      sent.nothing_to_do = sent.nothing_to_do || status == 200;
      if (status == 201 && sent.positions.empty()) {
        sent.positions = positions;
      } else if (status == 201 && sent.positions != positions) {
        findings_.push_back(sent.key.ToString() + " was recorded at two places");
      }
    } else if (status >= 400 && status < 429 && code != "transact.contended" && sent.refused == 0) {
      sent.refused = status;
      sent.refusal = code;
    }
  }

  [[nodiscard]] const std::vector<Sent>& sent() const { return sent_; }
  [[nodiscard]] const std::vector<std::string>& findings() const { return findings_; }

 private:
  std::map<std::pair<Uuid, std::string>, std::size_t> index_;
  std::vector<Sent> sent_;
  std::vector<std::string> findings_;
  std::uint64_t order_ = 0;
};

}  // namespace paktum::sim
