/*
 * Writes an envelope of invented insured visits to standard output: XML whose elements hold XML
 * documents in base64.
 *
 *   make_envelope VISITS
 *
 * Each visit has a summary (XML1), its drugs (XML2) and its services (XML3), in the shape of the
 * health ministry's GIAMDINHHS.  What would tell of a person's health says nothing.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "tests/bench/dossier.h"

enum { INNER_SIZE = 65536, GROUP = 3 };

/* An inner document; what does not fit would be our mistake. */
struct inner {
    char text[INNER_SIZE];
    size_t size;
};

static void add(struct inner *inner, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add(struct inner *inner, const char *format, ...)
{
    va_list arguments;
    int size;

    va_start(arguments, format);
    size =
        vsnprintf(inner->text + inner->size, sizeof inner->text - inner->size, format, arguments);
    va_end(arguments);
    if (size > 0)
        inner->size += (size_t)size;
}

static void add_person(struct inner *inner, const struct dossier *visit)
{
    unsigned person = (unsigned)(visit->number % 1000000);

    add(inner,
        "<MA_LK>%s</MA_LK><STT>1</STT><MA_BN>BN%06u</MA_BN><HO_TEN>Người bệnh %06u</HO_TEN>"
        "<SO_CCCD>000%09u</SO_CCCD><NGAY_SINH>198000000000</NGAY_SINH><GIOI_TINH>%u</GIOI_TINH>",
        visit->code, person, person, person, 1 + person % 2);
    add(inner, "<NHOM_MAU/><MA_QUOCTICH>000</MA_QUOCTICH><MA_DANTOC>01</MA_DANTOC>"
               "<MA_NGHE_NGHIEP>00000</MA_NGHE_NGHIEP><DIA_CHI>Thôn 1 &amp; 2</DIA_CHI>"
               "<MATINH_CU_TRU>099</MATINH_CU_TRU><MAHUYEN_CU_TRU>099</MAHUYEN_CU_TRU>"
               "<MAXA_CU_TRU>00999</MAXA_CU_TRU>");
    add(inner,
        "<DIEN_THOAI>0000%06u</DIEN_THOAI><MA_THE_BHYT>GD4990%09u</MA_THE_BHYT>"
        "<MA_DKBD>99001</MA_DKBD><GT_THE_TU>20210101</GT_THE_TU><GT_THE_DEN>20211231</GT_THE_DEN>",
        person, person);
}

static void add_stay(struct inner *inner, const struct dossier *visit)
{
    add(inner, "<NGAY_MIEN_CCT/><LY_DO_VV>Khám</LY_DO_VV><LY_DO_VNT/><MA_LY_DO_VNT/>"
               "<CHAN_DOAN_VAO>-</CHAN_DOAN_VAO><CHAN_DOAN_RV>-</CHAN_DOAN_RV>"
               "<MA_BENH_CHINH>Z00</MA_BENH_CHINH><MA_BENH_KT/><MA_BENH_YHCT/><MA_PTTT_QT/>"
               "<MA_DOITUONG_KCB>1</MA_DOITUONG_KCB><MA_NOI_DI/><MA_NOI_DEN/>"
               "<MA_TAI_NAN>0</MA_TAI_NAN>");
    add(inner, "<NGAY_VAO>%.12s</NGAY_VAO><NGAY_VAO_NOI_TRU/><NGAY_RA>%.12s</NGAY_RA>",
        visit->received, visit->due);
    add(inner, "<GIAY_CHUYEN_TUYEN/><SO_NGAY_DTRI>15</SO_NGAY_DTRI><PP_DIEU_TRI/>"
               "<KET_QUA_DTRI>1</KET_QUA_DTRI><MA_LOAI_RV>1</MA_LOAI_RV><GHI_CHU/>");
    add(inner, "<NGAY_TTOAN>%.12s</NGAY_TTOAN>", visit->due);
}

static void add_sums(struct inner *inner, const struct dossier *visit)
{
    unsigned cost = dossier_fee(visit, 0);

    add(inner,
        "<T_THUOC>%u.50</T_THUOC><T_VTYT>0.00</T_VTYT><T_TONGCHI_BV>%u.50</T_TONGCHI_BV>"
        "<T_TONGCHI_BH>%u.50</T_TONGCHI_BH><T_BNTT>0.00</T_BNTT><T_BNCCT>%u.00</T_BNCCT>"
        "<T_BHTT>%u.50</T_BHTT><T_NGUONKHAC>0.00</T_NGUONKHAC><T_BHTT_GDV>0.00</T_BHTT_GDV>",
        cost, cost, cost, cost / 5, cost - cost / 5);
    add(inner,
        "<NAM_QT>%.4s</NAM_QT><THANG_QT>%.2s</THANG_QT><MA_LOAI_KCB>%02u</MA_LOAI_KCB>"
        "<MA_KHOA>K01</MA_KHOA><MA_CSKCB>99%03u</MA_CSKCB><MA_KHUVUC/><CAN_NANG/><CAN_NANG_CON/>"
        "<NAM_NAM_LIEN_TUC/><NGAY_TAI_KHAM/><MA_HSBA>HS%06lu</MA_HSBA>"
        "<MA_TTDV>0000000000</MA_TTDV><DU_PHONG/>",
        visit->due, visit->due + 4, visit->channel, dossier_roll(visit, 0, 40),
        visit->number % 1000000);
}

static void add_drug(struct inner *inner, const struct dossier *visit, unsigned i)
{
    unsigned price = dossier_fee(visit, i);

    add(inner,
        "<CHI_TIET_THUOC><MA_LK>%s</MA_LK><STT>%u</STT><MA_THUOC>05.%03u</MA_THUOC>"
        "<MA_NHOM>4</MA_NHOM><TEN_THUOC>Thuốc %03u</TEN_THUOC>"
        "<SO_DANG_KY>VD-00000-00</SO_DANG_KY><PHAM_VI>1</PHAM_VI><TYLE_TT_BH>100</TYLE_TT_BH>"
        "<SO_LUONG>10.000</SO_LUONG>",
        visit->code, i + 1, price % 997, price % 997);
    add(inner,
        "<DON_GIA>%u.00</DON_GIA><THANH_TIEN_BV>%u.00</THANH_TIEN_BV>"
        "<THANH_TIEN_BH>%u.00</THANH_TIEN_BH><MUC_HUONG>80</MUC_HUONG><MA_KHOA>K01</MA_KHOA>"
        "<MA_BAC_SI>000000</MA_BAC_SI><NGAY_YL>%.12s</NGAY_YL></CHI_TIET_THUOC>",
        price, price * 10, price * 10, visit->received);
}

static void add_service(struct inner *inner, const struct dossier *visit, unsigned i)
{
    unsigned price = dossier_fee(visit, i);

    add(inner,
        "<CHI_TIET_DVKT><MA_LK>%s</MA_LK><STT>%u</STT><MA_DICH_VU>02.%04u</MA_DICH_VU>"
        "<MA_NHOM>1</MA_NHOM><TEN_DICH_VU>Dịch vụ %03u</TEN_DICH_VU><PHAM_VI>1</PHAM_VI>"
        "<SO_LUONG>1.000</SO_LUONG><TYLE_TT_BH>100</TYLE_TT_BH>",
        visit->code, i + 1, price % 997, price % 997);
    add(inner,
        "<DON_GIA_BH>%u.00</DON_GIA_BH><THANH_TIEN_BV>%u.00</THANH_TIEN_BV>"
        "<THANH_TIEN_BH>%u.00</THANH_TIEN_BH><MUC_HUONG>80</MUC_HUONG><MA_KHOA>K01</MA_KHOA>"
        "<NGAY_YL>%.12s</NGAY_YL><NGAY_KQ>%.12s</NGAY_KQ></CHI_TIET_DVKT>",
        price, price, price, visit->received, visit->due);
}

/* Writes an inner document's base64, on one line as most programs do. */
static void write_base64(const struct inner *inner)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *bytes = (const unsigned char *)inner->text;
    size_t i, left;
    char group[4];

    for (i = 0; i < inner->size; i += GROUP) {
        uint32_t bits;

        left = inner->size - i;
        bits = (uint32_t)bytes[i] << 16;
        bits |= left > 1 ? (uint32_t)bytes[i + 1] << 8 : 0;
        bits |= left > 2 ? (uint32_t)bytes[i + 2] : 0;
        group[0] = letters[bits >> 18];
        group[1] = letters[bits >> 12 & 63];
        group[2] = '=';
        group[3] = '=';
        if (left > 1)
            group[2] = letters[bits >> 6 & 63];
        if (left > 2)
            group[3] = letters[bits & 63];
        fwrite(group, sizeof group, 1, stdout);
    }
}

static void write_file(const char *kind, struct inner *inner)
{
    printf("<FILEHOSO><LOAIHOSO>%s</LOAIHOSO><NOIDUNGFILE>", kind);
    write_base64(inner);
    printf("</NOIDUNGFILE></FILEHOSO>\n");
    inner->size = 0;
}

static void write_visit(const struct dossier *visit, struct inner *inner)
{
    unsigned count = 1 + dossier_roll(visit, 40, 6), i;

    printf("<HOSO>\n");
    add(inner, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<TONG_HOP>");
    add_person(inner, visit);
    add_stay(inner, visit);
    add_sums(inner, visit);
    add(inner, "</TONG_HOP>");
    write_file("XML1", inner);
    add(inner, "<CHITIEU_CHITIET_THUOC><DSACH_CHI_TIET_THUOC>");
    for (i = 0; i < count; i++)
        add_drug(inner, visit, i);
    add(inner, "</DSACH_CHI_TIET_THUOC></CHITIEU_CHITIET_THUOC>");
    write_file("XML2", inner);
    add(inner, "<CHITIEU_CHITIET_DVKT_VTYT><DSACH_CHI_TIET_DVKT>");
    for (i = 0; i < count; i++)
        add_service(inner, visit, i);
    add(inner, "</DSACH_CHI_TIET_DVKT></CHITIEU_CHITIET_DVKT_VTYT>");
    write_file("XML3", inner);
    printf("</HOSO>\n");
}

static int write_envelope(unsigned long count)
{
    struct inner inner = {.size = 0};
    struct dossier visit;
    unsigned long number;

    printf("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<GIAMDINHHS><THONGTINHOSO>"
           "<SOLUONGHOSO>%lu</SOLUONGHOSO><DANHSACHHOSO>\n",
           count);
    for (number = 0; number < count; number++) {
        visit = dossier_of(number, false);
        write_visit(&visit, &inner);
    }
    printf("</DANHSACHHOSO></THONGTINHOSO><CHUKYDONVI/></GIAMDINHHS>\n");
    return fflush(stdout) == 0 && !ferror(stdout) ? 0 : -1;
}

int main(int count, char **arguments)
{
    unsigned long visits = count == 2 ? count_from(arguments[1]) : 0;

    if (visits == 0) {
        fprintf(stderr, "usage: make_envelope VISITS\n");
        return 64;
    }
    if (write_envelope(visits) == 0)
        return 0;
    fprintf(stderr, "make_envelope: cannot write: %s\n", strerror(errno));
    return 74;
}
