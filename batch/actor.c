/* Who acts, from the environment and the system. */
#include "batch/actor.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/instant.h"

enum { HOST_SIZE = 256 };

static const char *find_variable(const char *name)
{
    const char *value = getenv(name);

    return value == NULL || value[0] == '\0' ? NULL : value;
}

static const char *find_name(struct arena *arena)
{
    const char *given = find_variable("NHIP_ACTOR");
    const char *user = find_variable("SUDO_USER");
    const struct passwd *owner;

    if (given != NULL)
        return arena_text(arena, given);
    if (user != NULL)
        return arena_print(arena, "user:%s", user);
    owner = getpwuid(getuid());
    return owner != NULL ? arena_print(arena, "user:%s", owner->pw_name)
                         : arena_print(arena, "user:%ld", (long)getuid());
}

struct actor actor_find(struct arena *arena)
{
    char host[HOST_SIZE] = "";
    struct actor actor = {.name = find_name(arena), .process = getpid()};

    gethostname(host, sizeof host - 1);
    actor.host = arena_text(arena, host);
    return actor;
}

void actor_format(const struct actor *actor, int64_t since, char text[ACTOR_TEXT_SIZE])
{
    char time[INSTANT_TEXT_SIZE];

    instant_format(instant_second(since), VIETNAM_OFFSET_SECONDS, time);
    snprintf(text, ACTOR_TEXT_SIZE, "%.200s (process %ld on %.200s) since %s", actor->name,
             actor->process, actor->host, time);
}
