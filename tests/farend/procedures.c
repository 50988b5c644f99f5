/*
 * Procedures in JSON.
 *
 * The wrong ones stand at the end of the snapshot; they lack their key, by an empty value and by no
 * member in turn.
 */
#include "tests/farend/procedures.h"

#include <stdio.h>

#include "tests/farend/catalogue.h"

enum { WAYS = 2 };

static void write_fees(struct text *text, const struct procedure *procedure)
{
    json_open(text, "PHILEPHI", '[');
    if (procedure->has_fee_row) {
        json_open(text, NULL, '{');
        json_number(text, "SOTIEN", procedure->fee);
        json_member(text, "DONVI", "Đồng");
        json_member(text, "MOTA", procedure->fee ? "Lệ phí theo quy định" : "Không thu");
        json_close(text, '}');
    }
    json_close(text, ']');
}

static void write_way(struct text *text, const struct procedure *procedure, unsigned channel)
{
    json_open(text, NULL, '{');
    json_number(text, "KENH", channel);
    json_open(text, "THOIGIAN", '[');
    json_open(text, NULL, '{');
    json_number(text, "THOIGIANGIAIQUYET", procedure->days);
    json_member(text, "DONVITINH", "Ngày làm việc");
    write_fees(text, procedure);
    json_close(text, '}');
    json_close(text, ']');
    json_close(text, '}');
}

static void write_ways(struct text *text, const struct procedure *procedure)
{
    json_open(text, "CACHTHUCTHUCHIEN", '[');
    write_way(text, procedure, 1);
    if (procedure->is_online)
        write_way(text, procedure, 2);
    write_way(text, procedure, 3);
    json_close(text, ']');
}

static void write_papers(struct text *text, const struct procedure *procedure)
{
    unsigned i;

    json_open(text, "THANHPHANHOSO", '[');
    json_open(text, NULL, '{');
    json_member(text, "TRUONGHOP", "");
    json_open(text, "GIAYTO", '[');
    for (i = 0; i < 1 + procedure->index % 3; i++) {
        json_open(text, NULL, '{');
        text_format(text, "\"MAGIAYTO\":\"GT%02u%u\",", procedure->index, i);
        json_member(text, "TENGIAYTO", i ? "Giấy tờ kèm theo" : "Đơn đề nghị");
        json_member(text, "TENMAUDON", i ? "" : "Mẫu số 01");
        json_member(text, "URL", "");
        json_close(text, '}');
    }
    json_close(text, ']');
    json_close(text, '}');
    json_close(text, ']');
}

/* A procedure without a paper lists either nothing or a result without a code. */
static void write_results(struct text *text, const struct procedure *procedure, const char *code)
{
    char result[PROCEDURE_CODE_SIZE + 8];

    snprintf(result, sizeof(result), "KQ.%s", code);
    json_open(text, "KETQUATHUCHIEN", '[');
    if (procedure->has_paper || procedure->index % 4 == 0) {
        json_open(text, NULL, '{');
        json_member(text, "MAKETQUA", procedure->has_paper ? result : "");
        json_member(text, "TENKETQUA", procedure->field->object);
        json_close(text, '}');
    }
    json_close(text, ']');
}

static void write_offices(struct text *text, const struct procedure *procedure)
{
    unsigned count, i;
    const struct agency *agency = procedure_agencies(procedure, &count);

    json_open(text, "COQUANTHUCHIEN", '[');
    for (i = 0; i < count; i++) {
        json_open(text, NULL, '{');
        json_member(text, "MADONVI", agency[i].code);
        json_member(text, "TENDONVI", agency[i].name);
        json_close(text, '}');
    }
    json_close(text, ']');
}

static void write_head(struct text *text, const struct procedure *procedure, unsigned spoil)
{
    char code[PROCEDURE_CODE_SIZE], name[160];

    procedure_code(procedure, code);
    snprintf(name, sizeof(name), "%s %s", procedure->act, procedure->field->object);
    if (spoil != 2)
        json_member(text, "MATTHC", spoil ? "" : code);
    json_member(text, "TENTTHC", name);
    json_open(text, "LINHVUCTHUCHIEN", '[');
    json_open(text, NULL, '{');
    json_member(text, "MALINHVUC", procedure->field->code);
    json_member(text, "TENLINHVUC", procedure->field->name);
    json_close(text, '}');
    json_close(text, ']');
    json_member(text, "TRINHTUTHUCHIEN", "Nộp hồ sơ, xử lý, trả kết quả");
}

static void write_procedure(struct text *text, const struct procedure *procedure, unsigned spoil)
{
    char code[PROCEDURE_CODE_SIZE];

    procedure_code(procedure, code);
    json_open(text, NULL, '{');
    write_head(text, procedure, spoil);
    write_ways(text, procedure);
    write_papers(text, procedure);
    write_results(text, procedure, code);
    text_add(text,
             "\"CANCUPHAPLY\":[{\"SOVANBAN\":\"00/2021/VD\",\"TENVANBAN\":\"Văn bản ví dụ\"}],");
    write_offices(text, procedure);
    json_member(text, "DOITUONGTHUCHIEN", "Công dân, doanh nghiệp");
    json_member(text, "YEUCAU", "");
    json_close(text, '}');
}

unsigned procedures_sent(unsigned spoil, unsigned *spoiled)
{
    *spoiled = 0;
    if (spoil)
        *spoiled = PROCEDURE_COUNT / spoil > WAYS ? PROCEDURE_COUNT / spoil : WAYS;
    return PROCEDURE_COUNT + *spoiled;
}

void procedures_write(struct text *text, unsigned spoil, unsigned page, unsigned size)
{
    unsigned spoiled;
    unsigned total = procedures_sent(spoil, &spoiled);
    unsigned long i = (unsigned long)size * (page - 1);
    unsigned long end = i + size < total ? i + size : total;

    for (; i < end; i++) {
        struct procedure procedure = procedure_at((unsigned)i % PROCEDURE_COUNT);

        write_procedure(text, &procedure, i < PROCEDURE_COUNT ? 0 : 1 + (unsigned)i % WAYS);
    }
}
