/*
 * The landing: documents exactly as received, immutable, checksummed, sealed by a manifest.
 *
 * One folder an attempt: <root>/<source>/<window>/<attempt>/ with the documents and, written last,
 * manifest.json.  An attempt without a manifest is not sealed: a fetch that did not end.  The
 * landing is the truth from which everything else can be rebuilt; it parses nothing and knows no
 * network.  Folders are 0700, files 0400.
 *
 * An attempt is encrypted whole, its manifest too, or not at all: the manifest's first bytes tell.
 * Sizes and hashes in it are those of the bytes as received either way.  A file is encrypted for
 * its place below the root, so that it cannot stand in for another (core/cipher.h).
 *
 * Failures are ERROR_IO and name the path below the root.  A key that is not there is ERROR_CONFIG.
 */
#ifndef LANDING_LANDING_H
#define LANDING_LANDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct batch;
struct cipher_keys;
struct error;
struct pulse;
struct reader;

/* Where the landing is, and who encrypts it. */
struct landing_root {
    const char *folder;
    const char *key_id;       /* of the key for new attempts; NULL: they are not encrypted */
    struct cipher_keys *keys; /* of new and old attempts; NULL: there are none */
    bool is_plain_refused;    /* attempts that are not encrypted are not believed */
};

/* One document, as the manifest has it. */
struct landed {
    const char *name, *format;
    const char *request, *content_type;
    int status;
    int64_t size;
    const char *sha256;
    int64_t fetched_at;
};

struct manifest {
    const char *batch, *source, *window;
    int64_t since, until, fetched_at;
    int attempt;
    bool is_snapshot;
    bool is_encrypted; /* not in the file: how the attempt lies there */
    long declared;     /* records that the far end said there are, -1 when it did not say */
    struct landed *documents;
    size_t count;
    const char *sha256; /* of the manifest as it lies there, once it was read */
};

struct landing; /* one attempt being written */

/* Makes a new attempt's folder; the batch's attempt number must not have been used.  All memory
 * is the arena's and no file stays open between calls, so that there is nothing to close.  NULL on
 * failure. */
struct landing *landing_open(const struct landing_root *root, const struct batch *batch,
                             struct arena *arena, struct error *err);

/* Writes one document from a reader to its end, synced and renamed; limit bytes at most (more is
 * ERROR_PROTOCOL).  document gives name, format, request, content_type, status; size, hash and
 * time are filled in. */
int landing_put(struct landing *landing, const struct landed *document, struct reader *bytes,
                int64_t limit, struct error *err);

/* Seals: the manifest is written and synced, and with it the attempt is complete. */
int landing_seal(struct landing *landing, long declared, struct error *err);

/* What there is of a window: the highest attempt that has a folder and the highest that is sealed,
 * 0 for none. */
struct landed_attempts {
    int last, sealed;
};
int landing_attempts(const struct landing_root *root, const char *source, const char *window,
                     struct landed_attempts *attempts, struct arena *arena, struct error *err);

/* True when the attempt lies in the landing and is sealed. */
bool landing_is_sealed(const struct landing_root *root, const char *source, const char *window,
                       int attempt, struct arena *arena);

/* Reads the manifest of a sealed attempt.  A damaged one is ERROR_DATA, and one that is not
 * encrypted where that is refused. */
int manifest_read(const struct landing_root *root, const char *source, const char *window,
                  int attempt, struct manifest *manifest, struct arena *arena, struct error *err);

/* The document of this name, or NULL. */
const struct landed *manifest_find(const struct manifest *manifest, const char *document);

/* Opens a landed document's bytes as received.  At the end the size and hash are compared with the
 * manifest's: a difference is ERROR_DATA from read, for only fetching again helps, and so is what
 * cannot be decrypted.  NULL on failure; a file that is gone is ERROR_DATA too. */
struct reader *landed_open(const struct landing_root *root, const struct manifest *manifest,
                           const struct landed *document, struct arena *arena, struct error *err);

/* Reads it to its end, for that difference alone; the pulse may be NULL. */
int landed_verify(const struct landing_root *root, const struct manifest *manifest,
                  const struct landed *document, struct pulse *pulse, struct arena *arena,
                  struct error *err);

#endif
