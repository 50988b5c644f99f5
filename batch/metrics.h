/*
 * Metrics: how all sources stand, as a file for the textfile collector of Prometheus'
 * node_exporter.
 *
 * Everything comes from the ledger and the landing, so that a file that is lost or late loses
 * nothing: counters are sums over committed attempts.  There are no timestamps of samples; ages are
 * given as the times they count from, which stay true while nobody writes the file.
 */
#ifndef BATCH_METRICS_H
#define BATCH_METRICS_H

struct arena;
struct buffer;
struct deployment;
struct error;
struct ledger;

/* Appends the metrics in the text format (version 0.0.4); logs a warning of a source whose due
 * batches cannot be told. */
int metrics_format(const struct deployment *deployment, struct ledger *ledger, struct arena *arena,
                   struct buffer *text, struct error *err);

/* Replaces the deployment's file, if it has one; its folder is made. */
int metrics_write(const struct deployment *deployment, struct ledger *ledger, struct arena *arena,
                  struct error *err);

#endif
