/*
 * Reference tables: what the configuration knows and an analyst needs beside the records.
 */
#ifndef BATCH_REFERENCE_H
#define BATCH_REFERENCE_H

struct arena;
struct deployment;
struct error;

/* Replaces nhip_code (every code of every list, with its labels) and nhip_source (every source,
 * with its titles) in the deployment's store, which is open. */
int reference_publish(const struct deployment *deployment, struct arena *arena, struct error *err);

#endif
