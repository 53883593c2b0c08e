#include <arpa/inet.h>
#include <libpq-fe.h>
#include <poll.h>
#include <signal.h>

#include <array>
#include <cstring>
#include <deque>
#include <fstream>
#include <sstream>
#include <utility>

#include "libs/base/clock.h"
#include "libs/base/uuid.h"
#include "tests/bench/peers/peers.h"

namespace paktum::bench {
namespace {

constexpr char kPrograms[] = "/usr/lib/postgresql/15/bin/";
constexpr char kAccount[] = "postgres";
constexpr char kAppend[] = "append";
constexpr int kByteaType = 17;
constexpr int kPageEvents = 5'000;  // of one FETCH

void PutInt32(std::string& out, int value) {
  const std::uint32_t big = htonl(static_cast<std::uint32_t>(value));
  out.append(reinterpret_cast<const char*>(&big), sizeof big);
}

// The binary form of a bytea[] with one dimension.
std::string BinaryArray(const std::vector<const std::string*>& values) {
  std::string out;
  PutInt32(out, 1);
  PutInt32(out, 0);
  PutInt32(out, kByteaType);
  PutInt32(out, static_cast<int>(values.size()));
  PutInt32(out, 1);
  for (const std::string* value : values) {
    PutInt32(out, static_cast<int>(value->size()));
    out += *value;
  }
  return out;
}

std::string BinaryInt64(std::uint64_t value) {
  std::string out;
  PutInt32(out, static_cast<int>(value >> 32));
  PutInt32(out, static_cast<int>(value & 0xffffffffU));
  return out;
}

PGconn* Connect(int port) {
  const std::string text =
      "host=127.0.0.1 port=" + std::to_string(port) + " user=postgres dbname=postgres";
  return PQconnectdb(text.c_str());
}

PGconn* MustConnect(int port) {
  PGconn* connection = Connect(port);
  if (PQstatus(connection) != CONNECTION_OK) {
    Die(std::string("PostgreSQL: ") + PQerrorMessage(connection));
  }
  return connection;
}

void Run(PGconn* connection, const std::string& text) {
  PGresult* result = PQexec(connection, text.c_str());
  const ExecStatusType status = PQresultStatus(result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    Die(std::string("PostgreSQL: ") + PQerrorMessage(connection));
  }
  PQclear(result);
}

// One connection, many calls of the function in flight (pipeline mode), each its own transaction.
class PostgresClient {
 public:
  PostgresClient(int port, int number, const Load& load, const Window& window)
      : stream_("bench-client-" + std::to_string(number)),
        load_(load),
        window_(window),
        recorder_(window),
        connection_(MustConnect(port)) {
    PGresult* prepared =
        PQprepare(connection_, kAppend, "select append($1, $2, $3, $4, $5)", 0, nullptr);
    if (PQresultStatus(prepared) != PGRES_COMMAND_OK) {
      Die(std::string("PostgreSQL: ") + PQerrorMessage(connection_));
    }
    PQclear(prepared);
    PQsetnonblocking(connection_, 1);
    PQenterPipelineMode(connection_);
  }
  ~PostgresClient() { PQfinish(connection_); }
  PostgresClient(const PostgresClient&) = delete;
  PostgresClient& operator=(const PostgresClient&) = delete;

  void Fill() {
    while (!window_.closed() && static_cast<int>(sent_.size()) < load_.in_flight) SendNext();
  }
  // False while something waits to be sent.
  bool Flush() {
    const int left = PQflush(connection_);
    if (left < 0) Die(std::string("PostgreSQL: ") + PQerrorMessage(connection_));
    return left == 0;
  }
  void Receive() {
    if (PQconsumeInput(connection_) == 0) {
      Die(std::string("PostgreSQL: ") + PQerrorMessage(connection_));
    }
    while (!sent_.empty() && PQisBusy(connection_) == 0) {
      PGresult* result = PQgetResult(connection_);
      if (result == nullptr) continue;  // ends the results of one call
      const ExecStatusType status = PQresultStatus(result);
      if (status == PGRES_PIPELINE_SYNC) {
        recorder_.Answered(sent_.front(), load_.events_per_append);
        sent_.pop_front();
      } else if (status != PGRES_TUPLES_OK) {
        Die(std::string("PostgreSQL: ") + PQresultErrorMessage(result));
      }
      PQclear(result);
    }
  }
  [[nodiscard]] int fd() const { return PQsocket(connection_); }
  [[nodiscard]] bool idle() const { return sent_.empty(); }
  [[nodiscard]] Recorder& recorder() { return recorder_; }

 private:
  void SendNext() {
    const Uuid command = Uuid::V7(clock_);
    const std::string expected = BinaryInt64(version_);
    std::string digest(command.bytes());
    digest += command.bytes();
    std::vector<const std::string*> payloads;
    for (int i = 0; i < load_.events_per_append; ++i) {
      payloads.push_back(&Payloads()[version_++ % Payloads().size()]);
    }
    const std::string events = BinaryArray(payloads);
    const std::array<const char*, 5> values{stream_.data(), expected.data(), command.bytes().data(),
                                            digest.data(), events.data()};
    const std::array<int, 5> sizes{
        static_cast<int>(stream_.size()), static_cast<int>(expected.size()), 16,
        static_cast<int>(digest.size()), static_cast<int>(events.size())};
    const std::array<int, 5> binary{1, 1, 1, 1, 1};
    sent_.push_back(SteadyClock::now());
    if (PQsendQueryPrepared(connection_, kAppend, 5, values.data(), sizes.data(), binary.data(),
                            1) == 0 ||
        PQpipelineSync(connection_) == 0) {
      Die(std::string("PostgreSQL: ") + PQerrorMessage(connection_));
    }
  }

  const SystemClock clock_;
  const std::string stream_;
  const Load load_;
  const Window& window_;
  Recorder recorder_;
  PGconn* connection_;
  std::uint64_t version_ = 0;
  std::deque<TimePoint> sent_;
};

class Postgres final : public Contestant {
 public:
  [[nodiscard]] std::string name() const override { return "PostgreSQL 15 message store"; }
  [[nodiscard]] std::string shapes() const override { return "ABCDE"; }

  void Start() override {
    directory_ = std::make_unique<DataDir>("postgres");
    directory_->GiveTo(kAccount);
    const std::string data = directory_->Sub("data");
    const std::string output = directory_->path() + ".log";
    Child make({{std::string(kPrograms) + "initdb", "--pgdata", data, "--username", "postgres",
                 "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"},
                directory_->Sub("initdb.log"),
                kAccount,
                SIGTERM});
    if (make.Wait() != 0) Die("initdb fails: " + make.Output());
    port_ = FreePort();
    std::ofstream(data + "/postgresql.auto.conf", std::ios::app)
        << "listen_addresses = '127.0.0.1'\nport = " << port_ << "\nunix_socket_directories = ''\n"
        << "max_connections = 100\nshared_buffers = '512MB'\nwal_level = minimal\n"
        << "max_wal_senders = 0\nmax_wal_size = '8GB'\ncheckpoint_timeout = '15min'\n"
        << "wal_buffers = '64MB'\nfsync = on\nsynchronous_commit = on\nfull_page_writes = on\n"
        << "wal_sync_method = fdatasync\njit = off\n";
    child_ = std::make_unique<Child>(ChildOptions{{std::string(kPrograms) + "postgres", "-D", data},
                                                  directory_->Sub("postgres.log"),
                                                  kAccount,
                                                  SIGINT});
    PGconn* connection = nullptr;
    child_->WaitUntil([&] {
      connection = Connect(port_);
      if (PQstatus(connection) == CONNECTION_OK) return true;
      PQfinish(connection);
      return false;
    });
    std::ifstream file(std::string(PAKTUM_SOURCE_DIR) + "/tests/bench/peers/message_store.sql");
    std::ostringstream text;
    text << file.rdbuf();
    Run(connection, text.str());
    PQfinish(connection);
  }
  void Stop() override {
    child_.reset();
    directory_.reset();
  }
  [[nodiscard]] pid_t pid() const override { return child_->pid(); }

  std::vector<Recorder> Append(const Load& load, Window& window) override {
    std::vector<std::unique_ptr<PostgresClient>> clients;
    for (int i = 0; i < load.connections; ++i) {
      clients.push_back(std::make_unique<PostgresClient>(port_, streams_++, load, window));
    }
    window.Begin();
    std::vector<pollfd> wanted(clients.size());
    for (bool busy = true; busy;) {
      busy = false;
      for (std::size_t i = 0; i < clients.size(); ++i) {
        clients[i]->Fill();
        busy = busy || !clients[i]->idle();
        const bool flushed = clients[i]->Flush();
        wanted[i] = {clients[i]->fd(), static_cast<short>(flushed ? POLLIN : POLLIN | POLLOUT), 0};
      }
      if (!busy && window.closed()) break;
      poll(wanted.data(), wanted.size(), 100);
      for (std::size_t i = 0; i < clients.size(); ++i) {
        if ((wanted[i].revents & (POLLIN | POLLERR | POLLHUP)) != 0) clients[i]->Receive();
      }
    }
    std::vector<Recorder> recorders;
    for (const auto& client : clients) recorders.push_back(std::move(client->recorder()));
    return recorders;
  }

  // Through the same function, 100 events a call, then a checkpoint, so that no writing back of
  // pages disturbs the reading.
  void Fill(std::uint64_t events) override {
    PGconn* connection = MustConnect(port_);
    Run(connection,
        "prepare fill(text, bytea[]) as select append($1, 0, gen_random_uuid(), 'x', $2)");
    constexpr std::uint64_t kBatch = 1'000;
    for (std::uint64_t at = 0; at < events; at += kBatch) {
      std::vector<const std::string*> payloads;
      for (std::uint64_t i = at; i < std::min(at + kBatch, events); ++i) {
        payloads.push_back(&Payloads()[i % Payloads().size()]);
      }
      const std::string stream = "fill-" + std::to_string(at);
      const std::string array = BinaryArray(payloads);
      const std::array<const char*, 2> values{stream.data(), array.data()};
      const std::array<int, 2> sizes{static_cast<int>(stream.size()),
                                     static_cast<int>(array.size())};
      const std::array<int, 2> binary{1, 1};
      PGresult* result =
          PQexecPrepared(connection, "fill", 2, values.data(), sizes.data(), binary.data(), 1);
      if (PQresultStatus(result) != PGRES_TUPLES_OK) {
        Die(std::string("PostgreSQL: ") + PQerrorMessage(connection));
      }
      PQclear(result);
    }
    Run(connection, "vacuum analyze messages");
    Run(connection, "checkpoint");
    PQfinish(connection);
  }

  void ReadAll(std::uint64_t events) override {
    PGconn* connection = MustConnect(port_);
    Run(connection, "begin");
    Run(connection,
        "declare catch_up no scroll cursor for select position, stream, version, command, "
        "recorded_at, data from messages order by position");
    const std::string fetch = "fetch forward " + std::to_string(kPageEvents) + " from catch_up";
    std::uint64_t seen = 0;
    std::size_t bytes = 0;
    for (;;) {
      PGresult* result =
          PQexecParams(connection, fetch.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 1);
      const int rows = PQntuples(result);
      for (int row = 0; row < rows; ++row) {
        bytes += static_cast<std::size_t>(PQgetlength(result, row, 5));
      }
      PQclear(result);
      if (rows == 0) break;
      seen += static_cast<std::uint64_t>(rows);
    }
    PQfinish(connection);
    if (seen != events || bytes != events * kPayloadBytes) Die("events are missing in PostgreSQL");
  }

 private:
  std::unique_ptr<DataDir> directory_;
  std::unique_ptr<Child> child_;
  int port_ = 0;
  int streams_ = 0;
};

}  // namespace

std::unique_ptr<Contestant> MakePostgres() { return std::make_unique<Postgres>(); }

}  // namespace paktum::bench
