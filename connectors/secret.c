/* Credential files and the hiding of what was in them. */
#include "connectors/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

/* The longest secret that text begins with; one secret may be the beginning of another. */
static const struct secret *secret_at(const struct secrets *secrets, const char *text)
{
    const struct secret *found = NULL, *secret;

    for (secret = secrets->first; secret != NULL; secret = secret->next)
        if (strncmp(text, secret->value, secret->size) == 0 &&
            (found == NULL || secret->size > found->size))
            found = secret;
    return found;
}

char *secrets_hide(const struct secrets *secrets, const char *text, struct arena *arena)
{
    struct buffer hidden = {0};
    char *copy;

    while (*text != '\0') {
        const struct secret *secret = secret_at(secrets, text);

        if (secret == NULL)
            buffer_byte(&hidden, *text);
        else
            buffer_text(&hidden, "***");
        text += secret == NULL ? 1 : secret->size;
    }
    copy = arena_text(arena, buffer_string(&hidden));
    buffer_free(&hidden);
    return copy;
}
