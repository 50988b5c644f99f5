/* Any bytes as XML: the same events in any pieces, or a reason. */
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    /* Which of two mistakes libxml2 finds first may depend on the pieces. */
    fuzz_decode("xml", fuzz_alike, bytes, size);
    return 0;
}
