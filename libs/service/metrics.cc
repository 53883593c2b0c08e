#include "libs/service/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <exception>

#include "libs/base/check.h"

namespace paktum::service {

void Counter::Add(double by) const { counter_->Increment(by); }
double Counter::value() const { return counter_->Value(); }
void Gauge::Set(double value) const { gauge_->Set(value); }
void Gauge::Add(double by) const { gauge_->Increment(by); }
double Gauge::value() const { return gauge_->Value(); }
void Histogram::Observe(double value) const { histogram_->Observe(value); }

std::vector<double> LatencyBounds() {
  return {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0};
}

class Metrics::Impl {
 public:
  // Builds or finds one metric; the library throws when a name is wrong or taken by another kind.
  template <typename Builder, typename... Arguments>
  auto& Add(Builder builder, const std::string& name, const std::string& help,
            const MetricLabels& labels, Arguments&&... arguments) {
    try {
      return builder.Name(name).Help(help).Register(registry_).Add(
          labels, std::forward<Arguments>(arguments)...);
    } catch (const std::exception& error) {
      CheckFailed(__FILE__, __LINE__, "metric " + name + ": " + error.what());
    }
  }

  std::string Expose() const { return prometheus::TextSerializer().Serialize(registry_.Collect()); }

 private:
  // Merge: the same name and help give the family that is there.
  prometheus::Registry registry_{prometheus::Registry::InsertBehavior::Merge};
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

Counter Metrics::AddCounter(const std::string& name, const std::string& help,
                            const MetricLabels& labels) {
  return Counter(impl_->Add(prometheus::BuildCounter(), name, help, labels));
}

Gauge Metrics::AddGauge(const std::string& name, const std::string& help,
                        const MetricLabels& labels) {
  return Gauge(impl_->Add(prometheus::BuildGauge(), name, help, labels));
}

Histogram Metrics::AddHistogram(const std::string& name, const std::string& help,
                                const std::vector<double>& bounds, const MetricLabels& labels) {
  return Histogram(impl_->Add(prometheus::BuildHistogram(), name, help, labels, bounds));
}

std::string Metrics::Expose() const { return impl_->Expose(); }

}  // namespace paktum::service
