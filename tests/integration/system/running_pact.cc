#include "tests/integration/system/running_pact.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <google/protobuf/util/json_util.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace paktum::system_test {
namespace {

namespace fs = std::filesystem;

const std::map<std::string, int>& DefaultPorts() {
  static const auto* const kPorts =
      new std::map<std::string, int>{{"event_log", 7401},      {"hints", 7402},
                                     {"log_http", 7403},       {"indicators", 7411},
                                     {"schedule", 7412},       {"indicators_http", 7421},
                                     {"schedule_http", 7422},  {"registers", 7413},
                                     {"registers_http", 7423}, {"vault", 7431},
                                     {"vault_http", 7432},     {"dashboard", 8080},
                                     {"pact_office", 8081},    {"government_office", 8082},
                                     {"charity", 8083}};
  return *kPorts;
}

bool Free(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool free = bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  close(fd);
  return free;
}

// An offset at which every port is free.
int FreeOffset() {
  const int first = 1'000 + (getpid() % 400) * 50;
  for (int offset = first; offset < first + 20'000; offset += 17) {
    bool free = true;
    for (const auto& [name, port] : DefaultPorts()) free = free && Free(port + offset);
    if (free) return offset;
  }
  ADD_FAILURE() << "no free ports";
  return 0;
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

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

std::string Reply::Text(const std::string& name) const {
  if (const auto found = json.fields().find(name); found != json.fields().end()) {
    return found->second.string_value();
  }
  const auto result = json.fields().find("result");
  if (result == json.fields().end()) return "";
  const auto& named = result->second.struct_value().fields();
  const auto found = named.find(name);
  return found == named.end() ? "" : found->second.string_value();
}

std::vector<std::uint64_t> Reply::Positions() const {
  std::vector<std::uint64_t> positions;
  const auto found = json.fields().find("positions");
  if (found == json.fields().end()) return positions;
  for (const auto& value : found->second.list_value().values()) {
    positions.push_back(std::stoull(value.string_value()));
  }
  return positions;
}

bool Eventually(const std::function<bool()>& condition, std::chrono::seconds within) {
  const Deadline give_up = DeadlineIn(within);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > give_up) return false;
    poll(nullptr, 0, 10);
  }
  return true;
}

RunningPact::RunningPact(std::vector<std::string> options, std::string web, std::string plan)
    : options_(std::move(options)), plan_(std::move(plan)), web_(std::move(web)) {
  if (plan_.empty()) {
    plan_ = std::string(PAKTUM_SOURCE_DIR) + "/plans/tiszakecske.textproto";
  }
  std::string pattern = (fs::temp_directory_path() / "paktum-system-XXXXXX").string();
  data_ = mkdtemp(pattern.data());
  if (web_.empty()) {
    web_ = data_ + "/web";
    fs::create_directories(web_);
    std::ofstream(web_ + "/index.html") << "<!doctype html><title>Paktum</title>";
  }
  port_offset_ = FreeOffset();
  Start();
}

RunningPact::~RunningPact() {
  Stop();
  if (testing::Test::HasFailure()) {
    for (const auto& entry : fs::directory_iterator(data_ + "/log")) {
      const std::string text = ReadFile(entry.path().string());
      std::fprintf(stderr, "--- %s (end)\n%s\n", entry.path().filename().c_str(),
                   text.substr(text.size() > 2'000 ? text.size() - 2'000 : 0).c_str());
    }
  }
  fs::remove_all(data_);
}

void RunningPact::Start() {
  std::vector<std::string> command{std::string(PAKTUM_BIN_DIR) + "/paktum",
                                   "up",
                                   "--plan",
                                   plan_,
                                   "--data",
                                   data_,
                                   "--web",
                                   web_,
                                   "--port-offset",
                                   std::to_string(port_offset_),
                                   "--open-offices"};
  command.insert(command.end(), options_.begin(), options_.end());
  pid_ = Spawn(command, data_ + "/up.txt");
  const bool ready = Eventually([&] {
    return waitpid(pid_, nullptr, WNOHANG) != 0 || Get("dashboard", "/readyz").status == 200;
  });
  ASSERT_TRUE(ready && kill(pid_, 0) == 0) << ReadFile(data_ + "/up.txt");
  for (const char* service : {"pact_office", "government_office", "charity", "registers_http"}) {
    ASSERT_TRUE(Eventually([&] { return Get(service, "/readyz").status == 200; })) << service;
  }
}

void RunningPact::Stop() {
  if (pid_ < 0) return;
  kill(pid_, SIGINT);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
  clients_.clear();
}

int RunningPact::Port(const std::string& service) const {
  return DefaultPorts().at(service) + port_offset_;
}

http::Client& RunningPact::ClientOf(const std::string& service) {
  auto& client = clients_[service];
  if (client == nullptr) {
    client = http::Client::ForAddress("http://127.0.0.1:" + std::to_string(Port(service))).value();
  }
  return *client;
}

namespace {

Reply ReplyOf(const Result<http::ClientResponse>& response) {
  Reply reply;
  if (!response.ok()) return reply;
  reply.status = response->status;
  reply.body = response->body;
  if (!google::protobuf::util::JsonStringToMessage(response->body, &reply.json).ok()) {
    reply.json.Clear();
  }
  return reply;
}

}  // namespace

Uuid RunningPact::NewKey() {
  const SystemClock clock;
  return Uuid::V7(clock);
}

Reply RunningPact::Post(const std::string& office, const std::string& command,
                        const std::string& json, std::optional<Uuid> key) {
  return ReplyOf(ClientOf(office).Post("/api/pacts/tiszakecske/commands/" + command, json,
                                       "application/json",
                                       {{"Idempotency-Key", key.value_or(NewKey()).ToString()}}));
}

Reply RunningPact::PostTo(const std::string& office, const std::string& target,
                          const std::string& json, const std::string& actor) {
  return ReplyOf(
      ClientOf(office).Post(target, json, "application/json",
                            {{"Idempotency-Key", NewKey().ToString()}, {"Paktum-Actor", actor}}));
}

Reply RunningPact::Get(const std::string& service, const std::string& target) {
  return ReplyOf(ClientOf(service).Get(target));
}

Reply RunningPact::View(const std::string& path) {
  return Get("dashboard", "/api/pacts/tiszakecske/" + path);
}

std::int64_t RunningPact::Indicator(const std::string& code, std::uint64_t at_least,
                                    const std::string& query) {
  const Reply reply = View("indicators?at_least=" + std::to_string(at_least) + query);
  EXPECT_EQ(reply.status, 200U) << reply.body;
  const auto found = reply.json.fields().find("indicators");
  if (found == reply.json.fields().end()) return -1;
  for (const auto& value : found->second.list_value().values()) {
    const auto& fields = value.struct_value().fields();
    if (fields.at("code").string_value() == code) {
      return std::stoll(fields.at("value").string_value());
    }
  }
  ADD_FAILURE() << "no indicator " << code;
  return -1;
}

// As operator, unless the pact runs plain.
std::string RunningPact::KeysOfTail() const {
  const bool plain = std::find(options_.begin(), options_.end(), "--plain") != options_.end();
  return plain ? "" : " --curve " + data_ + "/curve/operator";
}

std::vector<std::string> RunningPact::Ledger() {
  const std::string command =
      std::string(PAKTUM_BIN_DIR) +
      "/paktum tail --until-head --log tcp://127.0.0.1:" + std::to_string(Port("event_log")) +
      " --hints tcp://127.0.0.1:" + std::to_string(Port("hints")) + KeysOfTail() + " 2>/dev/null";
  std::FILE* pipe = popen(command.c_str(), "r");
  std::string text;
  std::array<char, 65'536> buffer{};
  for (std::size_t n = 0; (n = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
    text.append(buffer.data(), n);
  }
  EXPECT_EQ(pclose(pipe), 0);
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string RunningPact::Sums() {
  const std::size_t head = Ledger().size();
  std::string sums = "head " + std::to_string(head) + "\n";
  for (const char* code : {"PO25", "PR25", "PR26"}) {
    sums += std::string(code) + " " + std::to_string(Indicator(code, head)) + "\n";
  }
  const Reply schedule = View("schedule?at_least=" + std::to_string(head));
  EXPECT_EQ(schedule.status, 200U) << schedule.body;
  // Without "meta", which tells the time of the answer.
  const std::size_t rest = schedule.body.find("},");
  EXPECT_TRUE(schedule.body.starts_with("{\"meta\":{") && rest != std::string::npos);
  return sums + schedule.body.substr(rest);
}

int RunningPact::Simulate(int participants, int seed, const std::string& plan) {
  const std::string file =
      plan.empty() ? std::string(PAKTUM_SOURCE_DIR) + "/plans/tiszakecske.textproto" : plan;
  const pid_t pid = Spawn({std::string(PAKTUM_BIN_DIR) + "/paktum", "simulate", "--plan", file,
                           "--participants", std::to_string(participants), "--seed",
                           std::to_string(seed), "--port-offset", std::to_string(port_offset_)},
                          data_ + "/log/simulate.log");
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int RunningPact::PidOf(const std::string& service) {
  int found = -1;
  const std::string program = std::string(PAKTUM_BIN_DIR) + "/" + service;
  Eventually([&] {
    for (const auto& entry : fs::directory_iterator("/proc")) {
      const std::string name = entry.path().filename().string();
      if (name.find_first_not_of("0123456789") != std::string::npos) continue;
      const std::string line = ReadFile(entry.path().string() + "/cmdline");
      const std::string stat = ReadFile(entry.path().string() + "/stat");
      const std::size_t paren = stat.rfind(')');
      if (!line.starts_with(program + '\0') || paren == std::string::npos) continue;
      int parent = -1;
      std::sscanf(stat.c_str() + paren + 1, " %*c %d", &parent);
      if (parent == pid_) found = std::stoi(name);
    }
    return found > 0;
  });
  EXPECT_GT(found, 0) << service << " does not run";
  return found;
}

void RunningPact::Kill(const std::string& service, int signal) {
  ASSERT_EQ(kill(PidOf(service), signal), 0);
}

std::string Registration(int number) {
  std::string digits = std::to_string(10'000'000 + number);
  int sum = 0;
  for (std::size_t i = 0; i < 8; ++i) sum += (digits[i] - '0') * (i % 2 == 0 ? 3 : 7);
  digits += std::to_string(sum % 10);
  return R"({"registered_on":"2019-01-10","family_name":"Markerfamily","given_name":"Markergiven",)"
         R"("birth_date":"1985-05-05","gender":"GENDER_FEMALE","address":"Markerstreet 1",)"
         R"("email":"marker.person@example.org","taj":")" +
         digits + R"("})";
}

}  // namespace paktum::system_test
