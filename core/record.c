/* The words of column types, the counting of outcomes, and the version that decides who is newer.
 */
#include "core/record.h"

#include <string.h>

#include "core/buffer.h"
#include "core/instant.h"

enum {
    TIME_WIDTH = 26, /* of "2022-04-01T06:00:00.000000" */
    HASH_WIDTH = 16,
    POSITION_WIDTH = 10
};

const char *const type_names[] = {[TYPE_TEXT] = "text",       [TYPE_INTEGER] = "integer",
                                  [TYPE_DECIMAL] = "decimal", [TYPE_BOOLEAN] = "boolean",
                                  [TYPE_DATE] = "date",       [TYPE_DATETIME] = "datetime",
                                  [TYPE_CODE] = "code",       NULL};

void tally_count(struct tally *tally, enum outcome outcome)
{
    switch (outcome) {
    case OUTCOME_INSERTED:
        tally->inserted++;
        break;
    case OUTCOME_UPDATED:
        tally->updated++;
        break;
    case OUTCOME_UNCHANGED:
        tally->unchanged++;
        break;
    case OUTCOME_STALE:
        tally->stale++;
        break;
    }
}

bool tally_is_balanced(const struct tally *tally)
{
    return tally->received == tally->inserted + tally->updated + tally->unchanged + tally->stale +
                                  tally->filtered + tally->quarantined;
}

void tally_add(struct tally *total, const struct tally *part)
{
    total->received += part->received;
    total->inserted += part->inserted;
    total->updated += part->updated;
    total->unchanged += part->unchanged;
    total->stale += part->stale;
    total->filtered += part->filtered;
    total->quarantined += part->quarantined;
}

/* Fills up with '-', which sorts before everything that a longer time has in its place. */
static void append_padded(struct buffer *version, const char *text, size_t width)
{
    size_t length = strnlen(text, width);
    char *end = buffer_reserve(version, width);

    memcpy(end, text, length);
    memset(end + length, '-', width - length);
    version->size += width;
}

/* As "%010ld" does, which takes four times as long for each record. */
static void append_position(struct buffer *version, long position)
{
    char digits[] = "0000000000000000000";
    char *start = digits + sizeof digits - 1;

    for (; position > 0; position /= 10)
        *--start = (char)('0' + position % 10);
    if (start > digits + sizeof digits - 1 - POSITION_WIDTH)
        start = digits + sizeof digits - 1 - POSITION_WIDTH;
    buffer_append(version, start, (size_t)(digits + sizeof digits - 1 - start));
}

void record_version(const struct record *record, struct buffer *version)
{
    const struct origin *origin = record->origin;
    char fetched[INSTANT_TEXT_SIZE];

    if (record->version != NULL) {
        buffer_text(version, record->version);
        return;
    }
    instant_format(origin->fetched_at, VIETNAM_OFFSET_SECONDS, fetched);
    append_padded(version, record->modified == NULL ? "" : record->modified, TIME_WIDTH);
    buffer_byte(version, ' ');
    append_padded(version, fetched, TIME_WIDTH);
    buffer_byte(version, ' ');
    append_padded(version, origin->document_hash == NULL ? "" : origin->document_hash, HASH_WIDTH);
    buffer_byte(version, ' ');
    append_position(version, record->position);
}
