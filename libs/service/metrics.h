#pragma once
// Metrics: counters, gauges and histograms of a program in the Prometheus text format.
//
// Names follow Prometheus: snake_case, unit last, counters end in _total
// ("paktum_log_appends_total", "paktum_http_request_seconds"). Labels hold few, fixed values (a
// method, a status code): never an id, a pact member's person or anything a user typed.
//
// Threads     Everything may be called from any thread. Handles are small values; they may be
// copied
//             and are valid as long as the Metrics they come from.
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
}  // namespace prometheus

namespace paktum::service {

using MetricLabels = std::map<std::string, std::string>;

// A sum that only grows.
class Counter {
 public:
  void Add(double by = 1.0) const;  // by >= 0
  [[nodiscard]] double value() const;

 private:
  friend class Metrics;
  explicit Counter(prometheus::Counter& counter) : counter_(&counter) {}
  prometheus::Counter* counter_;
};

// A number that goes up and down.
class Gauge {
 public:
  void Set(double value) const;
  void Add(double by) const;
  [[nodiscard]] double value() const;

 private:
  friend class Metrics;
  explicit Gauge(prometheus::Gauge& gauge) : gauge_(&gauge) {}
  prometheus::Gauge* gauge_;
};

// Counts of observations by upper bound.
class Histogram {
 public:
  void Observe(double value) const;

 private:
  friend class Metrics;
  explicit Histogram(prometheus::Histogram& histogram) : histogram_(&histogram) {}
  prometheus::Histogram* histogram_;
};

// Bounds in seconds for calls on one machine or network: 0.5 ms to 10 s.
std::vector<double> LatencyBounds();

class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // The same name and labels give the same metric again. A name that is not valid for Prometheus,
  // or is in use for another kind, is a bug of the caller and stops the process.
  Counter AddCounter(const std::string& name, const std::string& help,
                     const MetricLabels& labels = {});
  Gauge AddGauge(const std::string& name, const std::string& help, const MetricLabels& labels = {});
  Histogram AddHistogram(const std::string& name, const std::string& help,
                         const std::vector<double>& bounds, const MetricLabels& labels = {});

  // Everything in the text format (content type "text/plain; version=0.0.4").
  [[nodiscard]] std::string Expose() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace paktum::service
