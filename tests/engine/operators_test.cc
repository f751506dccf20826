// SPDX-License-Identifier: MIT
// Each operator of the engine against the reference, bit for bit, over the shapes at which SIMD kernels take other
// paths.
#include <gtest/gtest.h>

#include "engine/compare.h"
#include "support/graph_builder.h"

namespace pawlens::testing {
namespace {

constexpr Activation kActivations[] = {Activation::kNone, Activation::kRelu, Activation::kRelu6};
constexpr Padding kPaddings[] = {Padding::kSame, Padding::kValid};

Activation CycleActivation(uint64_t i) {
  return kActivations[i % 3];
}

/// Calls `build` with a builder, takes its result as the output and compares.
template <typename Build>
void ExpectEqual(uint64_t seed, Build build) {
  GraphBuilder builder(seed);
  builder.AddOutput(build(builder));
  EXPECT_TRUE(EngineEqualsReference(builder.graph(), seed));
}

TEST(EngineConv2D, EqualsReferenceForEveryCountOfChannels) {
  uint64_t seed = 1;
  for (const int in_channels : {1, 2, 3, 4, 7, 8, 15, 16, 17, 24, 31, 33, 64, 100}) {
    for (const int out_channels : {1, 2, 3, 8, 15, 16, 17, 33, 64, 65}) {
      for (const int kernel : {1, 3}) {
        SCOPED_TRACE(::testing::Message() << in_channels << " to " << out_channels << ", kernel " << kernel);
        ExpectEqual(++seed, [&](GraphBuilder& b) {
          ConvOptions options;
          options.activation = CycleActivation(seed);
          return b.AddConv(b.AddInput({1, 4, 5, in_channels}), out_channels, kernel, kernel, options);
        });
      }
    }
  }
}

TEST(EngineConv2D, EqualsReferenceForKernelsStridesPaddingsAndDilations) {
  uint64_t seed = 1000;
  for (const auto& [kernel_h, kernel_w] : {std::pair{1, 1}, {1, 3}, {3, 1}, {2, 2}, {3, 3}, {4, 4}, {5, 3}, {7, 7}}) {
    for (const Padding padding : kPaddings) {
      for (const auto& [stride_h, stride_w] : {std::pair{1, 1}, {1, 2}, {2, 2}, {3, 1}, {4, 4}}) {
        for (const auto& [dilation_h, dilation_w] : {std::pair{1, 1}, {2, 1}, {2, 3}}) {
          ConvOptions options{padding, stride_w, stride_h, dilation_w, dilation_h, CycleActivation(seed)};
          SCOPED_TRACE(::testing::Message() << "kernel " << kernel_h << "x" << kernel_w << ", stride " << stride_h
                                            << "x" << stride_w << ", dilation " << dilation_h << "x" << dilation_w);
          ExpectEqual(++seed, [&](GraphBuilder& b) {
            const int input = b.AddInput({1, 16, 20, b.RandomInt(1, 9)});
            return b.AddConv(input, b.RandomInt(1, 20), kernel_h, kernel_w, options);
          });
        }
      }
    }
  }
}

TEST(EngineConv2D, EqualsReferenceWhereWindowsTile) {
  // The engine merges the columns of such windows into channels.
  for (const int size : {2, 3, 4}) {
    for (const int channels : {1, 3, 5}) {
      for (const Padding padding : kPaddings) {
        SCOPED_TRACE(::testing::Message() << size << "x" << size << " of " << channels << " channels");
        ExpectEqual(static_cast<uint64_t>(size * 10 + channels), [&](GraphBuilder& b) {
          const ConvOptions options{padding, size, 1 + size / 2, 1, 1, Activation::kRelu};
          return b.AddConv(b.AddInput({1, 9, 12, channels}), 16, size, size, options);
        });
      }
    }
  }
}

TEST(EngineConv2D, EqualsReferenceWithOneScaleAndWithoutBias) {
  for (uint64_t seed = 1; seed <= 8; ++seed) {
    ExpectEqual(seed, [&](GraphBuilder& b) {
      return b.AddConv(b.AddInput({1, 6, 6, 8}), 12, 3, 3, {}, GraphBuilder::Weights::kPerTensor,
                       seed % 2 == 0 ? GraphBuilder::Bias::kAbsent : GraphBuilder::Bias::kPresent);
    });
  }
}

TEST(EngineConv2D, EqualsReferenceOnALongDotProduct) {
  ExpectEqual(5, [](GraphBuilder& b) { return b.AddConv(b.AddInput({1, 3, 3, 512}), 24, 3, 3); });
}

TEST(EngineDepthwiseConv2D, EqualsReferenceForEveryCountOfChannels) {
  uint64_t seed = 2000;
  for (const int channels : {1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 32, 33, 48, 65}) {
    for (const auto& [kernel_h, kernel_w] : {std::pair{1, 1}, {1, 3}, {2, 2}, {3, 3}, {3, 5}, {5, 5}, {7, 7}}) {
      for (const int stride : {1, 2}) {
        SCOPED_TRACE(::testing::Message() << channels << " channels, kernel " << kernel_h << "x" << kernel_w);
        ExpectEqual(++seed, [&](GraphBuilder& b) {
          ConvOptions options;
          options.padding = kPaddings[seed % 2];
          options.stride_h = options.stride_w = stride;
          options.activation = CycleActivation(seed);
          return b.AddDepthwise(b.AddInput({1, 8, 9, channels}), 1, kernel_h, kernel_w, options);
        });
      }
    }
  }
}

TEST(EngineDepthwiseConv2D, EqualsReferenceForMultipliersAndDilations) {
  uint64_t seed = 3000;
  for (const int channels : {1, 3, 8, 17}) {
    for (const int multiplier : {1, 2, 3, 8}) {
      for (const int dilation : {1, 2}) {
        for (const int kernel : {1, 3}) {
          SCOPED_TRACE(::testing::Message()
                       << channels << " times " << multiplier << ", dilation " << dilation << ", kernel " << kernel);
          ExpectEqual(++seed, [&](GraphBuilder& b) {
            ConvOptions options;
            options.dilation_h = options.dilation_w = dilation;
            options.activation = CycleActivation(seed);
            return b.AddDepthwise(b.AddInput({1, 7, 6, channels}), multiplier, kernel, kernel, options);
          });
        }
      }
    }
  }
}

TEST(EngineFullyConnected, EqualsReferenceForEveryCountOfInputsAndOutputs) {
  uint64_t seed = 4000;
  for (const int inputs : {1, 3, 16, 33, 640}) {
    for (const int outputs : {1, 2, 15, 16, 17, 100}) {
      for (const bool keep : {false, true}) {
        SCOPED_TRACE(::testing::Message() << inputs << " to " << outputs);
        ExpectEqual(++seed, [&](GraphBuilder& b) {
          const int input = keep ? b.AddInput({1, 3, inputs}) : b.AddInput({1, inputs});
          return b.AddFullyConnected(input, outputs, {CycleActivation(seed), keep});
        });
      }
    }
  }
}

TEST(EngineAdd, EqualsReferenceForEverySizeAndActivation) {
  uint64_t seed = 5000;
  for (const int size : {1, 2, 3, 7, 8, 15, 16, 17, 31, 33, 64, 257}) {
    for (const Activation activation : kActivations) {
      SCOPED_TRACE(size);
      ExpectEqual(++seed, [&](GraphBuilder& b) {
        const int first = b.AddInput({1, size});
        return b.AddAdd(first, b.AddInput({1, size}), activation);
      });
    }
  }
}

TEST(EngineAdd, EqualsReferenceForATensorAddedToItself) {
  ExpectEqual(1, [](GraphBuilder& b) {
    const int input = b.AddInput({1, 5, 5, 7});
    return b.AddAdd(input, input, Activation::kRelu);
  });
}

TEST(EngineAdd, EqualsReferenceForScalesFarApart) {
  for (const float ratio : {0x1p-10f, 0.001f, 0.1f, 0.999f, 1.0f, 3.0f, 100.0f, 255.9f}) {
    for (uint64_t seed = 1; seed <= 3; ++seed) {
      SCOPED_TRACE(ratio);
      ExpectEqual(seed, [&](GraphBuilder& b) {
        const int first = b.AddInput({1, 500}), second = b.AddInput({1, 500});
        const int sum = b.AddAdd(first, second);
        const float scale = b.graph().tensors[sum].quantization.scale[0];
        b.graph().tensors[first].quantization.scale[0] = scale * ratio;
        b.graph().tensors[second].quantization.scale[0] = scale * (seed == 1 ? 1.0f : seed == 2 ? ratio : 0.25f);
        return sum;
      });
    }
  }
}

TEST(EnginePools, EqualReferenceForFiltersStridesPaddingsAndActivations) {
  uint64_t seed = 6000;
  for (const bool average : {false, true}) {
    for (const Padding padding : kPaddings) {
      for (const auto& [filter_h, filter_w] : {std::pair{1, 1}, {2, 2}, {3, 3}, {1, 4}, {5, 2}, {7, 9}}) {
        for (const auto& [stride_h, stride_w] : {std::pair{1, 1}, {2, 2}, {1, 3}, {4, 2}}) {
          SCOPED_TRACE(::testing::Message() << (average ? "average " : "max ") << filter_h << "x" << filter_w
                                            << ", stride " << stride_h << "x" << stride_w);
          ExpectEqual(++seed, [&](GraphBuilder& b) {
            const int input = b.AddInput({1, 7, 9, seed % 5 == 0 ? b.RandomInt(250, 300) : b.RandomInt(1, 40)});
            const PoolOptions options{padding, stride_w, stride_h, filter_w, filter_h, CycleActivation(seed)};
            return average ? b.AddAveragePool(input, options) : b.AddMaxPool(input, options);
          });
        }
      }
    }
  }
}

TEST(EngineMean, EqualsReferenceForSizesAndShapes) {
  uint64_t seed = 7000;
  for (const auto& [height, width] : {std::pair{1, 1}, {1, 2}, {4, 4}, {7, 7}, {13, 9}}) {
    for (const int channels : {1, 5, 16, 40, 600}) {
      for (const bool keep : {false, true}) {
        ExpectEqual(++seed, [&](GraphBuilder& b) { return b.AddMean(b.AddInput({1, height, width, channels}), keep); });
      }
    }
  }
}

TEST(EnginePad, EqualsReferenceInEveryDimensionAndRank) {
  ExpectEqual(1, [](GraphBuilder& b) { return b.AddPad(b.AddInput({1, 4, 5, 3}), {{0, 0}, {1, 2}, {3, 0}, {0, 0}}); });
  ExpectEqual(2, [](GraphBuilder& b) { return b.AddPad(b.AddInput({1, 4, 5, 3}), {{0, 0}, {0, 1}, {0, 0}, {2, 1}}); });
  ExpectEqual(3, [](GraphBuilder& b) { return b.AddPad(b.AddInput({1, 4, 5, 3}), {{0, 0}, {0, 0}, {0, 0}, {0, 0}}); });
  ExpectEqual(4, [](GraphBuilder& b) { return b.AddPad(b.AddInput({1, 7}), {{0, 0}, {3, 4}}); });
  ExpectEqual(5, [](GraphBuilder& b) { return b.AddPad(b.AddInput({1, 2, 3}), {{0, 0}, {1, 1}, {2, 0}}); });
}

TEST(EngineReshape, EqualsReferenceAtInputsOutputsAndInARow) {
  ExpectEqual(1, [](GraphBuilder& b) { return b.AddReshape(b.AddInput({1, 4, 5, 3}), {1, 60}); });
  ExpectEqual(2, [](GraphBuilder& b) {
    const int folded = b.AddReshape(b.AddReshape(b.AddInput({1, 4, 5, 8}), {1, 160}), {1, 2, 10, 8});
    return b.AddReshape(b.AddConv(folded, 4, 3, 3), {1, 80});
  });
}

TEST(EngineReshape, KeepsWhatItsInputsOtherReadersNeed) {
  ExpectEqual(1, [](GraphBuilder& b) {
    const int wide = b.AddConv(b.AddInput({1, 6, 6, 4}), 8, 3, 3);
    const int flat = b.AddReshape(wide, {1, 288});
    const int scores = b.AddFullyConnected(flat, 288);
    return b.AddAdd(b.AddReshape(scores, {1, 6, 6, 8}), wide);
  });
}

TEST(EngineSoftmax, EqualsReferenceForRowsAndBetas) {
  uint64_t seed = 8000;
  for (const int columns : {1, 2, 3, 100, 1001}) {
    for (const float beta : {0.1f, 1.0f, 10.0f}) {
      SCOPED_TRACE(columns);
      ExpectEqual(++seed, [&](GraphBuilder& b) { return b.AddSoftmax(b.AddInput({1, 3, columns}), beta); });
    }
  }
}

TEST(EngineLogistic, EqualsReferenceForScales) {
  for (const float scale : {1e-6f, 0.003f, 0.05f, 0.3f, 10.0f}) {
    ExpectEqual(1, [&](GraphBuilder& b) {
      const int input = b.AddInput({1, 2000});
      b.graph().tensors[input].quantization.scale[0] = scale;
      return b.AddLogistic(input);
    });
  }
}

TEST(EngineQuantize, EqualsReferenceBetweenAllTypes) {
  for (uint64_t seed = 1; seed <= 10; ++seed) {
    ExpectEqual(seed, [](GraphBuilder& b) { return b.AddQuantize(b.AddInput({1, 999}, DataType::kFloat32)); });
    ExpectEqual(seed, [](GraphBuilder& b) { return b.AddQuantize(b.AddInput({1, 999}, DataType::kUInt8)); });
    ExpectEqual(seed, [](GraphBuilder& b) { return b.AddQuantize(b.AddInput({1, 999})); });
    ExpectEqual(seed, [](GraphBuilder& b) { return b.AddQuantize(b.AddInput({1, 999}), DataType::kUInt8); });
  }
}

TEST(EngineQuantize, ShiftsBytesWhereOnlyTheZeroPointDiffers) {
  ExpectEqual(1, [](GraphBuilder& b) {
    const int input = b.AddInput({1, 999}, DataType::kUInt8);
    const Quantization from = b.graph().tensors[input].quantization;
    return b.AddQuantize(input, DataType::kInt8, from.scale[0], from.zero_point[0] - 128);
  });
}

TEST(EngineDequantize, EqualsReference) {
  ExpectEqual(1, [](GraphBuilder& b) { return b.AddDequantize(b.AddInput({1, 999})); });
}

}  // namespace
}  // namespace pawlens::testing
