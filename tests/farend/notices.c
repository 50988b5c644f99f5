/*
 * Slips and notices: when they come, and the two documents.
 *
 * A slip follows the reception of a land dossier, the notices follow the slip.  A document's layout
 * (rows repeated or not, default namespace or prefixes) depends on the page alone, so that a page
 * read twice is the same.
 */
#include "tests/farend/notices.h"

#include <stdio.h>
#include <string.h>

#include "tests/farend/calendar.h"
#include "tests/farend/dossiers.h"

enum draw {
    DRAW_SLIP_DAY,
    DRAW_NOTICE_DAY,
    DRAW_LISTS,
    DRAW_STRAY,
    DRAW_PARCELS,
    DRAW_PAYER,
    DRAW_AMOUNT_FIRST = 16
};

enum notice_spoil { NOTICE_DATE = 1, NOTICE_AMOUNT, NOTICE_NO_KEY };

enum slip_spoil { SLIP_DATE = 1, SLIP_EMPTY_NUMBER, SLIP_NO_KEY };

/* Days from the first day of a dossier to its notice: three to be received over a weekend, and at
 * most seven working days. */
enum { LOOKBACK = 20, LISTS_MAX = 3, PART_STRAY = 3 };

/* A document's elements carry this prefix, or none. */
struct prefixed {
    struct text *text;
    const char *prefix;
};

static struct dice land_dice(const struct world *world, const struct items *items)
{
    return dice_of(world->seed, TOPIC_LAND, items->day, items->serial);
}

/* Finds the land dossier of the items and the day of its slip; false when there is none. */
static bool find_claim(const struct world *world, const struct items *items, long *slip_day)
{
    struct dossier dossier;
    struct dice dice = land_dice(world, items);

    dossier_make(world, items->day, items->serial, &dossier);
    if (!dossier.procedure.field->is_land || !dossier.received)
        return false;
    *slip_day =
        working_day_after(moment_day(dossier.received), 1 + dice_below(dice, DRAW_SLIP_DAY, 2));
    return true;
}

static bool is_within(const struct window *window, int64_t moment)
{
    return moment >= window->since && moment < window->until;
}

static void find_slip(const struct world *world, const struct window *window, struct items *items)
{
    long day;

    if (find_claim(world, items, &day) && is_within(window, moment_at(day, 36000)))
        items_put(items, 0, moment_at(day, 36000));
}

static void find_notices(const struct world *world, const struct window *window,
                         struct items *items)
{
    struct dice dice = land_dice(world, items);
    unsigned lists = 1 + dice_below(dice, DRAW_LISTS, LISTS_MAX);
    unsigned i;
    int64_t at;
    long day;

    if (!find_claim(world, items, &day))
        return;
    at = moment_at(working_day_after(day, 1 + dice_below(dice, DRAW_NOTICE_DAY, 5)), 36000);
    if (!is_within(window, at))
        return;
    for (i = 0; i < lists; i++)
        items_put(items, i, at);
    if (dice_chance(dice, DRAW_STRAY, 30))
        items_put(items, PART_STRAY, at);
}

const struct stream SLIP_STREAM = {
    .name = "phieu-chuyen",
    .lookback = LOOKBACK,
    .spoil_topic = TOPIC_SLIP_SPOIL,
    .spoils = 3,
    .find = find_slip,
};

const struct stream NOTICE_STREAM = {
    .name = "thong-bao-thue",
    .lookback = LOOKBACK,
    .spoil_topic = TOPIC_NOTICE_SPOIL,
    .spoils = 3,
    .find = find_notices,
};

static unsigned style_of(const struct world *world, const struct query *query, unsigned count)
{
    struct dice dice =
        dice_of(world->seed, TOPIC_STYLE, moment_day(query->window.since), query->page);

    return dice_below(dice, 0, count);
}

/* A notice may name a dossier that the portal does not know. */
static void write_notice_key(struct text *text, const struct world *world, const struct item *item)
{
    struct dossier dossier;
    char code[DOSSIER_CODE_SIZE];

    dossier_make(world, item->day, item->serial, &dossier);
    dossier_code(&dossier, code);
    if (item->part == PART_STRAY)
        dossier_foreign_code(&dossier, code);
    if (item->spoil != NOTICE_NO_KEY)
        xml_leaf(text, "MA_HSO", code);
    else if (item->serial % 2)
        xml_leaf(text, "MA_HSO", "");
}

static void write_list(struct text *text, const struct world *world, const struct item *item)
{
    static const char *const SUBJECTS[] = {"Lệ phí trước bạ nhà đất", "Thuế thu nhập cá nhân",
                                           "Thu tiền sử dụng đất", "Lệ phí khác"};
    struct dice dice = dice_of(world->seed, TOPIC_LAND, item->day, item->serial);
    unsigned long amount = 50000 + 1000UL * dice_below(dice, DRAW_AMOUNT_FIRST + item->part, 90000);
    char date[MOMENT_SIZE];

    moment_format(item->at, "dd-MM-yyyy", date);
    text_format(text, "<LIST><MA_SO_THUE>00%08u</MA_SO_THUE>",
                dice_below(dice, DRAW_PAYER, 1000000));
    text_format(text, "<SO_QUYET_DINH>%u-%u/TB-%s</SO_QUYET_DINH>", item->serial, item->part + 1,
                item->spoil ? "SAI" : "CCT");
    xml_leaf(text, "NGAY_QUYET_DINH", item->spoil == NOTICE_DATE ? "31-02-2022" : date);
    xml_leaf(text, "TEN_TIEUMUC", SUBJECTS[item->part]);
    if (item->spoil == NOTICE_AMOUNT)
        xml_leaf(text, "SO_TIEN", "12,5đ");
    else
        xml_number(text, "SO_TIEN", amount);
    text_add(text, "</LIST>");
}

/* Good lists of one dossier may share a row; a wrong or stray one never shares. */
static bool is_same_row(const struct item *a, const struct item *b)
{
    return a->day == b->day && a->serial == b->serial && !a->spoil && !b->spoil &&
           a->part != PART_STRAY && b->part != PART_STRAY;
}

void notices_write(struct text *text, struct scan *scan, const struct query *query)
{
    bool is_grouped = style_of(scan->world, query, 2) == 0;
    struct item item, before = {0};
    unsigned taken = 0;

    text_add(text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><DATA><BODY>");
    for (; taken < query->size && scan_next(scan, &item); taken++) {
        if (taken == 0 || !is_grouped || !is_same_row(&before, &item)) {
            text_add(text, taken ? "</ROW_LIST><ROW_LIST>" : "<ROW_LIST>");
            write_notice_key(text, scan->world, &item);
        }
        write_list(text, scan->world, &item);
        before = item;
    }
    text_add(text, taken ? "</ROW_LIST></BODY></DATA>" : "</BODY></DATA>");
}

static void open_element(struct prefixed *out, const char *name)
{
    text_format(out->text, "<%s%s>", out->prefix, name);
}

static void close_element(struct prefixed *out, const char *name)
{
    text_format(out->text, "</%s%s>", out->prefix, name);
}

static void leaf(struct prefixed *out, const char *name, const char *value)
{
    char full[64];

    snprintf(full, sizeof(full), "%s%s", out->prefix, name);
    xml_leaf(out->text, full, value);
}

static void leaf_number(struct prefixed *out, const char *name, unsigned long number)
{
    char value[32];

    snprintf(value, sizeof(value), "%lu", number);
    leaf(out, name, value);
}

static void write_header(struct prefixed *out, unsigned style)
{
    static const char *const ROOTS[] = {
        "<DATA xmlns=", "<lt:DATA xmlns:lt=", "<DATA xmlns=", "<ns2:DATA xmlns:ns2="};

    text_format(out->text,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>%s\"urn:example:lien-thong-thue\">",
                ROOTS[style]);
    open_element(out, "HEADER");
    leaf(out, "VERSION", "1.0");
    leaf(out, "SENDER_CODE", "DAT_DAI");
    leaf(out, "SENDER_NAME", "Văn phòng đăng ký đất đai");
    leaf(out, "RECEIVER_CODE", "THUE");
    leaf(out, "RECEIVER_NAME", "Chi cục thuế");
    leaf(out, "TRAN_CODE", "10");
    close_element(out, "HEADER");
}

static void write_parcels(struct prefixed *out, struct dice dice)
{
    unsigned i, count = 1 + dice_below(dice, DRAW_PARCELS, 2);

    for (i = 0; i < count; i++) {
        open_element(out, "TT_THUADAT");
        leaf_number(out, "SO_TO", 1 + dice_below(dice, DRAW_PARCELS + 32 + i, 80));
        leaf_number(out, "SO_THUA", 1 + dice_below(dice, DRAW_PARCELS + 40 + i, 900));
        leaf_number(out, "DIEN_TICH", 40 + dice_below(dice, DRAW_PARCELS + 48 + i, 4000));
        close_element(out, "TT_THUADAT");
    }
}

static void write_common(struct prefixed *out, const struct world *world, const struct item *item)
{
    struct dossier dossier;
    char code[DOSSIER_CODE_SIZE], date[MOMENT_SIZE], number[32];

    dossier_make(world, item->day, item->serial, &dossier);
    dossier_code(&dossier, code);
    moment_format(item->at, "dd/MM/yyyy", date);
    snprintf(number, sizeof(number), "PC-%06u%s", item->serial, item->spoil ? "-SAI" : "");
    open_element(out, "TT_CHUNG");
    if (item->spoil != SLIP_NO_KEY)
        leaf(out, "MA_HS", code);
    leaf(out, "SO_PHIEU", item->spoil == SLIP_EMPTY_NUMBER ? "" : number);
    leaf(out, "NGAY_DUYET", item->spoil == SLIP_DATE ? "30/02/2022" : date);
    leaf(out, "NGUOI_DUYET", "Cán bộ 03");
    leaf_number(out, "LOAI_HOSO", 1 + item->serial % 3);
    leaf_number(out, "LOAI_DENGHI", 1 + item->serial % 2);
    close_element(out, "TT_CHUNG");
}

static void write_slip(struct prefixed *out, const struct world *world, const struct item *item)
{
    open_element(out, "ROW");
    open_element(out, "SYSTEM_INFO");
    leaf(out, "MSG_TYPE", "TCT_GPC");
    leaf_number(out, "SEQ_ID", item->serial);
    leaf(out, "SEQ_REFID", "");
    leaf(out, "ERROR_NOTE", "");
    close_element(out, "SYSTEM_INFO");
    write_common(out, world, item);
    write_parcels(out, dice_of(world->seed, TOPIC_LAND, item->day, item->serial));
    close_element(out, "ROW");
}

void slips_write(struct text *text, struct scan *scan, const struct query *query)
{
    static const char *const PREFIXES[] = {"", "lt:", "", "ns2:"};
    unsigned style = style_of(scan->world, query, 4);
    struct prefixed out = {text, PREFIXES[style]};
    struct item item;
    unsigned taken = 0;

    write_header(&out, style);
    open_element(&out, "BODY");
    for (; taken < query->size && scan_next(scan, &item); taken++)
        write_slip(&out, scan->world, &item);
    close_element(&out, "BODY");
    close_element(&out, "DATA");
}
