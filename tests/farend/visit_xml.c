/*
 * One HOSO and its inner documents.
 *
 * Field order and names follow the appendix of QĐ 4750/QĐ-BYT; fields that tell of a person's
 * health are there but say nothing.
 */
#include "tests/farend/visit_xml.h"

#include <stdio.h>
#include <string.h>

#include "tests/farend/calendar.h"
#include "tests/farend/encoding.h"
#include "tests/farend/visits.h"

enum draw { DRAW_KIND = 32, DRAW_STYLE, DRAW_BIRTH, DRAW_CARDS };

enum spoil { SPOIL_NONE, SPOIL_DATE, SPOIL_EMPTY_KEY, SPOIL_CODE, SPOIL_FILE };

static const char MINUTES[] = "yyyyMMddHHmm";

static unsigned draw(const struct visit *visit, unsigned field, unsigned limit)
{
    return dice_below(visit->dice, field, limit);
}

static void write_money(struct text *text, const char *name, unsigned long hundredths)
{
    text_format(text, "<%s>%lu.%02lu</%s>", name, hundredths / 100, hundredths % 100, name);
}

static void write_moment(struct text *text, const char *name, int64_t moment)
{
    char value[MOMENT_SIZE];

    moment_format(moment, MINUTES, value);
    xml_leaf(text, name, value);
}

/* Unknown parts of a birth date are zeros. */
static void write_birth(struct text *text, const struct visit *visit)
{
    unsigned known = draw(visit, DRAW_BIRTH, 12);
    unsigned year = 1930 + visit->person % 90;
    unsigned month = known < 2 ? 0 : 1 + visit->person % 12;
    unsigned day = known < 3 ? 0 : 1 + visit->person % 28;

    text_format(text, "<NGAY_SINH>%04u%02u%02u0000</NGAY_SINH>", year, month, day);
}

/* A card that was changed during the stay makes four fields lists. */
static void write_cards(struct text *text, const struct visit *visit)
{
    bool is_changed = dice_chance(visit->dice, DRAW_CARDS, 70);

    text_format(text, "<MA_THE_BHYT>GD4990%09u", visit->person);
    if (is_changed)
        text_format(text, ";HC4990%09u", visit->person);
    text_format(text, "</MA_THE_BHYT><MA_DKBD>%05u%s</MA_DKBD>", visit->place,
                is_changed ? ";99001" : "");
    text_format(text, "<GT_THE_TU>20210101%s</GT_THE_TU>", is_changed ? ";20220101" : "");
    text_format(text, "<GT_THE_DEN>20211231%s</GT_THE_DEN>", is_changed ? ";20221231" : "");
}

static void write_person(struct text *text, const struct visit *visit)
{
    const struct item *item = visit->item;
    char value[64];

    xml_leaf(text, "MA_LK", item->spoil == SPOIL_EMPTY_KEY ? "" : visit->key);
    xml_number(text, "STT", item->serial);
    snprintf(value, sizeof(value), "BN%07u", visit->person);
    xml_leaf(text, "MA_BN", value);
    snprintf(value, sizeof(value), "Người bệnh %06u", visit->person);
    xml_leaf(text, "HO_TEN", value);
    snprintf(value, sizeof(value), "000%09u", visit->person);
    xml_leaf(text, "SO_CCCD", value);
    write_birth(text, visit);
    xml_number(text, "GIOI_TINH", 1 + visit->person % 2);
    text_add(text, "<NHOM_MAU/><MA_QUOCTICH>000</MA_QUOCTICH><MA_DANTOC>01</MA_DANTOC>"
                   "<MA_NGHE_NGHIEP>00000</MA_NGHE_NGHIEP>");
    xml_leaf(text, "DIA_CHI", "Thôn 1 & 2, xã <không có thật>");
    text_add(text, "<MATINH_CU_TRU>099</MATINH_CU_TRU><MAHUYEN_CU_TRU>099</MAHUYEN_CU_TRU>"
                   "<MAXA_CU_TRU>00999</MAXA_CU_TRU>");
    snprintf(value, sizeof(value), "0000%06u", visit->person);
    xml_leaf(text, "DIEN_THOAI", value);
    write_cards(text, visit);
}

static void write_stay(struct text *text, const struct visit *visit)
{
    text_add(text, "<NGAY_MIEN_CCT/><LY_DO_VV>Khám</LY_DO_VV><LY_DO_VNT/><MA_LY_DO_VNT/>"
                   "<CHAN_DOAN_VAO>-</CHAN_DOAN_VAO><CHAN_DOAN_RV>-</CHAN_DOAN_RV>"
                   "<MA_BENH_CHINH>Z00</MA_BENH_CHINH><MA_BENH_KT/><MA_BENH_YHCT/><MA_PTTT_QT/>"
                   "<MA_DOITUONG_KCB>1</MA_DOITUONG_KCB><MA_NOI_DI/><MA_NOI_DEN/>"
                   "<MA_TAI_NAN>0</MA_TAI_NAN>");
    write_moment(text, "NGAY_VAO", visit->entered);
    xml_leaf(text, "NGAY_VAO_NOI_TRU", "");
    if (visit->item->spoil == SPOIL_DATE)
        xml_leaf(text, "NGAY_RA", "202213450000");
    else
        write_moment(text, "NGAY_RA", visit->left);
    xml_leaf(text, "GIAY_CHUYEN_TUYEN", "");
    xml_number(text, "SO_NGAY_DTRI",
               (unsigned long)(moment_day(visit->left) - moment_day(visit->entered)));
    text_add(text, "<PP_DIEU_TRI/><KET_QUA_DTRI>1</KET_QUA_DTRI><MA_LOAI_RV>1</MA_LOAI_RV>"
                   "<GHI_CHU/>");
    write_moment(text, "NGAY_TTOAN", visit->paid);
}

static void write_sums(struct text *text, const struct visit *visit)
{
    struct sums drugs = visit_sums(visit, 0, visit->drug_count);
    struct sums all = visit_sums(visit, 0, visit->drug_count + visit->service_count);

    write_money(text, "T_THUOC", drugs.total);
    write_money(text, "T_VTYT", 0);
    write_money(text, "T_TONGCHI_BV", all.total);
    write_money(text, "T_TONGCHI_BH", all.insured);
    write_money(text, "T_BNTT", all.total - all.insured);
    write_money(text, "T_BNCCT", all.patient);
    write_money(text, "T_BHTT", all.insured - all.patient);
    write_money(text, "T_NGUONKHAC", 0);
    write_money(text, "T_BHTT_GDV", 0);
}

static void write_settlement(struct text *text, const struct visit *visit)
{
    char value[MOMENT_SIZE];

    moment_format(visit->paid, "yyyy", value);
    xml_leaf(text, "NAM_QT", value);
    moment_format(visit->paid, "MM", value);
    xml_leaf(text, "THANG_QT", value);
    snprintf(value, sizeof(value), "%02u",
             visit->item->spoil == SPOIL_CODE ? 99 : 1 + draw(visit, DRAW_KIND, 10));
    xml_leaf(text, "MA_LOAI_KCB", value);
    text_format(text, "<MA_KHOA>K01</MA_KHOA><MA_CSKCB>%05u</MA_CSKCB><MA_KHUVUC/>", visit->place);
    text_format(text,
                "<CAN_NANG/><CAN_NANG_CON/><NAM_NAM_LIEN_TUC/><NGAY_TAI_KHAM/>"
                "<MA_HSBA>HS%06u</MA_HSBA><MA_TTDV>0000000000</MA_TTDV><DU_PHONG/>",
                visit->person);
}

static void write_summary(struct text *text, const struct visit *visit)
{
    text_add(text, "<TONG_HOP>");
    write_person(text, visit);
    write_stay(text, visit);
    write_sums(text, visit);
    write_settlement(text, visit);
    text_add(text, "</TONG_HOP>");
}

static void write_line_money(struct text *text, const struct visit *visit, const struct line *line)
{
    write_money(text, "THANH_TIEN_BV", line->total);
    write_money(text, "THANH_TIEN_BH", line->insured);
    xml_number(text, "MUC_HUONG", visit->share);
    write_money(text, "T_NGUONKHAC", 0);
    write_money(text, "T_BNTT", line->total - line->insured);
    write_money(text, "T_BNCCT", line->patient);
    write_money(text, "T_BHTT", line->insured - line->patient);
    text_add(text, "<MA_KHOA>K01</MA_KHOA><MA_BAC_SI>000000</MA_BAC_SI>");
    write_moment(text, "NGAY_YL", visit->entered);
}

static void write_drugs(struct text *text, const struct visit *visit)
{
    unsigned i;

    text_add(text, "<CHITIEU_CHITIET_THUOC><DSACH_CHI_TIET_THUOC>");
    for (i = 0; i < visit->drug_count; i++) {
        const struct line *line = &visit->lines[i];

        text_add(text, "<CHI_TIET_THUOC>");
        xml_leaf(text, "MA_LK", visit->key);
        xml_number(text, "STT", i + 1);
        text_format(text, "<MA_THUOC>05.%03lu</MA_THUOC><MA_NHOM>4</MA_NHOM>", line->price % 997);
        text_format(text, "<TEN_THUOC>Thuốc %03lu</TEN_THUOC>", line->price % 997);
        text_add(text, "<SO_DANG_KY>VD-00000-00</SO_DANG_KY><PHAM_VI>1</PHAM_VI>");
        xml_number(text, "TYLE_TT_BH", line->rate);
        text_format(text, "<SO_LUONG>%u.000</SO_LUONG>", line->quantity);
        write_money(text, "DON_GIA", line->price);
        write_line_money(text, visit, line);
        text_add(text, "</CHI_TIET_THUOC>");
    }
    text_add(text, "</DSACH_CHI_TIET_THUOC></CHITIEU_CHITIET_THUOC>");
}

static void write_services(struct text *text, const struct visit *visit)
{
    unsigned i;

    text_add(text, "<CHITIEU_CHITIET_DVKT_VTYT><DSACH_CHI_TIET_DVKT>");
    for (i = visit->drug_count; i < visit->drug_count + visit->service_count; i++) {
        const struct line *line = &visit->lines[i];

        text_add(text, "<CHI_TIET_DVKT>");
        xml_leaf(text, "MA_LK", visit->key);
        xml_number(text, "STT", i - visit->drug_count + 1);
        text_format(text, "<MA_DICH_VU>02.%04lu</MA_DICH_VU><MA_VAT_TU/>", line->price % 9973);
        text_format(text, "<TEN_DICH_VU>Dịch vụ %04lu</TEN_DICH_VU>", line->price % 9973);
        text_format(text, "<SO_LUONG>%u.000</SO_LUONG>", line->quantity);
        write_money(text, "DON_GIA_BV", line->price);
        write_money(text, "DON_GIA_BH", line->price * line->rate / 100);
        xml_number(text, "TYLE_TT_DV", line->rate);
        write_line_money(text, visit, line);
        text_add(text, "</CHI_TIET_DVKT>");
    }
    text_add(text, "</DSACH_CHI_TIET_DVKT></CHITIEU_CHITIET_DVKT_VTYT>");
}

/* One FILEHOSO.  A broken file is cut before it is encoded or gets letters that base64 has not. */
static void write_file(struct text *text, const struct visit *visit, const char *kind,
                       void (*write)(struct text *, const struct visit *))
{
    unsigned style = draw(visit, DRAW_STYLE, 10);
    bool is_broken = visit->item->spoil == SPOIL_FILE;
    struct text inner = {0};

    text_add(&inner, style == 0 ? "\xef\xbb\xbf" : "");
    text_add(&inner, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    write(&inner, visit);
    if (is_broken && visit->item->serial % 2)
        inner.length = inner.length / 3 * 2;
    xml_leaf(text, "LOAIHOSO", kind);
    text_add(text, "<NOIDUNGFILE>");
    base64_add(text, &inner, style < 3 ? 76 : 0);
    if (is_broken && visit->item->serial % 2 == 0)
        memcpy(text->bytes + text->length - inner.length / 2, "*#*#", 4);
    text_add(text, "</NOIDUNGFILE>");
    text_free(&inner);
}

void visit_write(struct text *text, const struct world *world, const struct item *item)
{
    struct visit visit;

    visit_make(world, item, &visit);
    text_add(text, "<HOSO><FILEHOSO>");
    write_file(text, &visit, "XML1", write_summary);
    text_add(text, "</FILEHOSO>");
    if (!item->spoil && visit.drug_count) {
        text_add(text, "<FILEHOSO>");
        write_file(text, &visit, "XML2", write_drugs);
        text_add(text, "</FILEHOSO>");
    }
    if (!item->spoil) {
        text_add(text, "<FILEHOSO>");
        write_file(text, &visit, "XML3", write_services);
        text_add(text, "</FILEHOSO>");
    }
    text_add(text, "</HOSO>");
}
