// SPDX-License-Identifier: MIT
// Operators that treat elements one by one, and SOFTMAX.
#include <algorithm>
#include <bit>
#include <cmath>

#include "engine/kernels/exp.h"
#include "engine/reference_ops.h"
#include "engine/requantize.h"

namespace pawlens {

TensorBytes ReferenceAdd(const ReferenceCall& call) {
  const Operands& o = call.operands;
  const Activation activation = std::get<AddOptions>(o.op.options).activation;
  if (o.input().type == DataType::kFloat32) {
    const std::vector<float> a = Elements<float>(*call.inputs[0]), b = Elements<float>(*call.inputs[1]);
    std::vector<float> sum;
    sum.reserve(a.size());
    for (size_t i = 0; i < a.size(); ++i) sum.push_back(ApplyActivation(activation, a[i] + b[i]));
    return Bytes(sum);
  }
  const FixedPointSum fixed(Scale(o.input(0)), Scale(o.input(1)), Scale(o.output()));
  const Int8Range range = ActivationRange(activation, Scale(o.output()), ZeroPoint(o.output()));
  const std::vector<int8_t> a = Elements<int8_t>(*call.inputs[0]), b = Elements<int8_t>(*call.inputs[1]);
  std::vector<int8_t> sum;
  for (size_t i = 0; i < a.size(); ++i) {
    const int32_t value = fixed.Add(a[i] - ZeroPoint(o.input(0)), b[i] - ZeroPoint(o.input(1)));
    sum.push_back(static_cast<int8_t>(std::clamp(value + ZeroPoint(o.output()), range.min, range.max)));
  }
  return Bytes(sum);
}

// int8: in double, from PortableExp, so that the bytes are the same everywhere; rounded to 1/256 with halves to even.
TensorBytes ReferenceSoftmax(const ReferenceCall& call) {
  const Operands& o = call.operands;
  const double beta = std::get<SoftmaxOptions>(o.op.options).beta;
  const auto columns = static_cast<size_t>(o.input().shape.back());
  const bool is_float = o.input().type == DataType::kFloat32;
  const std::vector<float> reals = is_float ? Elements<float>(*call.inputs[0]) : std::vector<float>();
  const std::vector<int8_t> steps = is_float ? std::vector<int8_t>() : Elements<int8_t>(*call.inputs[0]);
  const auto count = static_cast<size_t>(o.input().num_elements());

  std::vector<float> float_result;
  std::vector<int8_t> int8_result;
  for (size_t row = 0; row < count; row += columns) {
    std::vector<double> powers;
    double sum = 0;
    for (size_t i = row; i < row + columns; ++i) {
      double exponent = 0;
      if (is_float) {
        exponent = beta * (double{reals[i]} - *std::max_element(&reals[row], &reals[row] + columns));
      } else {
        exponent = beta * Scale(o.input()) * (steps[i] - *std::max_element(&steps[row], &steps[row] + columns));
      }
      powers.push_back(PortableExp(exponent));
      sum += powers.back();
    }
    for (const double power : powers) {
      if (is_float) {
        float_result.push_back(static_cast<float>(power / sum));
      } else {
        int8_result.push_back(static_cast<int8_t>(std::min(std::nearbyint(power / sum * 256.0), 255.0) - 128.0));
      }
    }
  }
  return is_float ? Bytes(float_result) : Bytes(int8_result);
}

TensorBytes ReferenceLogistic(const ReferenceCall& call) {
  const Operands& o = call.operands;
  if (o.input().type == DataType::kFloat32) {
    std::vector<float> values = Elements<float>(*call.inputs[0]);
    for (float& value : values) value = static_cast<float>(1.0 / (1.0 + PortableExp(-double{value})));
    return Bytes(values);
  }
  std::vector<int8_t> values = Elements<int8_t>(*call.inputs[0]);
  for (int8_t& value : values) {
    const double real = double{Scale(o.input())} * (value - ZeroPoint(o.input()));
    const double probability = 1.0 / (1.0 + PortableExp(-real));
    value = static_cast<int8_t>(std::min(std::nearbyint(probability * 256.0), 255.0) - 128.0);
  }
  return Bytes(values);
}

// From float32 as TFLite: value / scale to the nearest integer, halves away from zero. Between 8-bit types: the
// difference from the zero point times input_scale / output_scale, halves to even.
TensorBytes ReferenceQuantize(const ReferenceCall& call) {
  const Operands& o = call.operands;
  const Tensor& out = o.output();
  const float low = out.type == DataType::kInt8 ? -128 : 0, high = low + 255;
  std::vector<float> rounded;
  if (o.input().type == DataType::kFloat32) {
    for (const float value : Elements<float>(*call.inputs[0])) rounded.push_back(std::round(value / Scale(out)));
  } else {
    for (const uint8_t byte : *call.inputs[0]) {
      const int value = o.input().type == DataType::kInt8 ? std::bit_cast<int8_t>(byte) : int{byte};
      const float ratio = Scale(o.input()) / Scale(out);
      rounded.push_back(std::nearbyint(static_cast<float>(value - ZeroPoint(o.input())) * ratio));
    }
  }
  TensorBytes result;
  for (const float value : rounded) {
    const float stored = std::isnan(value) ? low : std::clamp(value + static_cast<float>(ZeroPoint(out)), low, high);
    result.push_back(static_cast<uint8_t>(static_cast<int>(stored)));
  }
  return result;
}

TensorBytes ReferenceDequantize(const ReferenceCall& call) {
  const Operands& o = call.operands;
  std::vector<float> values;
  for (const int8_t value : Elements<int8_t>(*call.inputs[0])) {
    values.push_back(Scale(o.input()) * static_cast<float>(value - ZeroPoint(o.input())));
  }
  return Bytes(values);
}

}  // namespace pawlens
