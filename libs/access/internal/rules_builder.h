#pragma once
// From the text of a rules file to AccessRules, with the place of every mistake.
#include <google/protobuf/text_format.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "libs/access/rules.h"
#include "paktum/access/v1/access.pb.h"

namespace paktum::access {

class RulesBuilder {
 public:
  explicit RulesBuilder(std::string_view file_name) : file_name_(file_name) {}

  Result<std::shared_ptr<const AccessRules>> Build(std::string_view text);

 private:
  using Tree = google::protobuf::TextFormat::ParseInfoTree;
  // One entry of a message: where it stands.
  struct Place {
    const Tree* tree;
    const google::protobuf::Message* message;
  };
  class Collector;

  // An error at an element of a field; -1 = a field that is not repeated. A field that is not there
  // is told at the first one that is.
  void Tell(const Place& place, const char* field, int index, const std::string& what);
  void TellAt(int line, int column, const std::string& what);
  void ReadMember(const Place& place, const v1::MemberRule& message);
  void ReadPacts(const Place& place, const v1::MemberRule& message, MemberRule& rule);
  void ReadTypes(const Place& place, const v1::MemberRule& message, MemberRule& rule);
  void ReadStreams(const Place& place, const v1::MemberRule& message, MemberRule& rule);
  void ReadUnseals(const Place& place, const v1::MemberRule& message, MemberRule& rule);
  void ReadKeys(const Place& place, const v1::MemberRule& message, MemberRule& rule);
  void ReadKey(const Place& place, const v1::SigningKey& message, MemberRule& rule);
  // False, told, when a list is too long.
  bool Fits(const Place& place, const char* field, int size, std::size_t most);

  struct Told {
    int line = 0;
    int column = 0;
    std::string what;
  };
  const std::string file_name_;
  std::vector<Told> told_;
  std::map<std::string, std::string> owners_;  // id of a signing key → member
  std::shared_ptr<AccessRules> rules_;
};

}  // namespace paktum::access
