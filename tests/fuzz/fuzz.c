/* What the targets share. */
#include "tests/fuzz/fuzz.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "core/reader.h"
#include "core/utf8.h"

enum { STEP = 4096, PATH_SIZE = 4096 };

void fuzz_fail(const char *file, int line, const char *format, ...)
{
    va_list arguments;

    fprintf(stderr, "%s:%d: ", file, line);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    abort();
}

void fuzz_has_reason(const struct error *err)
{
    size_t size = strlen(err->text);

    require(err->kind != ERROR_NONE, "a failure without a kind");
    require(size > 0, "a failure without a reason");
    require(utf8_is_valid(err->text, size), "the reason is no UTF-8: %s", err->text);
    /* What was quoted may have been cut behind one. */
    require(err->text[size - 1] != '.' || size >= sizeof err->text - 4,
            "the reason ends with a full stop: %s", err->text);
}

void fuzz_drain(struct reader *reader, struct fuzz_outcome *outcome)
{
    struct buffer *given = &outcome->given;
    ssize_t got;

    while ((got = reader_read(reader, buffer_reserve(given, STEP), STEP, &outcome->err)) > 0)
        given->size += (size_t)got;
    reader_close(reader);
    outcome->status = (int)got;
    if (got < 0)
        fuzz_has_reason(&outcome->err);
}

static bool begins_as(const struct buffer *longer, const struct buffer *shorter)
{
    return shorter->size <= longer->size &&
           (shorter->size == 0 || memcmp(longer->data, shorter->data, shorter->size) == 0);
}

void fuzz_alike(const char *what, const struct fuzz_outcome *one, const struct fuzz_outcome *other)
{
    require(one->status == other->status, "%s: one ended with %d (%s), one with %d (%s)", what,
            one->status, one->status < 0 ? one->err.text : "", other->status,
            other->status < 0 ? other->err.text : "");
    require(begins_as(&one->given, &other->given) || begins_as(&other->given, &one->given),
            "%s: different things are given:\n%s\n%s", what, buffer_string(&one->given),
            buffer_string(&other->given));
    if (one->status == 0)
        require(one->given.size == other->given.size, "%s: more is given:\n%s\n%s", what,
                buffer_string(&one->given), buffer_string(&other->given));
    else
        require(one->err.kind == other->err.kind, "%s: two kinds of failure: %s; %s", what,
                one->err.text, other->err.text);
}

void fuzz_same(const char *what, const struct fuzz_outcome *one, const struct fuzz_outcome *other)
{
    fuzz_alike(what, one, other);
    require(one->given.size == other->given.size, "%s: more is given before it fails:\n%s\n%s",
            what, buffer_string(&one->given), buffer_string(&other->given));
    require(one->status == 0 ||
                (one->err.line == other->err.line && strcmp(one->err.text, other->err.text) == 0),
            "%s: line %ld: %s; and line %ld: %s", what, one->err.line, one->err.text,
            other->err.line, other->err.text);
}

/* libFuzzer hands nothing from call to call, so the path has to stand somewhere. */
static char *file_path(void)
{
    static char path[PATH_SIZE];

    return path;
}

static void remove_file(void)
{
    unlink(file_path());
}

static void make_file(char *path)
{
    const char *folder = getenv("TMPDIR");
    int descriptor;

    snprintf(path, PATH_SIZE, "%s/nhip-fuzz-XXXXXX", folder != NULL ? folder : "/tmp");
    descriptor = mkstemp(path);
    require(descriptor >= 0, "cannot make %s", path);
    close(descriptor);
    atexit(remove_file);
}

const char *fuzz_file(const uint8_t *bytes, size_t size)
{
    char *path = file_path();
    FILE *file;

    if (*path == '\0')
        make_file(path);
    file = fopen(path, "w");
    require(file != NULL, "cannot open %s", path);
    fwrite(bytes, 1, size, file);
    require(fclose(file) == 0, "cannot write %s", path);
    return path;
}
