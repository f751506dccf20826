// SPDX-License-Identifier: MIT
#include "pawlens/peak.h"

#include <cpuid.h>
#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstring>

namespace pawlens::cli {
namespace {

using Clock = std::chrono::steady_clock;

/// Runs a block of dot products `rounds` times; answers how many multiply-accumulates one round is. The sums are folded
/// into `sink`, which nobody reads but the compiler does not know.
using Block = int64_t (*)(int rounds);
volatile int32_t sink = 0;

// Each kernel: accumulators in registers, one dot product an accumulator and round. Eight accumulators hide five cycles of
// latency at one or two instructions a cycle with room to spare; AMX has eight tiles, two of them operands. The empty asm
// makes an operand unknown in every round, so that nothing is hoisted out of the loop or folded.
constexpr int kAccumulators = 12;

__attribute__((target("sse2"))) int64_t Sse2(int rounds) {
  __m128i sums[kAccumulators] = {}, a = _mm_set1_epi16(3), b = _mm_set1_epi16(5);
  for (int round = 0; round < rounds; ++round) {
#pragma GCC unroll 12
    for (__m128i& sum : sums) {
      asm volatile("" : "+x"(a));
      sum = _mm_add_epi32(sum, _mm_madd_epi16(a, b));
    }
    asm volatile("" : "+x"(b));
  }
  for (const __m128i& sum : sums) sink = sink + _mm_cvtsi128_si32(sum);
  return int64_t{kAccumulators} * 8;
}

__attribute__((target("avx2"))) int64_t Avx2(int rounds) {
  __m256i sums[kAccumulators] = {}, a = _mm256_set1_epi16(3), b = _mm256_set1_epi16(5);
  for (int round = 0; round < rounds; ++round) {
#pragma GCC unroll 12
    for (__m256i& sum : sums) {
      asm volatile("" : "+x"(a));
      sum = _mm256_add_epi32(sum, _mm256_madd_epi16(a, b));
    }
    asm volatile("" : "+x"(b));
  }
  for (const __m256i& sum : sums) sink = sink + _mm256_extract_epi32(sum, 0);
  return int64_t{kAccumulators} * 16;
}

__attribute__((target("avx2,avxvnni"))) int64_t AvxVnni(int rounds) {
  __m256i sums[kAccumulators] = {}, a = _mm256_set1_epi8(3), b = _mm256_set1_epi8(5);
  for (int round = 0; round < rounds; ++round) {
#pragma GCC unroll 12
    for (__m256i& sum : sums) sum = _mm256_dpbusd_avx_epi32(sum, a, b);
    asm volatile("" : "+x"(a), "+x"(b));
  }
  for (const __m256i& sum : sums) sink = sink + _mm256_extract_epi32(sum, 0);
  return int64_t{kAccumulators} * 32;
}

__attribute__((target("avx512f,avx512vnni"))) int64_t Avx512Vnni(int rounds) {
  __m512i sums[kAccumulators] = {}, a = _mm512_set1_epi8(3), b = _mm512_set1_epi8(5);
  for (int round = 0; round < rounds; ++round) {
#pragma GCC unroll 12
    for (__m512i& sum : sums) sum = _mm512_dpbusd_epi32(sum, a, b);
    asm volatile("" : "+v"(a), "+v"(b));
  }
  for (const __m512i& sum : sums) sink = sink + _mm512_cvtsi512_si32(sum);
  return int64_t{kAccumulators} * 64;
}

/// Palette 1: every tile 16 rows of 64 bytes.
struct alignas(64) TileConfiguration {
  uint8_t palette = 1, start_row = 0, reserved[14] = {};
  uint16_t row_bytes[16] = {};
  uint8_t rows[16] = {};
};

__attribute__((target("amx-tile,amx-int8"))) int64_t Amx(int rounds) {
  TileConfiguration configuration;
  std::fill_n(configuration.row_bytes, 8, uint16_t{64});
  std::fill_n(configuration.rows, 8, uint8_t{16});
  _tile_loadconfig(&configuration);
  alignas(64) int8_t operand[16 * 64];
  std::memset(operand, 1, sizeof operand);
  _tile_loadd(6, operand, 64);
  _tile_loadd(7, operand, 64);
  _tile_zero(0);
  _tile_zero(1);
  _tile_zero(2);
  _tile_zero(3);
  _tile_zero(4);
  _tile_zero(5);
  for (int round = 0; round < rounds; ++round) {
    _tile_dpbssd(0, 6, 7);
    _tile_dpbssd(1, 6, 7);
    _tile_dpbssd(2, 6, 7);
    _tile_dpbssd(3, 6, 7);
    _tile_dpbssd(4, 6, 7);
    _tile_dpbssd(5, 6, 7);
  }
  alignas(64) int32_t result[16 * 16];
  _tile_stored(0, result, 64);
  sink = sink + result[0];
  _tile_release();
  return int64_t{6} * 16 * 16 * 64;
}

/// Linux hands out the tiles' state only on request: arch_prctl(ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA).
bool AmxIsOurs() {
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  if (__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) == 0) return false;
  const bool tile = (edx >> 24 & 1) != 0, int8 = (edx >> 25 & 1) != 0;
  constexpr int kRequestPermission = 0x1023, kTileData = 18;
  return tile && int8 && syscall(SYS_arch_prctl, kRequestPermission, kTileData) == 0;
}

bool HasAvxVnni() {
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  return __builtin_cpu_supports("avx2") && __get_cpuid_count(7, 1, &eax, &ebx, &ecx, &edx) != 0 && (eax >> 4 & 1) != 0;
}

double Measure(Block block) {
  constexpr int kRounds = 20'000, kTries = 20;
  double best = 0.0;
  for (int i = 0; i < kTries; ++i) {
    const auto start = Clock::now();
    const int64_t macs = block(kRounds);
    const double time_ns = std::chrono::duration<double, std::nano>(Clock::now() - start).count();
    best = std::max(best, static_cast<double>(macs * kRounds) / time_ns);
  }
  return best;
}

}  // namespace

std::vector<Peak> MeasurePeaks() {
  std::vector<Peak> peaks = {{"SSE2", Measure(Sse2)}};
  if (__builtin_cpu_supports("avx2")) peaks.push_back({"AVX2", Measure(Avx2)});
  if (HasAvxVnni()) peaks.push_back({"AVX-VNNI", Measure(AvxVnni)});
  if (__builtin_cpu_supports("avx512vnni")) peaks.push_back({"AVX-512 VNNI", Measure(Avx512Vnni)});
  if (AmxIsOurs()) peaks.push_back({"AMX", Measure(Amx)});
  return peaks;
}

}  // namespace pawlens::cli
