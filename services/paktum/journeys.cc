#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "services/paktum/mailed_code.h"
#include "services/paktum/sender.h"

namespace paktum::cli {
namespace {

// How far one journey has got.
struct Progress {
  std::size_t next = 0;
  std::string participant_id;
  std::vector<std::uint64_t> first_positions;               // by step; 0 = nothing recorded
  std::vector<std::map<std::string, std::string>> results;  // by step
  bool given_up = false;                                    // its registration was refused
};

class JourneySender {
 public:
  JourneySender(const std::vector<simulation::Journey>& journeys, const JourneyOptions& options,
                service::StopSignal& stop)
      : journeys_(journeys), options_(options), stop_(stop), progress_(journeys.size()) {
    for (std::size_t i = 0; i < journeys.size(); ++i) {
      progress_[i].first_positions.resize(journeys[i].steps.size());
      progress_[i].results.resize(journeys[i].steps.size());
    }
  }

  // Sends every step before `until`.
  Status SendBefore(Date until) {
    std::atomic<std::size_t> next{0};
    std::vector<std::thread> threads;
    threads.reserve(static_cast<std::size_t>(options_.parallel));
    for (int i = 0; i < options_.parallel; ++i) {
      threads.emplace_back([&] {
        Sender sender(options_.pact, options_.offices, true, options_.patience, stop_,
                      options_.access);
        for (std::size_t at = next++; at < journeys_.size() && !Failed(); at = next++) {
          Fail(Advance(sender, journeys_[at], progress_[at], until));
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    const std::lock_guard lock(mutex_);
    return failure_;
  }

  JourneyReport report() {
    const std::lock_guard lock(mutex_);
    return report_;
  }

 private:
  bool Failed() {
    const std::lock_guard lock(mutex_);
    return !failure_.ok();
  }
  void Fail(const Status& status) {
    const std::lock_guard lock(mutex_);
    if (failure_.ok()) failure_ = status;
  }

  Status Advance(Sender& sender, const simulation::Journey& journey, Progress& progress,
                 Date until) {
    for (; progress.next < journey.steps.size() && journey.steps[progress.next].on < until;
         ++progress.next) {
      const simulation::Step& step = journey.steps[progress.next];
      const bool nothing_to_void = step.voids && progress.first_positions[*step.voids] == 0;
      auto values = ValuesOf(step, progress);
      if (values && !step.figures.view.empty()) {
        PAKTUM_ASSIGN_OR_RETURN(
            const std::optional<Figures> figures,
            sender.FiguresOf(step.office, step.figures.view, step.figures.period));
        AddFigures(figures, values);
      }
      if (values && !step.mailed_to.empty()) {
        AddMailedCode(ReadMailedCode(options_.mails, step.mailed_to), values);
      }
      if (progress.given_up || nothing_to_void || !values) {
        const std::lock_guard lock(mutex_);
        ++report_.left_out;
        continue;
      }
      const std::uint64_t voided = step.voids ? progress.first_positions[*step.voids] : 0;
      PAKTUM_ASSIGN_OR_RETURN(
          const Answer answer,
          sender.Send(step.office, step.command->GetDescriptor()->name(),
                      simulation::CommandJson(step, progress.participant_id, voided, *values),
                      step.key));
      Take(journey, progress, answer);
    }
    return OkStatus();
  }

  // Figures stand behind what is taken over; without any the step cannot be sent.
  static void AddFigures(const std::optional<Figures>& figures,
                         std::optional<std::vector<std::string>>& values) {
    if (!figures) {
      values.reset();
      return;
    }
    values->push_back(std::to_string(figures->position));
    values->push_back(figures->sha256);
  }

  // As AddFigures.
  static void AddMailedCode(const std::optional<MailedCode>& mailed,
                            std::optional<std::vector<std::string>>& values) {
    if (!mailed) {
      values.reset();
      return;
    }
    values->push_back(mailed->subscription_id);
    values->push_back(mailed->code);
  }

  // What the step takes over from earlier answers; nothing when one of them gave nothing.
  static std::optional<std::vector<std::string>> ValuesOf(const simulation::Step& step,
                                                          const Progress& progress) {
    std::vector<std::string> values;
    for (const simulation::Fill& fill : step.fills) {
      if (fill.result.empty()) {
        if (progress.first_positions[fill.step] == 0) return std::nullopt;
        values.push_back(std::to_string(progress.first_positions[fill.step]));
        continue;
      }
      const auto& results = progress.results[fill.step];
      const auto found = results.find(fill.result);
      if (found == results.end()) return std::nullopt;
      values.push_back(found->second);
    }
    return values;
  }

  void Take(const simulation::Journey& journey, Progress& progress, const Answer& answer) {
    if (journey.is_person && progress.next == 0) {
      progress.participant_id = answer.participant_id;
      progress.given_up = answer.participant_id.empty();
    }
    if (!answer.positions.empty()) {
      progress.first_positions[progress.next] = answer.positions.front();
    }
    progress.results[progress.next] = answer.results;
    const std::lock_guard lock(mutex_);
    if (answer.status == 201) {
      ++report_.recorded;
    } else if (answer.status == 200) {
      ++report_.already;
    } else {
      ++report_.refused;
      ++report_
            .refusals[answer.code.empty() ? "http." + std::to_string(answer.status) : answer.code];
    }
  }

  const std::vector<simulation::Journey>& journeys_;
  const JourneyOptions& options_;
  service::StopSignal& stop_;
  std::vector<Progress> progress_;  // each entry belongs to the thread that sends its journey
  std::mutex mutex_;
  JourneyReport report_;  // guarded by mutex_
  Status failure_;        // guarded by mutex_
};

}  // namespace

Result<JourneyReport> SendJourneys(
    const std::vector<simulation::Journey>& journeys, const JourneyOptions& options,
    service::StopSignal& stop,
    const std::function<void(const std::string&, const JourneyReport&)>& progress) {
  std::optional<Date> first;
  std::optional<Date> last;
  for (const simulation::Journey& journey : journeys) {
    if (journey.steps.empty()) continue;
    first = std::min(first.value_or(journey.steps.front().on), journey.steps.front().on);
    last = std::max(last.value_or(journey.steps.back().on), journey.steps.back().on);
  }
  JourneySender sender(journeys, options, stop);
  if (!first) return sender.report();
  for (Date month = *Date::Of(first->year(), first->month(), 1); month <= *last;
       month = month.PlusMonths(1)) {
    PAKTUM_RETURN_IF_ERROR(sender.SendBefore(month.PlusMonths(1)));
    progress(month.ToString().substr(0, 7), sender.report());
  }
  return sender.report();
}

}  // namespace paktum::cli
