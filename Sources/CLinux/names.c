#include <stdint.h>

// The name of a Unicode character: none. Swift's runtime keeps half a megabyte of them, and nothing here
// asks for one. A release build links this in the place of the runtime's function: see Package.swift.
intptr_t __wrap__swift_stdlib_getScalarName(uint32_t scalar, uint8_t *name, intptr_t capacity) {
  (void)scalar, (void)name, (void)capacity;
  return 0;
}
