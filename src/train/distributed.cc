// SPDX-License-Identifier: MIT
#include "train/distributed.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <future>
#include <thread>
#include <utility>

#include "base/str_cat.h"

// Official LibTorch archives may have Gloo in the library, but not its headers.
#if defined(USE_C10D_GLOO) && __has_include(<gloo/rendezvous/store.h>)
#define PAWLENS_HAS_GLOO 1
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#else
#define PAWLENS_HAS_GLOO 0
#endif

namespace pawlens {

#if PAWLENS_HAS_GLOO
namespace {

using std::chrono::milliseconds;

constexpr int64_t kPieceBytes = int64_t{64} << 20;  // Sent at once, and copied for it.
// Gloo's own limit, for one that ends no wait: the heartbeat does.
constexpr milliseconds kForever = std::chrono::hours(24 * 7);
constexpr milliseconds kLookAround{50};

std::string FirstLine(const std::exception& exception) {
  const std::string_view text = exception.what();
  return std::string(text.substr(0, std::min<size_t>(text.find('\n'), 200)));
}

std::unexpected<Error> Gone(const std::string& who) {
  return Fail(ErrorCode::kIo,
              StrCat(who, "; the same command with --resume, in all processes, goes on from the last checkpoint"));
}

/// Waits until all have come; names those that have not.
Status MeetAll(c10d::Store& store, const Membership& membership, std::chrono::steady_clock::time_point deadline) {
  const std::string own = std::to_string(membership.size);
  if (membership.rank == 0) store.set("size", {own.begin(), own.end()});
  const std::vector<uint8_t> leaders = store.get("size");
  if (std::string(leaders.begin(), leaders.end()) != own) {
    return Fail(ErrorCode::kInvalidArgument, StrCat("WORLD_SIZE is ", own, " here, but ",
                                                    std::string(leaders.begin(), leaders.end()), " in process 0"));
  }
  const auto place = [](int rank) { return StrCat("here/", rank); };
  if (store.add(place(membership.rank), 1) > 1) {
    return Fail(ErrorCode::kInvalidArgument, StrCat("two processes have RANK=", membership.rank));
  }
  while (true) {
    std::string missing;
    for (int rank = 0; rank < membership.size; ++rank) {
      if (store.add(place(rank), 0) == 0) missing += StrCat(missing.empty() ? "" : ", ", rank);
    }
    if (missing.empty()) return {};
    if (std::chrono::steady_clock::now() > deadline) {
      return Fail(ErrorCode::kIo, StrCat("of ", membership.size, " processes these have not come: RANK ", missing,
                                         "; start all of them within two minutes, with the same MASTER_ADDR (",
                                         membership.address, ") and MASTER_PORT (", membership.port, ")"));
    }
    std::this_thread::sleep_for(kLookAround);
  }
}

c10::intrusive_ptr<c10d::ProcessGroupGloo> ConnectGloo(const c10::intrusive_ptr<c10d::Store>& store,
                                                       const Membership& membership) {
  auto options = c10d::ProcessGroupGloo::Options::create(kForever);
  // The variable is the one by which PyTorch lets people choose.
  if (const char* interface = std::getenv("GLOO_SOCKET_IFNAME"); interface != nullptr && *interface != '\0') {
    options->devices.push_back(c10d::ProcessGroupGloo::createDeviceForInterface(interface));
  } else {
    options->devices.push_back(
        c10d::ProcessGroupGloo::createDeviceForHostname(LocalAddressTowards(membership.address, membership.port)));
  }
  options->threads = 1;
  return c10::make_intrusive<c10d::ProcessGroupGloo>(store, membership.rank, membership.size, options);
}

}  // namespace

struct ProcessGroup::Link {
  c10::intrusive_ptr<c10d::Store> store;
  c10::intrusive_ptr<c10d::ProcessGroupGloo> gloo;
  std::unique_ptr<Heartbeat> heartbeat;
  bool broken = false;

  /// Starts an operation and waits for its end.
  template <typename Start>
  Status Do(const Start& start) {
    try {
      const auto work = start();
      while (true) {
        try {
          work->wait(heartbeat->rhythm().pause);
          return {};
        } catch (const std::exception&) {
          if (work->isCompleted()) throw;  // Else the time was up.
        }
        if (const int lost = heartbeat->Lost(); lost != Heartbeat::kNobody) {
          broken = true;
          const auto silence = heartbeat->rhythm().pause * heartbeat->rhythm().missed;
          return Gone(StrCat("process ", lost, " has given no sign of life for ",
                             std::chrono::duration_cast<std::chrono::seconds>(silence).count(), " s"));
        }
      }
    } catch (const std::exception& exception) {
      broken = true;
      return Gone(StrCat("another process has ended (", FirstLine(exception), ")"));
    }
  }
};

ProcessGroup::~ProcessGroup() {
  // Gloo's threads may wait for the lost process for ever, and a destructor for them: this program is about to end anyhow.
  if (link_ != nullptr && link_->broken) (void)link_.release();
}

Result<ProcessGroup> ProcessGroup::Connect(const Membership& membership, Timing timing) {
  ProcessGroup group;
  group.membership_ = membership;
  if (membership.size == 1) return group;
  std::signal(SIGPIPE, SIG_IGN);  // Writing to a process that has ended is to fail, not to end this one in silence.
  const auto deadline = std::chrono::steady_clock::now() + timing.connect;
  const std::string place = StrCat("MASTER_ADDR ", membership.address, ", MASTER_PORT ", membership.port, ": ");
  auto link = std::make_unique<Link>();
  try {
    c10d::TCPStoreOptions options;
    options.port = static_cast<uint16_t>(membership.port);
    options.isServer = membership.rank == 0;
    options.waitWorkers = false;  // MeetAll tells who is missing.
    options.timeout = timing.connect;
    link->store = c10::make_intrusive<c10d::TCPStore>(membership.address, options);
  } catch (const std::exception& exception) {
    return Fail(ErrorCode::kIo, StrCat(place,
                                       membership.rank == 0 ? "process 0 cannot listen there; is the port in use? "
                                                            : "process 0 cannot be reached; has it been started? ",
                                       "(", FirstLine(exception), ")"));
  }
  try {
    if (Status met = MeetAll(*link->store, membership, deadline); !met) return std::unexpected(met.error());
  } catch (const std::exception& exception) {
    return Fail(ErrorCode::kIo, StrCat(place, "process 0 has ended (", FirstLine(exception), ")"));
  }
  // Gloo has one limit for connecting and for everything after; so it connects on a thread that can be left behind.
  std::packaged_task<c10::intrusive_ptr<c10d::ProcessGroupGloo>()> connect(
      [store = link->store, membership] { return ConnectGloo(store, membership); });
  auto connected = connect.get_future();
  std::thread(std::move(connect)).detach();
  constexpr std::string_view kAdvice =
      "; GLOO_SOCKET_IFNAME=NAME chooses the network interface by which the others reach this machine";
  if (connected.wait_until(std::max(deadline, std::chrono::steady_clock::now() + timing.connect / 4)) !=
      std::future_status::ready) {
    return Fail(ErrorCode::kIo,
                StrCat("process ", membership.rank, " and the others cannot reach each other", kAdvice));
  }
  try {
    link->gloo = connected.get();
  } catch (const std::exception& exception) {
    return Fail(ErrorCode::kIo, StrCat("process ", membership.rank, " and the others cannot reach each other (",
                                       FirstLine(exception), ")", kAdvice));
  }
  const auto count = [store = link->store](int rank, int64_t add) { return store->add(StrCat("alive/", rank), add); };
  link->heartbeat = std::make_unique<Heartbeat>(count, membership.rank, membership.size, timing.rhythm);
  group.link_ = std::move(link);
  return group;
}

Status ProcessGroup::SumInto(const std::vector<torch::Tensor>& tensors) {
  if (link_ == nullptr || tensors.empty()) return {};
  const torch::NoGradGuard no_grad;
  // One message for all of them: a network has a hundred small tensors, and each message a delay.
  std::vector<torch::Tensor> flat;
  flat.reserve(tensors.size());
  for (const torch::Tensor& tensor : tensors) flat.push_back(tensor.reshape(-1).to(torch::kCPU));
  std::vector<torch::Tensor> sum = {torch::cat(flat)};
  if (Status done = link_->Do([&] { return link_->gloo->allreduce(sum); }); !done) return done;
  int64_t first = 0;
  for (torch::Tensor tensor : tensors) {
    tensor.copy_(sum[0].narrow(0, first, tensor.numel()).view(tensor.sizes()));
    first += tensor.numel();
  }
  return {};
}

Status ProcessGroup::BroadcastBytes(char* bytes, int64_t count) {
  for (int64_t first = 0; first < count; first += kPieceBytes) {
    const int64_t size = std::min(kPieceBytes, count - first);
    // A tensor of its own, which outlives a wait that was given up.
    std::vector<torch::Tensor> piece = {torch::empty({size}, torch::kUInt8)};
    if (leads()) std::memcpy(piece[0].data_ptr(), bytes + first, size);
    if (Status done = link_->Do([&] { return link_->gloo->broadcast(piece); }); !done) return done;
    if (!leads()) std::memcpy(bytes + first, piece[0].data_ptr(), size);
  }
  return {};
}

#else

struct ProcessGroup::Link {};
ProcessGroup::~ProcessGroup() = default;

Result<ProcessGroup> ProcessGroup::Connect(const Membership& membership, Timing) {
  if (membership.size == 1) return ProcessGroup();
  return Fail(
      ErrorCode::kInvalidArgument,
      StrCat("WORLD_SIZE is ", membership.size, ", but this program was built with a LibTorch without c10d's Gloo, ",
             "by which processes talk to each other; Debian's libtorch-dev has it, with the headers of libgloo-dev"));
}

Status ProcessGroup::SumInto(const std::vector<torch::Tensor>&) {
  return {};
}

Status ProcessGroup::BroadcastBytes(char*, int64_t) {
  return {};
}

#endif  // PAWLENS_HAS_GLOO

ProcessGroup::ProcessGroup() = default;
ProcessGroup::ProcessGroup(ProcessGroup&& other) noexcept = default;
ProcessGroup& ProcessGroup::operator=(ProcessGroup&& other) noexcept = default;

Result<ProcessGroup> ProcessGroup::FromEnvironment() {
  const Result<Membership> membership = MembershipFromEnvironment();
  if (!membership) return std::unexpected(membership.error());
  return Connect(*membership, {});
}

Status ProcessGroup::BroadcastCount(int64_t& count) {
  return BroadcastBytes(reinterpret_cast<char*>(&count), sizeof count);
}

Status ProcessGroup::Broadcast(std::vector<float>& numbers) {
  if (link_ == nullptr) return {};
  auto count = static_cast<int64_t>(numbers.size());
  if (Status told = BroadcastCount(count); !told) return told;
  numbers.resize(count);
  return BroadcastBytes(reinterpret_cast<char*>(numbers.data()), count * static_cast<int64_t>(sizeof(float)));
}

Status ProcessGroup::Broadcast(std::string& bytes) {
  if (link_ == nullptr) return {};
  auto count = static_cast<int64_t>(bytes.size());
  if (Status told = BroadcastCount(count); !told) return told;
  bytes.resize(count);
  return BroadcastBytes(bytes.data(), count);
}

}  // namespace pawlens
