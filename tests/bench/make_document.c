/*
 * Writes an XML document of invented dossiers to standard output.
 *
 *   make_document DOSSIERS [STEP]
 *
 * What is measured must be the same document everywhere, so each value is a function of the
 * dossier's number alone, and nothing is kept: any size takes the same memory.  With STEP only each
 * STEP-th dossier is written, as it stands later: finished and returned, which is what a night
 * brings.  It must not know the mapping that reads it.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PER_DAY = 2000, DAYS_A_MONTH = 28, AGENCIES = 40, PROCEDURES = 120, NUMBER_BASE = 10 };

struct dossier {
    unsigned long number;
    uint64_t dice;
    unsigned day; /* on which it was received, from the first */
    bool is_later;
};

/* Bits that look random; "splitmix64" by Vigna, public domain. */
static uint64_t mix(uint64_t number)
{
    number += 0x9E3779B97F4A7C15U;
    number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9U;
    number = (number ^ (number >> 27)) * 0x94D049BB133111EBU;
    return number ^ (number >> 31);
}

/* A number below limit; each shift has its own. */
static unsigned roll(const struct dossier *dossier, unsigned shift, unsigned limit)
{
    return (unsigned)((dossier->dice >> shift) % limit);
}

/* Months have 28 days here, so that every date exists. */
static void write_moment(const char *name, unsigned day, unsigned second)
{
    unsigned month = day / DAYS_A_MONTH;

    printf("<%s>%04u%02u%02u%02u%02u%02u</%s>\n", name, 2020 + month / 12, month % 12 + 1,
           day % DAYS_A_MONTH + 1, second / 3600, second / 60 % 60, second % 60, name);
}

static void write_identity(const struct dossier *dossier)
{
    unsigned month = dossier->day / DAYS_A_MONTH;
    unsigned procedure = roll(dossier, 8, PROCEDURES);

    printf("<HoSo>\n<MaHoSo>H99.%02u-%02u%02u%02u-%04lu</MaHoSo>\n", roll(dossier, 0, AGENCIES),
           20 + month / 12, month % 12 + 1, dossier->day % DAYS_A_MONTH + 1,
           dossier->number % PER_DAY + 1);
    printf("<MaTTHC>9.%06u</MaTTHC>\n<MaLinhVuc>G99-LV%02u</MaLinhVuc>\n", 100 + procedure,
           procedure % 24);
    printf("<KenhThucHien>%u</KenhThucHien>\n", roll(dossier, 16, 3) + 1);
    printf("<ChuHoSo>Người nộp %06lu</ChuHoSo>\n", dossier->number % 1000000);
    printf("<TrichYeuHoSo>Đề nghị giải quyết &amp; trả kết quả số %lu</TrichYeuHoSo>\n",
           dossier->number);
}

static void write_life(const struct dossier *dossier)
{
    unsigned finished = dossier->day + roll(dossier, 24, 25);
    bool is_done = dossier->is_later || roll(dossier, 28, 10) < 6;

    write_moment("NgayTiepNhan", dossier->day, 27000 + roll(dossier, 32, 30000));
    write_moment("NgayHenTra", dossier->day + 15, 61200);
    if (is_done)
        write_moment("NgayKetThucXuLy", dossier->is_later ? dossier->day + 26 : finished, 50000);
    else
        printf("<NgayKetThucXuLy></NgayKetThucXuLy>\n");
    printf("<TrangThaiHoSo>%u</TrangThaiHoSo>\n", is_done ? 10U : 4U);
    printf("<DuocThanhToanTrucTuyen>%u</DuocThanhToanTrucTuyen>\n", roll(dossier, 36, 3));
}

static void write_papers(const struct dossier *dossier)
{
    unsigned count = 1 + roll(dossier, 40, 3), i;

    printf("<TaiLieuNop>\n");
    for (i = 0; i < count; i++)
        printf("<TaiLieu><TepDinhKemId>%lu%u</TepDinhKemId><DuocSoHoa>%u</DuocSoHoa>"
               "<DuocTaiSuDung>%u</DuocTaiSuDung></TaiLieu>\n",
               dossier->number, i, roll(dossier, 44 + i, 2), roll(dossier, 47 + i, 2));
    printf("</TaiLieuNop>\n");
}

static void write_fees(const struct dossier *dossier)
{
    unsigned count = roll(dossier, 50, 3), i;

    printf("<DanhSachLePhi>\n");
    for (i = 0; i < count; i++)
        printf("<LePhi><TenPhiLePhi>Lệ phí %u</TenPhiLePhi><HinhThucThu>1</HinhThucThu>"
               "<Gia>%u000</Gia></LePhi>\n",
               i + 1, 5 + roll(dossier, 52 + i, 200));
    printf("</DanhSachLePhi>\n");
}

static void write_result(const struct dossier *dossier)
{
    printf("<DanhSachGiayToKetQua>\n<GiayTo><TenGiayTo>Quyết định</TenGiayTo>"
           "<MaGiayToKetQua>KQ%08lu</MaGiayToKetQua></GiayTo>\n</DanhSachGiayToKetQua>\n</HoSo>\n",
           dossier->number);
}

static int write_document(unsigned long count, unsigned long step)
{
    struct dossier dossier;
    unsigned long number;

    printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DanhSachHoSo>\n");
    for (number = 0; number < count; number += step) {
        dossier = (struct dossier){number, mix(number), (unsigned)(number / PER_DAY), step > 1};
        write_identity(&dossier);
        write_life(&dossier);
        write_papers(&dossier);
        write_fees(&dossier);
        write_result(&dossier);
    }
    printf("</DanhSachHoSo>\n");
    return fflush(stdout) == 0 && !ferror(stdout) ? 0 : -1;
}

int main(int count, char **arguments)
{
    unsigned long dossiers = count > 1 ? strtoul(arguments[1], NULL, NUMBER_BASE) : 0;
    unsigned long step = count > 2 ? strtoul(arguments[2], NULL, NUMBER_BASE) : 1;

    if (count > 3 || dossiers == 0 || step == 0) {
        fprintf(stderr, "usage: make_document DOSSIERS [STEP]\n");
        return 64;
    }
    if (write_document(dossiers, step) == 0)
        return 0;
    fprintf(stderr, "make_document: cannot write: %s\n", strerror(errno));
    return 74;
}
