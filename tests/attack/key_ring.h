#pragma once
// KeyRing: the key directories of a log and of its clients, as `paktum init` lays them out, and the
// log's access file, which can be changed while it runs.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "libs/base/check.h"
#include "libs/ledger_client/remote_event_log.h"
#include "libs/wire/curve_directory.h"

namespace paktum::attack {

class KeyRing {
 public:
  // `root` is made; it holds a directory for the log and one for every client.
  explicit KeyRing(std::string root) : root_(std::move(root)) {
    Write(log().own_key_path(), own_.secret_key, true);
    WriteAccess();
  }
  KeyRing(const KeyRing&) = delete;
  KeyRing& operator=(const KeyRing&) = delete;

  [[nodiscard]] std::string log_directory() const { return root_ + "/event_log"; }

  // The key directory of a client, made when it is asked for first. A new client is listed before
  // the log starts, or by List.
  std::string Of(const std::string& client) {
    const std::string path = root_ + "/" + client;
    if (public_keys_.contains(client)) return path;
    const auto keys = wire::CurveKeyPair::Random();
    const wire::CurveDirectory directory(path);
    Write(directory.own_key_path(), keys.secret_key, true);
    Write(directory.server_path(ledger_client::kEventLogKeys), own_.public_key, false);
    public_keys_[client] = keys.public_key;
    return path;
  }
  // Gives a client a new key in its directory, which is not listed yet.
  void Exchange(const std::string& client) {
    std::filesystem::remove_all(Of(client));
    public_keys_.erase(client);
    Of(client);
  }
  // Puts a client's key on the log's list, or takes it off. The log follows within a second.
  void List(const std::string& client) {
    Of(client);
    listed_[client] = public_keys_.at(client);
    WriteAccess();
  }
  void Revoke(const std::string& client) {
    listed_.erase(client);
    WriteAccess();
  }

 private:
  [[nodiscard]] wire::CurveDirectory log() const { return wire::CurveDirectory(log_directory()); }

  static void Write(const std::string& path, const std::string& text, bool secret) {
    namespace fs = std::filesystem;
    fs::create_directories(fs::path(path).parent_path());
    std::ofstream(path, std::ios::trunc) << text << "\n";
    if (secret) fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
  }
  // The whole file at once, as `mv` does it.
  void WriteAccess() const {
    const std::string path = log().access_path();
    std::ofstream(path + ".new", std::ios::trunc) << Lines();
    std::filesystem::rename(path + ".new", path);
  }
  [[nodiscard]] std::string Lines() const {
    const std::string domains = " " + wire::RequestsDomain(ledger_client::kEventLogKeys) + " " +
                                wire::HintsDomain(ledger_client::kEventLogKeys) + "\n";
    std::string lines = "# name key domains\n";
    for (const auto& [client, key] : listed_) lines += client + " " + key + domains;
    return lines;
  }

  const std::string root_;
  const wire::CurveKeyPair own_ = wire::CurveKeyPair::Random();
  std::map<std::string, std::string> public_keys_;  // by client
  std::map<std::string, std::string> listed_;
};

}  // namespace paktum::attack
