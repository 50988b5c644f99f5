/*
 * Fuzzing: what every target promises, and what targets share.
 *
 * A target is a file <name>_fuzz.c with the one function that libFuzzer calls.  It must give the
 * same for the same bytes, free what it takes, and end the process (require) where a promise of the
 * program is broken: a crash is only the loudest of broken promises.
 *
 * `make fuzz` links targets with clang's fuzzer; every other build links them with replay.c, which
 * runs them on files.  tests/fuzz/corpus/<name>/ holds small, invented files from which the fuzzer
 * starts and which every check goes through; what made a target fail is kept there too.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "core/buffer.h"
#include "core/error.h"

struct reader;

/* The name and the signature are libFuzzer's.  Always returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Says what was promised and not kept, and ends the process by a signal. */
void fuzz_fail(const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4), noreturn));

#define require(promise, ...)                                                                      \
    do {                                                                                           \
        if (!(promise))                                                                            \
            fuzz_fail(__FILE__, __LINE__, __VA_ARGS__);                                            \
    } while (0)

/* What became of some bytes: what was given, as text or bytes, and how it ended. */
struct fuzz_outcome {
    struct buffer given;
    int status; /* 0, or -1 with err */
    struct error err;
};

/* A failed call must say why: a kind, and a text in UTF-8 without a full stop at its end. */
void fuzz_has_reason(const struct error *err);

/* Notes all that the reader gives, which it closes, and how it ends. */
void fuzz_drain(struct reader *reader, struct fuzz_outcome *outcome);

/* Two runs must have ended alike: given the same when it went well; when it failed, failed in the
 * same kind, one perhaps having given more than the other before it. */
void fuzz_alike(const char *what, const struct fuzz_outcome *one, const struct fuzz_outcome *other);

/* Two runs must have given the same, and failed at the same line with the same words. */
void fuzz_same(const char *what, const struct fuzz_outcome *one, const struct fuzz_outcome *other);

/* Feeds the bytes to the decoder of this format in pieces of several sizes and compares what
 * becomes of them. */
void fuzz_decode(const char *format,
                 void (*compare)(const char *what, const struct fuzz_outcome *one,
                                 const struct fuzz_outcome *other),
                 const uint8_t *bytes, size_t size);

/* The path of a file of this process with the bytes in it; it is written anew by each call, and
 * gone when the process ends. */
const char *fuzz_file(const uint8_t *bytes, size_t size);

#endif
