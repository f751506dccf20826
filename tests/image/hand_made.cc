// SPDX-License-Identifier: MIT
#include "image/hand_made.h"

#include <cstdlib>

namespace pawlens::testing {
namespace {

constexpr auto kBig = ByteOrder::kBig;
constexpr auto kLittle = ByteOrder::kLittle;

uint32_t Crc32(const Bytes& bytes) {
  uint32_t crc = ~0u;
  for (const uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xedb88320u : 0);
  }
  return ~crc;
}

uint32_t Adler32(const Bytes& bytes) {
  uint32_t a = 1, b = 0;
  for (const uint8_t byte : bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return b << 16 | a;
}

Bytes StoredZlib(const Bytes& bytes) {
  const auto size = static_cast<uint32_t>(bytes.size());  // One stored block: below 65536.
  return Concat({{0x78, 0x01, 0x01},
                 Number(size, 2, kLittle),
                 Number(~size, 2, kLittle),
                 bytes,
                 Number(Adler32(bytes), 4, kBig)});
}

const Bytes kPngSignature = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

Bytes PngHeader(const HandMadePng& png) {
  return Concat({kPngSignature, PngChunkBytes("IHDR", Concat({Number(png.width, 4, kBig),
                                                              Number(png.height, 4, kBig),
                                                              {png.depth, png.color_type, 0, 0, png.interlace}}))});
}

/// Most significant bit first.
class BitWriter {
 public:
  explicit BitWriter(bool stuff_zeros) : stuff_zeros_(stuff_zeros) {}
  void Put(uint32_t value, int bits) {
    for (int i = bits - 1; i >= 0; --i) {
      byte_ = static_cast<uint8_t>(byte_ << 1 | ((value >> i) & 1));
      if (++filled_ == 8) Emit();
    }
  }
  void PadWithOnes() {
    while (filled_ != 0) Put(1, 1);
  }
  Bytes bytes;

 private:
  void Emit() {
    bytes.push_back(byte_);
    if (stuff_zeros_ && byte_ == 0xff) bytes.push_back(0);
    filled_ = 0;
  }
  bool stuff_zeros_;
  uint8_t byte_ = 0;
  int filled_ = 0;
};

Bytes Segment(uint8_t marker, const Bytes& body) {
  return Concat({{0xff, marker}, Number(static_cast<uint32_t>(body.size()) + 2, 2, kBig), body});
}

/// A Huffman table whose `count` symbols all have codes of `bits` bits, in order.
Bytes FlatHuffmanTable(uint8_t table, int bits, const Bytes& symbols) {
  Bytes counts(16, 0);
  counts[static_cast<size_t>(bits) - 1] = static_cast<uint8_t>(symbols.size());
  return Segment(0xc4, Concat({{table}, counts, symbols}));
}

constexpr int kDcCodeBits = 4;  // Categories 0 to 11 have the codes 0 to 11.

void PutDifference(BitWriter& bits, int difference) {
  int category = 0;
  while (std::abs(difference) >> category != 0) ++category;
  bits.Put(static_cast<uint32_t>(category), kDcCodeBits);
  const int value = difference < 0 ? difference + (1 << category) - 1 : difference;
  bits.Put(static_cast<uint32_t>(value), category);
}

int Dc(uint8_t value) {
  return 8 * (value - 128);
}

struct Scan {
  std::vector<int> components;
  uint8_t first_coefficient, last_coefficient, approximation;  // Ss, Se, Ah and Al.
};

Bytes EncodeScan(const HandMadeJpeg& jpeg, const Scan& scan) {
  Bytes header = {static_cast<uint8_t>(scan.components.size())};
  for (const int component : scan.components) {
    header.push_back(static_cast<uint8_t>(component + 1));
    header.push_back(0);
  }
  header.insert(header.end(), {scan.first_coefficient, scan.last_coefficient, scan.approximation});
  Bytes out = Segment(0xda, header);

  const int shift = scan.approximation & 15;
  const bool refines = scan.approximation >> 4 != 0;
  BitWriter bits(true);
  std::array<int, 4> previous = {};
  const int blocks = jpeg.blocks_x * jpeg.blocks_y;
  for (int block = 0; block < blocks; ++block) {
    if (jpeg.restart_interval != 0 && block != 0 && block % jpeg.restart_interval == 0) {
      bits.PadWithOnes();
      const int number = (block / jpeg.restart_interval - 1) % 8;
      bits.bytes.insert(bits.bytes.end(), {0xff, static_cast<uint8_t>(0xd0 + number)});
      previous = {};
    }
    for (const int component : scan.components) {
      const auto index = static_cast<size_t>(component);
      const int dc = Dc(jpeg.components[index][static_cast<size_t>(block)]);
      if (refines) {
        bits.Put(static_cast<uint32_t>(dc >> shift) & 1, 1);
        continue;
      }
      if (scan.first_coefficient == 0) {
        PutDifference(bits, (dc >> shift) - previous[index]);
        previous[index] = dc >> shift;
      }
      if (scan.last_coefficient != 0) bits.Put(0, 1);  // End of block.
    }
  }
  bits.PadWithOnes();
  return Concat({out, bits.bytes});
}

std::vector<Scan> Scans(const HandMadeJpeg& jpeg) {
  std::vector<int> all;
  std::vector<Scan> scans;
  for (int i = 0; i < static_cast<int>(jpeg.components.size()); ++i) all.push_back(i);
  if (jpeg.progressive) {
    scans = {{all, 0, 0, 0x01}, {all, 0, 0, 0x10}};
    for (const int component : all) scans.push_back({{component}, 1, 63, 0});
  } else if (jpeg.one_scan_a_component) {
    for (const int component : all) scans.push_back({{component}, 0, 63, 0});
  } else {
    scans = {{all, 0, 63, 0}};
  }
  return scans;
}

}  // namespace

Bytes Concat(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

Bytes FromText(std::string_view text) {
  return {text.begin(), text.end()};
}

Bytes Number(uint32_t value, int size_bytes, ByteOrder order) {
  Bytes bytes;
  for (int i = 0; i < size_bytes; ++i) {
    const int shift = 8 * (order == kLittle ? i : size_bytes - 1 - i);
    bytes.push_back(static_cast<uint8_t>(value >> shift));
  }
  return bytes;
}

Bytes PngChunkBytes(std::string_view type, const Bytes& body) {
  const Bytes checked = Concat({FromText(type), body});
  return Concat({Number(static_cast<uint32_t>(body.size()), 4, kBig), checked, Number(Crc32(checked), 4, kBig)});
}

Bytes EncodeHandMadePng(const HandMadePng& png) {
  return Concat(
      {PngHeader(png), png.before_data, PngChunkBytes("IDAT", StoredZlib(png.scanlines)), PngChunkBytes("IEND", {})});
}

Bytes BombPng(int size_bytes) {
  // Deflate with fixed codes (RFC 1951, 3.2.6): one literal zero, then copies of length 258 (code 285: 11000101) from
  // distance 1 (code 0: 00000). Huffman codes go in bit by bit, the rest with the lowest bit first.
  Bytes data = {0x78, 0x01};
  uint32_t held = 0;
  int filled = 0;
  const auto put = [&](std::string_view bits) {
    for (const char bit : bits) {
      held |= static_cast<uint32_t>(bit - '0') << filled;
      if (++filled < 8) continue;
      data.push_back(static_cast<uint8_t>(held));
      held = 0;
      filled = 0;
    }
  };
  put("110");       // Last block, fixed codes.
  put("00110000");  // Literal 0.
  for (int size = 1; size < size_bytes; size += 258) put("1100010100000");
  put("0000000");  // End of block.
  put("0000000");  // To the byte.
  data.insert(data.end(), 4, 0);
  return Concat({PngHeader({}), PngChunkBytes("IDAT", data), PngChunkBytes("IEND", {})});
}

Bytes EncodeHandMadeJpeg(const HandMadeJpeg& jpeg) {
  Bytes file = {0xff, 0xd8};
  const auto add = [&](const Bytes& part) { file.insert(file.end(), part.begin(), part.end()); };
  if (jpeg.adobe_transform >= 0) {
    add(Segment(0xee, Concat({FromText("Adobe"), {0, 100, 0, 0, 0, 0, static_cast<uint8_t>(jpeg.adobe_transform)}})));
  }
  add(Segment(0xdb, Concat({{0}, Bytes(64, 1)})));
  Bytes frame = Concat({{jpeg.precision},
                        Number(static_cast<uint32_t>(jpeg.blocks_y) * 8, 2, kBig),
                        Number(static_cast<uint32_t>(jpeg.blocks_x) * 8, 2, kBig),
                        {static_cast<uint8_t>(jpeg.components.size())}});
  for (size_t i = 0; i < jpeg.components.size(); ++i) {
    frame.insert(frame.end(), {static_cast<uint8_t>(i + 1), 0x11, 0});
  }
  const uint8_t usual_marker = jpeg.progressive ? 0xc2 : 0xc0;
  add(Segment(jpeg.frame_marker != 0 ? jpeg.frame_marker : usual_marker, frame));
  add(FlatHuffmanTable(0x00, kDcCodeBits, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}));
  add(FlatHuffmanTable(0x10, 1, {0}));
  if (jpeg.restart_interval != 0) add(Segment(0xdd, Number(static_cast<uint32_t>(jpeg.restart_interval), 2, kBig)));
  for (const Scan& scan : Scans(jpeg)) add(EncodeScan(jpeg, scan));
  if (jpeg.end_marker) add({0xff, 0xd9});
  return file;
}

Bytes EncodeGif(int width, int height, const std::array<Color, 4>& palette, const std::vector<Bytes>& frames,
                int transparent_index) {
  const Bytes size =
      Concat({Number(static_cast<uint32_t>(width), 2, kLittle), Number(static_cast<uint32_t>(height), 2, kLittle)});
  Bytes file = Concat({FromText("GIF89a"), size, {0x81, 0, 0}});
  for (const Color& color : palette) file.insert(file.end(), color.begin(), color.end());
  for (const Bytes& indices : frames) {
    if (transparent_index >= 0) {
      file = Concat({file, {'!', 0xf9, 4, 1, 0, 0, static_cast<uint8_t>(transparent_index), 0}});
    }
    file = Concat({file, {'!', 0xfe, 5, 'h', 'e', 'l', 'l', 'o', 0}});
    file = Concat({file, {',', 0, 0, 0, 0}, size, {0, 2}});
    // Codes of 3 bits, lowest bit first: 4 clears the table (before it grows, so codes stay short), 5 ends.
    Bytes data;
    uint32_t held = 0;
    int filled = 0;
    const auto put = [&](uint32_t code) {
      held |= code << filled;
      filled += 3;
      while (filled >= 8) {
        data.push_back(static_cast<uint8_t>(held));
        held >>= 8;
        filled -= 8;
      }
    };
    for (size_t i = 0; i < indices.size(); ++i) {
      if (i % 2 == 0) put(4);
      put(indices[i]);
    }
    put(5);
    data.push_back(static_cast<uint8_t>(held));
    for (size_t at = 0; at < data.size(); at += 200) {  // Several sub-blocks.
      const size_t length = std::min<size_t>(200, data.size() - at);
      file.push_back(static_cast<uint8_t>(length));
      file.insert(file.end(), data.begin() + static_cast<ptrdiff_t>(at),
                  data.begin() + static_cast<ptrdiff_t>(at + length));
    }
    file.push_back(0);
  }
  file.push_back(';');
  return file;
}

Bytes EncodePaletteBmp(int width, int height, const std::vector<Color>& palette, const Bytes& indices, bool top_down) {
  const size_t row_bytes = (static_cast<size_t>(width) + 3) / 4 * 4;
  const auto colors = static_cast<uint32_t>(palette.size());
  const uint32_t pixels_at = 14 + 40 + 4 * colors;
  Bytes rows;
  for (int y = 0; y < height; ++y) {
    const int source = top_down ? y : height - 1 - y;
    Bytes row(indices.begin() + source * width, indices.begin() + (source + 1) * width);
    row.resize(row_bytes);
    rows.insert(rows.end(), row.begin(), row.end());
  }
  Bytes table;
  for (const Color& color : palette) table.insert(table.end(), {color[2], color[1], color[0], 0});
  return Concat({FromText("BM"),
                 Number(pixels_at + static_cast<uint32_t>(rows.size()), 4, kLittle),
                 Bytes(4, 0),
                 Number(pixels_at, 4, kLittle),
                 Number(40, 4, kLittle),
                 Number(static_cast<uint32_t>(width), 4, kLittle),
                 Number(static_cast<uint32_t>(top_down ? -height : height), 4, kLittle),
                 {1, 0, 8, 0},
                 Bytes(16, 0),
                 Number(colors, 4, kLittle),
                 Bytes(4, 0),
                 table,
                 rows});
}

Bytes ExifBlock(ByteOrder order, uint16_t orientation, uint16_t type) {
  const auto entry = [&](uint32_t tag, uint32_t entry_type, uint32_t value) {
    return Concat({Number(tag, 2, order), Number(entry_type, 2, order), Number(1, 4, order), Number(value, 2, order),
                   Bytes(2, 0)});
  };
  return Concat({FromText(order == kLittle ? "II" : "MM"), Number(42, 2, order), Number(8, 4, order),
                 Number(2, 2, order), entry(0x0100, 3, 7), entry(0x0112, type, orientation), Bytes(4, 0)});
}

Bytes WithExif(const Bytes& jpeg, const Bytes& block) {
  const Bytes xmp = Segment(0xe1, FromText("http://ns.adobe.com/xap/1.0/ and more"));
  const Bytes exif = Segment(0xe1, Concat({FromText("Exif"), {0, 0}, block}));
  return Concat({Bytes(jpeg.begin(), jpeg.begin() + 2), xmp, exif, Bytes(jpeg.begin() + 2, jpeg.end())});
}

Bytes WithPngExif(const Bytes& png, const Bytes& block) {
  constexpr ptrdiff_t kBehindHeader = 8 + 25;
  return Concat({Bytes(png.begin(), png.begin() + kBehindHeader), PngChunkBytes("eXIf", block),
                 Bytes(png.begin() + kBehindHeader, png.end())});
}

}  // namespace pawlens::testing
