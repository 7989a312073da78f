/**
 * The core's algorithms in C, with the same steps: reading IPv6 addresses by marks of sixteen letters at once, and the
 * sparse set with words of 64 neighbours. Prints one line for each figure: its name and the least ns a piece.
 * Arguments: a file with one address a line, how many offsets to put into the set, how many rounds.
 */

#include <emmintrin.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef uint8_t u8;
typedef uint32_t u32;
typedef uint64_t u64;

static double now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e9 + time.tv_nsec;
}

/* ---------------------------------------------------------------- reading */

static u8 worths[96];
#define WORTHS_FRONT 16
static u64 digit_marks, colon_marks, read_hi, read_lo;
static const u8 *read_end;

static inline __m128i below(__m128i value, int limit) {
  return _mm_cmpeq_epi8(_mm_min_epu8(value, _mm_set1_epi8(limit - 1)), value);
}

static inline void mark_sixteen(const u8 *at, int lane) {
  __m128i letters = _mm_loadu_si128((const __m128i *)(at + lane));
  __m128i digits = _mm_sub_epi8(letters, _mm_set1_epi8(0x30));
  __m128i is_digit = below(digits, 10);
  __m128i small = _mm_sub_epi8(_mm_or_si128(letters, _mm_set1_epi8(0x20)), _mm_set1_epi8(0x61));
  __m128i is_small = below(small, 6);
  __m128i letter_worths = _mm_and_si128(_mm_add_epi8(small, _mm_set1_epi8(10)), is_small);
  _mm_storeu_si128((__m128i *)(worths + lane + WORTHS_FRONT), _mm_or_si128(_mm_and_si128(digits, is_digit), letter_worths));
  digit_marks |= (u64)(u32)_mm_movemask_epi8(_mm_or_si128(is_digit, is_small)) << lane;
  colon_marks |= (u64)(u32)_mm_movemask_epi8(_mm_cmpeq_epi8(letters, _mm_set1_epi8(0x3a))) << lane;
}

static inline u32 marked_number(int first, int last) {
  u32 letters;
  memcpy(&letters, worths + last + WORTHS_FRONT - 3, 4);
  u32 past = (u32)(3 - (last - first)) << 3;
  u32 nibbles = (letters >> past) << past;
  u32 bytes = ((nibbles << 4) | (nibbles >> 8)) & 0x00ff00ff;
  return ((bytes & 0xff) << 8) | (bytes >> 16);
}

static void expand(u64 hi, u64 lo, int count, int tail) {
  unsigned __int128 all = ((unsigned __int128)hi << 64) | lo;
  int shift = tail << 4, gap = (8 - count) << 4;
  unsigned __int128 front = all >> shift;
  unsigned __int128 back = all & ((((unsigned __int128)1) << shift) - 1);
  unsigned __int128 value = shift + gap >= 128 ? back : back | (front << (shift + gap));
  read_hi = (u64)(value >> 64);
  read_lo = (u64)value;
}

static int read_hex_groups(const u8 *at) {
  digit_marks = colon_marks = 0;
  mark_sixteen(at, 0);
  mark_sixteen(at, 16);
  mark_sixteen(at, 32);
  int length = __builtin_ctzll(~(digit_marks | colon_marks));
  u64 inside = ((u64)1 << length) - 1;
  u64 digits = digit_marks & inside, colons = colon_marks & inside;
  u64 pairs = colons & (colons >> 1);
  u64 firsts = digits & ~(digits << 1), lasts = digits & ~(digits >> 1);
  int count = __builtin_popcountll(firsts);
  u64 fives = digits & (digits >> 1) & (digits >> 2) & (digits >> 3) & (digits >> 4);
  u64 loose = (colons & ~pairs & 1) | ((colons & ~(pairs << 1)) >> (length - 1));
  if (fives | loose | (pairs & (pairs - 1))) return 0;
  if (pairs ? count > 7 : count != 8) return 0;
  int tail = pairs ? __builtin_popcountll(firsts >> __builtin_ctzll(pairs)) : 0;
  u64 hi = 0, lo = 0;
  for (int index = 0; index < count; index++) {
    u32 group = marked_number(__builtin_ctzll(firsts), __builtin_ctzll(lasts));
    firsts &= firsts - 1;
    lasts &= lasts - 1;
    hi = (hi << 16) | (lo >> 48);
    lo = (lo << 16) | group;
  }
  read_hi = hi;
  read_lo = lo;
  if (count < 8) expand(hi, lo, count, tail);
  read_end = at + length;
  return *read_end != '.';
}

static int hex_run(const u8 *at) {
  u64 letters;
  memcpy(&letters, at, 8);
  const u64 high = 0x8080808080808080, ones = 0x0101010101010101;
  u64 is_letter = (letters >> 6) & ones;
  u64 moved = (letters | (is_letter << 5) | high) - (0x30 * ones + is_letter * 0x31);
  u64 is_hex = moved & (0x89 * ones - (is_letter << 2) - (moved & ~high)) & ~letters & high;
  return (is_hex ^ high) ? __builtin_ctzll(is_hex ^ high) >> 3 : 8;
}

static int parse_lines(u8 *text, size_t length, u64 *pairs, u8 *families) {
  u8 *end = text + length;
  *end = '\n';
  int count = 0;
  for (const u8 *at = text; at < end; count++) {
    int is_ipv6 = at[hex_run(at)] == ':' && read_hex_groups(at) && *read_end == '\n';
    families[count] = is_ipv6 ? 6 : 0;
    pairs[2 * count] = is_ipv6 ? read_hi : 0;
    pairs[2 * count + 1] = is_ipv6 ? read_lo : 0;
    if (is_ipv6) at = read_end + 1;
    else at = (const u8 *)memchr(at, '\n', end - at + 1) + 1;
  }
  return count;
}

/* ---------------------------------------------------------------- sparse set */

typedef struct {
  u64 *slots;
  u32 log, words;
  u64 used;
} sparse;

static inline u32 home(u64 key, u32 log) {
  return ((u32)(((key >> 2) * 0x9e3779b97f4a7c15) >> (66 - log)) << 2) | ((u32)key & 3);
}

static inline u64 *find(const sparse *set, u64 key) {
  u32 mask = ((u32)1 << set->log) - 1;
  u32 index = home(key, set->log);
  while (set->slots[2 * (size_t)index] != 0 && set->slots[2 * (size_t)index] != key + 1) index = (index + 1) & mask;
  return set->slots + 2 * (size_t)index;
}

static void grow(sparse *set) {
  u64 *old = set->slots;
  size_t capacity = (size_t)1 << set->log++;
  set->slots = calloc(capacity * 2, 16);
  for (size_t index = 0; index < capacity; index++) {
    if (old[2 * index] == 0) continue;
    u64 *slot = find(set, old[2 * index] - 1);
    slot[0] = old[2 * index];
    slot[1] = old[2 * index + 1];
  }
  free(old);
}

static int occupy(sparse *set, u64 offset) {
  u64 key = offset >> 6, bit = (u64)1 << (offset & 63);
  u64 *slot = find(set, key);
  if (slot[0] != 0) {
    if (slot[1] & bit) return 0;
    slot[1] |= bit;
  } else {
    if ((u64)++set->words * 8 > (u64)5 << set->log) {
      grow(set);
      slot = find(set, key);
    }
    slot[0] = key + 1;
    slot[1] = bit;
  }
  set->used++;
  return 1;
}

/* ---------------------------------------------------------------- figures */

int main(int argc, char **argv) {
  if (argc != 4) return 1;
  /* Freed memory is kept, as the core keeps it: otherwise each round pays for fresh pages. */
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  FILE *file = fopen(argv[1], "rb");
  if (!file) return 1;
  fseek(file, 0, SEEK_END);
  size_t length = ftell(file);
  rewind(file);
  u8 *text = calloc(length + 64, 1);
  if (fread(text, 1, length, file) != length) return 1;
  int offsets = atoi(argv[2]), rounds = atoi(argv[3]);
  u64 *pairs = calloc(length, 16);
  u8 *families = calloc(length, 1);

  double best = 1e18;
  u64 sum = 0;
  for (int round = 0; round < rounds; round++) {
    double start = now_ns();
    int count = parse_lines(text, length, pairs, families);
    double ns = (now_ns() - start) / count;
    if (ns < best) best = ns;
    for (int index = 0; index < 2 * count; index++) sum += pairs[index];
  }
  printf("parse %f %llu\n", best, (unsigned long long)sum);

  u64 *words = malloc((size_t)offsets * 8);
  u64 state = 1;
  for (int index = 0; index < offsets; index++) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    words[index] = state ^ (state >> 29);
  }
  best = 1e18;
  for (int round = 0; round < (rounds + 3) / 4; round++) {
    sparse set = {calloc(16, 16), 4, 0, 0};
    double start = now_ns();
    for (int index = 0; index < offsets; index++) occupy(&set, words[index]);
    double ns = (now_ns() - start) / offsets;
    if (ns < best) best = ns;
    sum += set.used;
    free(set.slots);
  }
  printf("sparse %f %llu\n", best, (unsigned long long)sum);
  return 0;
}
