/* The families of metrics as a table, and the text format. */
#include "batch/metrics.h"

#include <inttypes.h>
#include <stddef.h>

#include "batch/deployment.h"
#include "batch/last_run.h"
#include "batch/standing.h"
#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/file.h"
#include "core/folder.h"
#include "core/log.h"
#include "core/version.h"

enum { SCALE_ONE = 1, SCALE_MILLI = 1000, SCALE_MICRO = 1000000 };

/* One number of a standing. */
struct sample {
    const char *label; /* the value of the family's label; NULL: there is none */
    size_t offset;     /* in struct standing; a NOT_KNOWN there is left out */
};

/* Numbers that belong together.  A list of samples ends with an offset of 0, where no number is. */
struct family {
    const char *name, *type, *help;
    const char *label; /* beside source; NULL: none */
    int scale;         /* how many of the number are one of the metric's unit */
    const struct sample *samples;
};

#define AT(member) offsetof(struct standing, member)
#define ALONE(member)                                                                              \
    (const struct sample[])                                                                        \
    {                                                                                              \
        {NULL, AT(member)},                                                                        \
        {                                                                                          \
            0                                                                                      \
        }                                                                                          \
    }

static const struct sample limits[] = {
    {"warn", AT(warn_seconds)}, {"error", AT(error_seconds)}, {0}};

static const struct sample states[] = {{"unfinished", AT(unfinished)}, {"loaded", AT(loaded)},
                                       {"failed", AT(failed)},         {"outdated", AT(outdated)},
                                       {"abandoned", AT(abandoned)},   {0}};

static const struct sample outcomes[] = {{"inserted", AT(inserted)},
                                         {"updated", AT(updated)},
                                         {"unchanged", AT(unchanged)},
                                         {"stale", AT(stale)},
                                         {"filtered", AT(filtered)},
                                         {"quarantined", AT(quarantined)},
                                         {0}};

static const struct sample drifts[] = {
    {"code", AT(drift[DRIFT_CODE])},       {"missing", AT(drift[DRIFT_MISSING])},
    {"unknown", AT(drift[DRIFT_UNKNOWN])}, {"check", AT(drift[DRIFT_CHECK])},
    {"schema", AT(drift[DRIFT_SCHEMA])},   {0}};

static const struct family families[] = {
    {"nhip_source_good_until_timestamp_seconds", "gauge",
     "Until when what is loaded of the source is complete.", NULL, SCALE_MICRO, ALONE(good_until)},
    {"nhip_source_lag_seconds", "gauge", "How long ago that was when this file was written.", NULL,
     SCALE_ONE, ALONE(lag_seconds)},
    {"nhip_source_freshness_limit_seconds", "gauge", "How long the source may lag.", "limit",
     SCALE_ONE, limits},
    {"nhip_source_last_success_timestamp_seconds", "gauge", "When a batch was last loaded.", NULL,
     SCALE_MICRO, ALONE(last_success)},
    {"nhip_source_last_run_timestamp_seconds", "gauge", "When the source was last run.", NULL,
     SCALE_MICRO, ALONE(last_run)},
    {"nhip_source_last_run_duration_seconds", "gauge", "How long its last run took.", NULL,
     SCALE_MILLI, ALONE(milliseconds)},
    {"nhip_source_last_run_exit_status", "gauge", "Exit status that its last run came to.", NULL,
     SCALE_ONE, ALONE(exit_status)},
    {"nhip_source_due_batches", "gauge", "Batches that a run would do now.", NULL, SCALE_ONE,
     ALONE(due)},
    {"nhip_source_batches", "gauge", "Batches by state.", "state", SCALE_ONE, states},
    {"nhip_source_records_received_total", "counter", "Records read by all committed attempts.",
     NULL, SCALE_ONE, ALONE(received)},
    {"nhip_source_records_total", "counter", "What became of them.", "outcome", SCALE_ONE,
     outcomes},
    {"nhip_source_quarantine_records", "gauge", "Records and documents that lie in quarantine.",
     NULL, SCALE_ONE, ALONE(refused)},
    {"nhip_source_quarantine_oldest_timestamp_seconds", "gauge",
     "When the first of them was refused.", NULL, SCALE_MICRO, ALONE(oldest_refusal)},
    {"nhip_source_drift_records", "gauge", "Occurrences of drift in what is loaded.", "kind",
     SCALE_ONE, drifts},
    {"nhip_source_landing_bytes", "gauge", "Bytes of the source's files in the landing.", NULL,
     SCALE_ONE, ALONE(landing_bytes)},
};

static void append_header(struct buffer *text, const char *name, const char *type, const char *help)
{
    buffer_print(text, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void append_label(struct buffer *text, const char *name, const char *value)
{
    buffer_print(text, "%s=\"", name);
    for (; *value != '\0'; value++) {
        if (*value == '\n')
            buffer_text(text, "\\n");
        else if (*value == '"' || *value == '\\')
            buffer_print(text, "\\%c", *value);
        else
            buffer_byte(text, *value);
    }
    buffer_byte(text, '"');
}

static void append_number(struct buffer *text, int64_t number, int scale)
{
    if (scale == SCALE_ONE)
        buffer_print(text, " %" PRId64 "\n", number);
    else if (scale == SCALE_MILLI)
        buffer_print(text, " %" PRId64 ".%03" PRId64 "\n", number / scale, number % scale);
    else
        buffer_print(text, " %" PRId64 ".%06" PRId64 "\n", number / scale, number % scale);
}

static void append_samples(struct buffer *text, const struct family *family,
                           const struct standing *standing)
{
    const struct sample *sample;

    for (sample = family->samples; sample->offset != 0; sample++) {
        int64_t number = *(const int64_t *)((const char *)standing + sample->offset);

        if (number == NOT_KNOWN)
            continue;
        buffer_print(text, "%s{", family->name);
        append_label(text, "source", standing->config->name);
        if (family->label != NULL) {
            buffer_byte(text, ',');
            append_label(text, family->label, sample->label);
        }
        buffer_byte(text, '}');
        append_number(text, number, family->scale);
    }
}

static void append_one(struct buffer *text, const char *name, const char *help, int64_t number,
                       int scale)
{
    append_header(text, name, "gauge", help);
    buffer_text(text, name);
    append_number(text, number, scale);
}

/* What is about the program and the run as a whole. */
static int append_run(struct ledger *ledger, struct buffer *text, struct error *err)
{
    struct last_run run;
    int got = last_run_find(ledger, "", &run, err);

    append_header(text, "nhip_build_info", "gauge", "Which nhip has written this file.");
    buffer_text(text, "nhip_build_info{");
    append_label(text, "version", NHIP_VERSION);
    buffer_text(text, "} 1\n");
    if (got <= 0)
        return got;
    append_one(text, "nhip_last_run_timestamp_seconds", "When a run last ended.", run.ended_at,
               SCALE_MICRO);
    append_one(text, "nhip_last_run_duration_seconds", "How long it took.", run.milliseconds,
               SCALE_MILLI);
    append_one(text, "nhip_last_run_exit_status", "The exit status that it came to.", run.status,
               SCALE_ONE);
    return 0;
}

/* What cannot be planned has no sample of what is due, which nobody would miss. */
static int find_standing(const struct deployment *deployment, struct ledger *ledger,
                         const struct source_config *config, struct arena *arena,
                         struct standing *standing, struct error *err)
{
    if (standing_find(deployment, ledger, config, arena, standing, err) != 0)
        return -1;
    if (standing->due == NOT_KNOWN)
        log_event(LOG_WARNING, config->name, NULL, "metrics do not say what is due: %s",
                  standing->error);
    return 0;
}

int metrics_format(const struct deployment *deployment, struct ledger *ledger, struct arena *arena,
                   struct buffer *text, struct error *err)
{
    struct standing *standings = arena_array(arena, deployment->source_count, sizeof *standings);
    size_t family, i;

    for (i = 0; i < deployment->source_count; i++)
        if (find_standing(deployment, ledger, &deployment->sources[i], arena, &standings[i], err) !=
            0)
            return -1;
    if (append_run(ledger, text, err) != 0)
        return -1;
    for (family = 0; family < sizeof families / sizeof families[0]; family++) {
        append_header(text, families[family].name, families[family].type, families[family].help);
        for (i = 0; i < deployment->source_count; i++)
            append_samples(text, &families[family], &standings[i]);
    }
    return 0;
}

int metrics_write(const struct deployment *deployment, struct ledger *ledger, struct arena *arena,
                  struct error *err)
{
    struct buffer text = {0};
    int result;

    if (deployment->metrics == NULL)
        return 0;
    result = metrics_format(deployment, ledger, arena, &text, err);
    if (result == 0)
        result = folder_make(path_folder(arena, deployment->metrics), 0755, err);
    if (result == 0)
        result = file_replace(deployment->metrics, text.data, text.size, 0644, err);
    buffer_free(&text);
    return result;
}
