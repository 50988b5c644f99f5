/* Any bytes as CSV: the same events in any pieces, or a reason. */
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fuzz_decode("csv", fuzz_same, bytes, size);
    return 0;
}
