// SPDX-License-Identifier: MIT
//
// XNNPACK's binary-elementwise-nd.c asks one config function for each operation and type, and each of them would pull its
// micro-kernels into the program. Only int8 addition is wanted here: cmake/xnnpack.cmake renames all the others to these two,
// whose "none" makes xnn_create_binary_elementwise_nd return xnn_status_unsupported_parameter.
#include <stddef.h>
#include <xnnpack.h>

struct xnn_binary_elementwise_config;

const struct xnn_binary_elementwise_config* pawlens_absent_config(void);
const struct xnn_binary_elementwise_config* pawlens_absent_reference(enum xnn_binary_operator type,
                                                                     enum xnn_datatype datatype);

const struct xnn_binary_elementwise_config* pawlens_absent_config(void) {
  return NULL;
}

const struct xnn_binary_elementwise_config* pawlens_absent_reference(enum xnn_binary_operator type,
                                                                     enum xnn_datatype datatype) {
  (void)type;
  (void)datatype;
  return NULL;
}
