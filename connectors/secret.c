/* Credential files and the hiding of what was in them. */
#include "connectors/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "connectors/escape.h"
#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/file.h"

enum { SECRET_SIZE_MOST = 4096 };

struct secret {
    const char *name; /* NULL of a text that has no file */
    const char *value;
    size_t size;
    struct secret *next;
};

bool secret_name_is_valid(const char *name, size_t length)
{
    return length != 0 && name[0] != '.' && file_name_span(name) >= length;
}

static struct secret *remember(struct secrets *secrets, const char *name, const char *value)
{
    struct secret *secret = arena_alloc(secrets->arena, sizeof *secret);

    secret->name = arena_text(secrets->arena, name);
    secret->value = arena_text(secrets->arena, value);
    secret->size = strlen(value);
    secret->next = secrets->first;
    secrets->first = secret;
    return secret;
}

static bool is_guarded_by_systemd(const char *folder)
{
    const char *guarded = getenv("CREDENTIALS_DIRECTORY");

    return guarded != NULL && guarded[0] != '\0' && strcmp(guarded, folder) == 0;
}

static int judge_file(const struct secrets *secrets, const char *name, const struct stat *status,
                      struct error *err)
{
    if (!S_ISREG(status->st_mode))
        return error_set(err, ERROR_CONFIG, "credential %s is not a regular file", name);
    if ((status->st_mode & (S_IRWXG | S_IRWXO)) != 0 && !is_guarded_by_systemd(secrets->folder))
        return error_set(err, ERROR_CONFIG,
                         "credential %s is open to other users; hint: chmod 600 %s/%s", name,
                         secrets->folder, name);
    if (status->st_size == 0)
        return error_set(err, ERROR_CONFIG, "credential %s is empty", name);
    if (status->st_size > SECRET_SIZE_MOST)
        return error_set(err, ERROR_CONFIG, "credential %s is longer than %d bytes", name,
                         SECRET_SIZE_MOST);
    return 0;
}

/* Cuts the line break that editors leave. */
static int trim(const char *name, char *value, size_t size, struct error *err)
{
    if (memchr(value, '\0', size) != NULL)
        return error_set(err, ERROR_CONFIG, "credential %s has a NUL byte", name);
    if (size > 0 && value[size - 1] == '\n')
        size--;
    if (size > 0 && value[size - 1] == '\r')
        size--;
    value[size] = '\0';
    if (size == 0)
        return error_set(err, ERROR_CONFIG, "credential %s is empty", name);
    return 0;
}

static int read_file(const struct secrets *secrets, const char *name, int descriptor, char *value,
                     struct error *err)
{
    struct stat status;
    ssize_t got;

    if (fstat(descriptor, &status) != 0)
        return error_set(err, ERROR_CONFIG, "credential %s: %s", name, strerror(errno));
    if (judge_file(secrets, name, &status, err))
        return -1;
    got = read(descriptor, value, SECRET_SIZE_MOST);
    if (got < 0)
        return error_set(err, ERROR_CONFIG, "credential %s: %s", name, strerror(errno));
    return trim(name, value, (size_t)got, err);
}

const char *secrets_find(struct secrets *secrets, const char *name, struct error *err)
{
    char value[SECRET_SIZE_MOST + 1];
    struct secret *secret;
    int descriptor, status;

    for (secret = secrets->first; secret != NULL; secret = secret->next)
        if (secret->name != NULL && strcmp(secret->name, name) == 0)
            return secret->value;

    /* Without O_NONBLOCK a pipe under that name would stop the run. */
    descriptor =
        open(path_join(secrets->arena, secrets->folder, name), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0) {
        error_set(err, ERROR_CONFIG, "credential %s is %s: expected file %s/%s", name,
                  errno == ENOENT ? "missing" : "not readable", secrets->folder, name);
        return NULL;
    }
    status = read_file(secrets, name, descriptor, value, err);
    close(descriptor);
    return status != 0 ? NULL : remember(secrets, name, value)->value;
}

void secrets_add(struct secrets *secrets, const char *text)
{
    const struct secret *secret;

    for (secret = secrets->first; secret != NULL; secret = secret->next)
        if (strcmp(secret->value, text) == 0)
            return;
    if (text[0] != '\0')
        remember(secrets, NULL, text);
}

/* How many characters the secret has where text begins with it in an escaped form; else 0. */
static size_t match_escaped(const char *text, const char *value)
{
    const char *start = text;
    char plain[ESCAPE_PLAIN_SIZE_MOST];
    size_t plain_size = 0;

    while (*value != '\0') {
        size_t size = escape_read(text, plain, &plain_size);

        if (size == 0 || strncmp(value, plain, plain_size) != 0) {
            if (*text != *value)
                return 0;
            size = plain_size = 1;
        }
        text += size;
        value += plain_size;
    }
    return (size_t)(text - start);
}

/* The size of the longest secret that text begins with, one of which may be the beginning of
 * another; 0 when it begins with none. */
static size_t match(const struct secrets *secrets, const char *text)
{
    const struct secret *secret;
    size_t longest = 0;

    for (secret = secrets->first; secret != NULL; secret = secret->next) {
        size_t size = match_escaped(text, secret->value);

        if (size < secret->size && strncmp(text, secret->value, secret->size) == 0)
            size = secret->size;
        longest = size > longest ? size : longest;
    }
    return longest;
}

char *secrets_hide_start(const struct secrets *secrets, const char *text, size_t size,
                         struct arena *arena)
{
    const char *end = text + size;
    struct buffer hidden = {0};
    char *copy;

    while (text < end) {
        size_t matched = match(secrets, text);

        if (matched == 0)
            buffer_byte(&hidden, *text);
        else
            buffer_text(&hidden, "***");
        text += matched == 0 ? 1 : matched;
    }
    copy = arena_text(arena, buffer_string(&hidden));
    buffer_free(&hidden);
    return copy;
}

char *secrets_hide(const struct secrets *secrets, const char *text, struct arena *arena)
{
    return secrets_hide_start(secrets, text, strlen(text), arena);
}

size_t secrets_reach(const struct secrets *secrets)
{
    const struct secret *secret;
    size_t longest = 0;

    for (secret = secrets->first; secret != NULL; secret = secret->next)
        longest = secret->size > longest ? secret->size : longest;
    return longest * ESCAPE_SIZE_MOST;
}
