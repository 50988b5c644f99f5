/*
 * Writing the agencies file.
 */
#include "tests/farend/drop.h"

#include <stdio.h>
#include <string.h>

#include "tests/farend/catalogue.h"

enum { WRONG_ROWS = 2, PATH_SIZE = 4096 };

static const char HEAD[] = "\xef\xbb\xbfma_don_vi,ten_don_vi,cap,ma_cha\r\n";

bool file_replace(const char *path, const struct text *text)
{
    char temporary[PATH_SIZE];
    FILE *file;
    bool written;

    if (snprintf(temporary, sizeof(temporary), "%s.tmp", path) >= (int)sizeof(temporary))
        return false;
    file = fopen(temporary, "wb");
    if (!file)
        return false;
    written = fwrite(text->bytes, 1, text->length, file) == text->length;
    if (fclose(file) || !written || rename(temporary, path)) {
        remove(temporary);
        return false;
    }
    return true;
}

static void add_field(struct text *text, const char *value)
{
    if (!strpbrk(value, ",\"")) {
        text_add(text, value);
        return;
    }
    text_add(text, "\"");
    for (; *value; value++)
        text_add_bytes(text, *value == '"' ? "\"\"" : value, *value == '"' ? 2 : 1);
    text_add(text, "\"");
}

static void add_agency(struct text *text, const struct agency *agency)
{
    text_format(text, "%s,", agency->code);
    add_field(text, agency->name);
    text_format(text, ",%s,%s\r\n", level_name(agency->level), agency->parent);
}

bool drop_write(const char *folder, unsigned spoil)
{
    unsigned count, i;
    const struct agency *list = agencies(&count);
    struct text text = {0};
    char path[PATH_SIZE];
    bool is_written;

    text_add(&text, HEAD);
    for (i = 0; i < count; i++) {
        if (spoil && i == count / 3)
            text_add(&text, ",Đơn vị không mã,xa,000.00.21.H05\r\n");
        if (spoil && i == count / 2)
            text_add(&text, "000.99.99.H05,Đơn vị sai cấp,thon,000.00.21.H05\r\n");
        add_agency(&text, &list[i]);
    }
    is_written = snprintf(path, sizeof(path), "%s/don-vi-2022.csv", folder) < (int)sizeof(path) &&
                 file_replace(path, &text);
    text_free(&text);
    return is_written;
}

unsigned drop_sent(unsigned spoil, unsigned *spoiled)
{
    unsigned count;

    agencies(&count);
    *spoiled = spoil ? WRONG_ROWS : 0;
    return count + *spoiled;
}
