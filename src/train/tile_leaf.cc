// SPDX-License-Identifier: MIT
#include "train/tile_leaf.h"

#if defined(__x86_64__) && defined(__linux__)

#include <cpuid.h>
#include <immintrin.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>

namespace pawlens {
namespace {

// Of <asm/prctl.h>, which older headers lack.
constexpr int kSetCpuid = 0x1012;           // ARCH_SET_CPUID: 0 makes CPUID raise SIGSEGV.
constexpr int kRequestPermission = 0x1023;  // ARCH_REQ_XCOMP_PERM
constexpr int kTileData = 18;               // XFEATURE_XTILEDATA
constexpr unsigned kTileLeaf = 0x1d;        // Subleaf 0: the highest palette; subleaf 1: palette 1.
constexpr unsigned kTileMultiplyLeaf = 0x1e;
constexpr uint8_t kCpuidInstruction[2] = {0x0f, 0xa2};

void AnswerCpuid(int /*signal*/, siginfo_t* /*info*/, void* context) {
  greg_t* registers = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
  const auto* instruction = reinterpret_cast<const uint8_t*>(registers[REG_RIP]);
  if (instruction[0] != kCpuidInstruction[0] || instruction[1] != kCpuidInstruction[1]) {
    std::signal(SIGSEGV, SIG_DFL);  // A real fault: it comes again on return, and ends the process as it should.
    return;
  }
  const auto leaf = static_cast<unsigned>(registers[REG_RAX]);
  const auto subleaf = static_cast<unsigned>(registers[REG_RCX]);
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  syscall(SYS_arch_prctl, kSetCpuid, 1L);
  __cpuid_count(leaf, subleaf, eax, ebx, ecx, edx);
  syscall(SYS_arch_prctl, kSetCpuid, 0L);
  // Intel's manual, volume 2A, CPUID: 8 tiles of 1024 bytes, 16 rows of 64 bytes each.
  if (leaf == kTileLeaf && subleaf == 0) eax = 1;
  if (leaf == kTileLeaf && subleaf == 1) {
    eax = 8192u | 1024u << 16;
    ebx = 64u | 8u << 16;
    ecx = 16u;
  }
  if (leaf == kTileMultiplyLeaf && subleaf == 0) ebx = 16u | 64u << 8;
  registers[REG_RAX] = eax;
  registers[REG_RBX] = ebx;
  registers[REG_RCX] = ecx;
  registers[REG_RDX] = edx;
  registers[REG_RIP] += sizeof(kCpuidInstruction);
}

struct TileSettings {
  uint8_t palette = 1;
  uint8_t start_row = 0;
  uint8_t reserved[14] = {};
  uint16_t row_bytes[16] = {};
  uint8_t rows[16] = {};
};
static_assert(sizeof(TileSettings) == 64);

/// One product of two tiles of ones, 16 x 32 by 32 x 16, in bfloat16. The permission for tiles must have been given.
__attribute__((target("amx-tile,amx-bf16"))) bool TilesMultiply() {
  constexpr uint16_t kOne = 0x3f80;
  TileSettings settings;
  for (int tile = 0; tile < 3; ++tile) {
    settings.row_bytes[tile] = 64;
    settings.rows[tile] = 16;
  }
  alignas(64) uint16_t ones[16 * 32];
  alignas(64) float sums[16 * 16];
  for (uint16_t& one : ones) one = kOne;
  _tile_loadconfig(&settings);
  _tile_zero(0);
  _tile_loadd(1, ones, 64);
  _tile_loadd(2, ones, 64);
  _tile_dpbf16ps(0, 1, 2);
  _tile_stored(0, sums, 64);
  _tile_release();
  for (const float sum : sums) {
    if (sum != 32.0f) return false;
  }
  return true;
}

}  // namespace

bool ShowTileLeaf() {
  if (syscall(SYS_arch_prctl, kRequestPermission, static_cast<long>(kTileData)) != 0 || !TilesMultiply()) return false;
  struct sigaction answer = {};
  struct sigaction before = {};
  answer.sa_sigaction = AnswerCpuid;
  answer.sa_flags = SA_SIGINFO | SA_NODEFER;
  if (sigaction(SIGSEGV, nullptr, &before) != 0 || before.sa_handler != SIG_DFL) return false;  // A sanitizer's.
  if (sigaction(SIGSEGV, &answer, nullptr) != 0) return false;
  if (syscall(SYS_arch_prctl, kSetCpuid, 0L) == 0) return true;
  sigaction(SIGSEGV, &before, nullptr);
  return false;
}

}  // namespace pawlens

#else

namespace pawlens {

bool ShowTileLeaf() {
  return false;
}

}  // namespace pawlens

#endif
