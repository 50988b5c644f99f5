/*
 * What most commands begin with: the configuration, read and found right, and tables printed.
 */
#ifndef CLI_SESSION_H
#define CLI_SESSION_H

struct deployment;
struct error;
struct invocation;
struct ledger;
struct problems;
struct table;

/* The configuration's folder: --config, else $NHIP_CONFIG, else ./config, else /etc/nhip. */
const char *session_folder(const struct invocation *invocation);

/* Reads the configuration.  NULL after all its mistakes were written to standard error, with
 * ERROR_CONFIG. */
struct deployment *session_deployment(struct invocation *invocation, struct error *err);

/* What to say, as ERROR_CONFIG, of a configuration with mistakes.  Always returns -1. */
int session_refuse(const struct invocation *invocation, const struct problems *problems,
                   struct error *err);

/* Sorts them and writes every mistake, and every warning when the command is told of them, as
 * "file:line:column: error: text" to standard error. */
void session_tell(const struct invocation *invocation, struct problems *problems);

/* The ledger and the store for asking, and the ledger for writing where there is one already.  NULL
 * or -1 on failure. */
struct ledger *session_ledger(struct invocation *invocation, const struct deployment *deployment,
                              struct error *err);
struct ledger *session_ledger_for_writing(struct invocation *invocation,
                                          const struct deployment *deployment, struct error *err);
int session_store(const struct deployment *deployment, struct error *err);

/* What to say, as ERROR_USAGE, of a batch that the ledger does not know.  Always returns -1. */
int session_refuse_batch(const char *batch, struct error *err);

/* Writes a table to standard output in a format of table_formats; ERROR_IO when that fails. */
int session_print(const struct table *table, int format, struct error *err);

/* The same under a title, which only the form for people has; nothing when the table has no rows.
 * -1 too when it is NULL, after *err was filled by whoever has not made it. */
int session_print_part(const char *title, const struct table *table, int format, struct error *err);

/* Sees that all of standard output arrived. */
int session_flush(struct error *err);

#endif
