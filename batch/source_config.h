/*
 * Reading one source's file: the part that is the same for all connectors.
 */
#ifndef BATCH_SOURCE_CONFIG_H
#define BATCH_SOURCE_CONFIG_H

struct arena;
struct deployment;
struct source_config;
struct problems;

/* Reads the file into *config, which is zeroed and whose mappings must already be in the
 * deployment, and binds the connector's options.  What has mistakes is filled as far as they allow.
 */
void source_config_read(const char *path, const struct deployment *deployment,
                        struct source_config *config, struct arena *arena,
                        struct problems *problems);

#endif
