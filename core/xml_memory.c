/* Memory for libxml2 that is there or ends the process. */
#include "core/xml_memory.h"

#include <stdlib.h>
#include <string.h>

#include <libxml/xmlmemory.h>

#include "core/error.h"

static void *must(void *memory)
{
    if (memory == NULL)
        error_out_of_memory();
    return memory;
}

static void *take(size_t size)
{
    return must(malloc(size != 0 ? size : 1));
}

static void *retake(void *memory, size_t size)
{
    return must(realloc(memory, size != 0 ? size : 1));
}

static char *duplicate(const char *text)
{
    return must(strdup(text));
}

void xml_memory_guard(void)
{
    xmlMemSetup(free, take, retake, duplicate);
}
