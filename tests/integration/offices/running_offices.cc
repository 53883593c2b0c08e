#include "tests/integration/offices/running_offices.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "libs/base/clock.h"
#include "libs/ledger_client/remote_event_log.h"

namespace paktum::offices_test {
namespace {

namespace fs = std::filesystem;

// A port that was free a moment ago.
std::string FreeAddress() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  EXPECT_EQ(bind(fd, reinterpret_cast<const sockaddr*>(&address), size), 0);
  EXPECT_EQ(getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size), 0);
  close(fd);
  return "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
}

pid_t Spawn(const std::vector<std::string>& command, const std::string& output) {
  std::vector<char*> arguments;
  for (const std::string& part : command) arguments.push_back(const_cast<char*>(part.c_str()));
  arguments.push_back(nullptr);
  const pid_t pid = fork();
  if (pid == 0) {
    const int fd = open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    dup2(fd, STDOUT_FILENO);
    dup2(fd, STDERR_FILENO);
    execv(arguments[0], arguments.data());
    _exit(127);
  }
  return pid;
}

}  // namespace

std::string ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

int RunToEnd(const std::vector<std::string>& command, const fs::path& output) {
  const pid_t pid = Spawn(command, output.string());
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool Eventually(const std::function<bool()>& condition, std::chrono::seconds within) {
  const Deadline give_up = DeadlineIn(within);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > give_up) return false;
    poll(nullptr, 0, 10);
  }
  return true;
}

std::string Reply::Text(const std::string& name) const {
  const std::string mark = "\"" + name + "\":\"";
  const std::size_t start = body.find(mark);
  if (start == std::string::npos) return "";
  const std::size_t text = start + mark.size();
  return body.substr(text, body.find('"', text) - text);
}

RunningOffices::RunningOffices() {
  std::string pattern = (fs::temp_directory_path() / "paktum-offices-XXXXXX").string();
  directory_ = mkdtemp(pattern.data());
  fs::create_directories(directory_ / "log");
  fs::create_directories(directory_ / "keys");
  fs::permissions(directory_ / "keys", fs::perms::owner_all);
  for (const char* service : {"event_log", "hints", "vault", "vault_http", "pact_office",
                              "government_office", "charity"}) {
    addresses_[service] = FreeAddress();
  }
  for (const char* service :
       {"event_log", "vault", "pact_office", "government_office", "charity"}) {
    Start(service);
  }
}

RunningOffices::~RunningOffices() {
  StopAll();
  if (testing::Test::HasFailure()) {
    for (const auto& entry : fs::directory_iterator(directory_ / "log")) {
      const std::string text = ReadFile(entry.path());
      fprintf(stderr, "--- %s (end)\n%s\n", entry.path().filename().c_str(),
              text.substr(text.size() > 3'000 ? text.size() - 3'000 : 0).c_str());
    }
  }
  fs::remove_all(directory_);
}

void RunningOffices::Start(const std::string& service) {
  const std::string data = (directory_ / "data" / service).string();
  const std::string program = std::string(PAKTUM_BIN_DIR) + "/" + service;
  std::vector<std::string> command;
  if (service == "event_log") {
    command = {program,
               "--data",
               data,
               "--listen",
               "tcp://" + addresses_.at(service),
               "--hints",
               "tcp://" + addresses_.at("hints")};
  } else if (service == "vault") {
    command = {program,
               "--plan",
               PlanFile(),
               "--data",
               data,
               "--backups",
               (directory_ / "backups").string(),
               "--log",
               "tcp://" + addresses_.at("event_log"),
               "--listen",
               "tcp://" + addresses_.at(service),
               "--http",
               addresses_.at("vault_http")};
  } else {
    command = {program,
               "--plan",
               PlanFile(),
               "--data",
               data,
               "--keys",
               (directory_ / "keys").string(),
               "--log",
               "tcp://" + addresses_.at("event_log"),
               "--vault",
               "tcp://" + addresses_.at("vault"),
               "--listen",
               addresses_.at(service),
               "--log-level",
               "debug"};
  }
  pids_[service] = Spawn(command, (directory_ / "log" / (service + ".txt")).string());
  if (service == "event_log") return;
  const std::string web = service == "vault" ? "vault_http" : service;
  clients_.erase(web);
  ASSERT_TRUE(Eventually([&] { return Get(web, "/readyz").status == 200; })) << service;
}

void RunningOffices::Kill(const std::string& service) {
  const auto pid = pids_.find(service);
  ASSERT_NE(pid, pids_.end());
  kill(pid->second, SIGKILL);
  waitpid(pid->second, nullptr, 0);
  pids_.erase(pid);
}

void RunningOffices::Signal(const std::string& service, int signal) {
  kill(pids_.at(service), signal);
}

void RunningOffices::StopAll() {
  for (const auto& [service, pid] : pids_) kill(pid, SIGTERM);
  for (const auto& [service, pid] : pids_) {
    int status = 0;
    waitpid(pid, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << service;
  }
  pids_.clear();
  clients_.clear();
}

Reply RunningOffices::Send(const std::string& office, const std::string& method,
                           const std::string& target, const std::string& body,
                           const http::Headers& headers) {
  auto& client = clients_[office];
  if (client == nullptr) client = http::Client::ForAddress(addresses_.at(office)).value();
  const Result<http::ClientResponse> response = client->Send(method, target, body, headers);
  if (!response.ok()) return {0, response.status().ToString()};
  return {response->status, response->body};
}

Reply RunningOffices::Post(const std::string& office, const std::string& command,
                           const std::string& json, const Uuid& key) {
  return Send(office, "POST", "/api/pacts/tiszakecske/commands/" + command, json,
              {{"Content-Type", "application/json"}, {"Idempotency-Key", key.ToString()}});
}

Reply RunningOffices::Get(const std::string& office, const std::string& target) {
  return Send(office, "GET", target, "", {});
}

std::vector<ledger::Record> RunningOffices::Ledger() {
  ledger_client::RemoteEventLogOptions options;
  options.endpoint = "tcp://" + addresses_.at("event_log");
  options.connect_wait_ms = 10'000;
  const auto log = ledger_client::RemoteEventLog::Connect(options).value();
  const auto slice =
      log->Read("tiszakecske", Position(0), {}, DeadlineIn(std::chrono::seconds(20)));
  EXPECT_TRUE(slice.ok()) << slice.status();
  return slice.ok() ? slice->records : std::vector<ledger::Record>();
}

Uuid RunningOffices::NewKey() {
  const SystemClock clock;
  return Uuid::V7(clock);
}

std::string RunningOffices::PlanFile() {
  return std::string(PAKTUM_SOURCE_DIR) + "/plans/tiszakecske.textproto";
}

}  // namespace paktum::offices_test
