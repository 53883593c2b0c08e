#pragma once
// IndexPage: index.html of a bundle, for people: what it is, how to check it, its figures and its
// events, in Hungarian and in English. One file without scripts and without anything from
// elsewhere.
#include <cstdint>
#include <string>
#include <vector>

#include "libs/ledger/event_log.h"
#include "paktum/inspection/v1/bundle.pb.h"
#include "services/audit/event_words.h"
#include "services/audit/replay.h"

namespace paktum::audit {

// Events that the page lists; of a longer bundle the first ones, and how many more there are.
inline constexpr std::size_t kListedEventsMax = 2000;

class IndexPage {
 public:
  void Add(const ledger::Record& record);
  // An IndicatorsView; of any other message nothing is shown.
  void SetFigures(const google::protobuf::Message& view);
  [[nodiscard]] std::string Html(const inspection::v1::BundleAbout& about) const;

 private:
  struct Row {
    std::uint64_t position = 0;
    std::string recorded_on;  // day in Budapest
    std::string stream;
    std::string member;
    EventWords hu;
    std::string title_en;
  };
  struct Figure {
    std::string code, name_hu, name_en, unit_hu, unit_en;
    std::int64_t value = 0;
    bool known = true;
  };
  void AddSection(std::string& html, const inspection::v1::BundleAbout& about,
                  Language language) const;
  void AddFigures(std::string& html, Language language) const;
  void AddEvents(std::string& html, Language language) const;

  std::vector<Row> rows_;
  std::uint64_t left_out_ = 0;
  std::vector<Figure> figures_;
  std::string figures_on_;
};

}  // namespace paktum::audit
