#pragma once
// Asks both readings the same and tells where they differ.
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>

#include "tests/property/registers/random_world.h"

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

namespace paktum::views::naive {

// One question about a world, by parameters as in the URL and an audience.
struct Asked {
  std::map<std::string, std::string> parameters;
  std::string audience = "serving";
  Times times;
};

// The product's folds, fed with a world.
class Product {
 public:
  explicit Product(const World& world);
  Product(Product&&) noexcept;
  ~Product();

  // Answers into `answer`; the reason of a refusal, or nothing.
  [[nodiscard]] std::string Ask(const std::string& view, const Asked& asked,
                                google::protobuf::Message* answer) const;

 private:
  struct Folds;
  std::unique_ptr<Folds> folds_;
};

// Whether both say the same in every field; a field that is not set equals its default. Else the
// differences and how to see the case again.
::testing::AssertionResult Same(const World& world, const std::string& view, const Asked& asked,
                                const google::protobuf::Message& expected,
                                const google::protobuf::Message& actual);

// What `meta` has to say.
void FillMeta(const World& world, const plan::Plan& plan, const Asked& asked,
              google::protobuf::Message* answer);

}  // namespace paktum::views::naive
