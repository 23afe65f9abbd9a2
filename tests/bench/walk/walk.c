/*
 * The peer of the page table benchmark: makes an image with VT-d tables in legacy mode, and walks one.
 *
 *     walk make FILE      64 GiB of address space in pages of 4 KiB, one requester (01:00.0), root table at 0x1000
 *     walk serve FILE     for each line of input one walk of all mappings; prints nanoseconds, ranges, a checksum
 *
 * Source of the formats: VT-d 4.1 chapter 9.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PAGE 4096UL
#define ADDRESS 0x000ffffffffff000UL
#define LEAF_TABLES 32768UL
#define TABLES (LEAF_TABLES + 64 + 1 + 1)
#define FIRST_TABLE 3UL

static uint64_t seed = 4;

static uint64_t next_random(void)
{
    seed = seed * 6364136223846793005UL + 1442695040888963407UL;
    return seed >> 33;
}

static int make(const char *name)
{
    uint64_t *places = malloc(TABLES * sizeof *places);
    uint64_t *page = malloc(PAGE);
    FILE *file = fopen(name, "wb");
    if (!places || !page || !file) {
        perror(name);
        return 1;
    }
    for (uint64_t i = 0; i < TABLES; i++)
        places[i] = (FIRST_TABLE + i) * PAGE;
    for (uint64_t i = TABLES - 1; i > 0; i--) {
        uint64_t j = next_random() % (i + 1), kept = places[i];
        places[i] = places[j];
        places[j] = kept;
    }
    memset(page, 0, PAGE);
    page[2] = 0x2000 | 1;
    fseeko(file, 0x1000, SEEK_SET);
    fwrite(page, PAGE, 1, file);
    memset(page, 0, PAGE);
    page[0] = places[TABLES - 1] | 1;
    page[1] = 2 | 7 << 8;
    fwrite(page, PAGE, 1, file);

    uint64_t address = 0, run = 0, flags = 3;
    for (uint64_t table = 0; table < TABLES; table++) {
        memset(page, 0, PAGE);
        for (uint64_t i = 0; i < 512; i++) {
            if (table < LEAF_TABLES) {
                if (run == 0) {
                    run = 1 + next_random() % 31;
                    address = (next_random() << 12) & 0x7ffffff000UL;
                    flags = next_random() % 8 ? 3 : 1;
                }
                page[i] = next_random() % 4096 ? address | flags : 0;
                address += PAGE;
                run--;
            } else if (table < LEAF_TABLES + 64) {
                page[i] = places[(table - LEAF_TABLES) * 512 + i] | 3;
            } else if (table == LEAF_TABLES + 64 && i < 64) {
                page[i] = places[LEAF_TABLES + i] | 3;
            } else if (table == LEAF_TABLES + 65 && i == 0) {
                page[i] = places[LEAF_TABLES + 64] | 3;
            }
        }
        fseeko(file, (off_t)places[table], SEEK_SET);
        fwrite(page, PAGE, 1, file);
    }
    return fclose(file) != 0;
}

typedef int (*visitor)(void *state, uint64_t iova, uint64_t address, uint64_t length, int allowed);

struct walk {
    const uint8_t *memory;
    uint64_t size;
    visitor visit;
    void *state;
    uint64_t iova, address, length;
    int allowed, stopped;
};

static void flush(struct walk *walk)
{
    if (walk->length)
        walk->stopped |= !walk->visit(walk->state, walk->iova, walk->address, walk->length, walk->allowed);
    walk->length = 0;
}

static void add(struct walk *walk, uint64_t iova, uint64_t address, uint64_t length, int allowed)
{
    if (walk->length && iova == walk->iova + walk->length && address == walk->address + walk->length
            && allowed == walk->allowed) {
        walk->length += length;
        return;
    }
    flush(walk);
    walk->iova = iova;
    walk->address = address;
    walk->length = length;
    walk->allowed = allowed;
}

static void table(struct walk *walk, uint64_t at, int level, uint64_t iova, int allowed)
{
    if (at > walk->size - PAGE)
        return;
    const uint64_t *entries = (const uint64_t *)(walk->memory + at);
    int shift = 12 + 9 * (level - 1);
    for (int i = 0; i < 512 && !walk->stopped; i++) {
        uint64_t entry = entries[i];
        int both = allowed & (int)(entry & 3);
        if (!both)
            continue;
        uint64_t here = iova + ((uint64_t)i << shift);
        if (level == 1 || entry & 0x80) {
            if (level > 1 && (level > 3 || entry & ADDRESS & ((1UL << shift) - 1)))
                continue;
            add(walk, here, entry & ADDRESS, 1UL << shift, both);
        } else {
            table(walk, entry & ADDRESS, level - 1, here, both);
        }
    }
}

struct sum {
    uint64_t ranges, checksum;
};

static int count(void *state, uint64_t iova, uint64_t address, uint64_t length, int allowed)
{
    struct sum *sum = state;
    sum->ranges++;
    sum->checksum = sum->checksum * 31 + (iova ^ address ^ length) + (uint64_t)allowed;
    return 1;
}

static int serve(const char *name)
{
    int file = open(name, O_RDONLY);
    struct stat status;
    if (file < 0 || fstat(file, &status)) {
        perror(name);
        return 1;
    }
    const uint8_t *memory = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_SHARED, file, 0);
    if (memory == MAP_FAILED) {
        perror(name);
        return 1;
    }
    char line[16];
    while (fgets(line, sizeof line, stdin)) {
        struct sum sum = {0, 0};
        struct timespec from, to;
        clock_gettime(CLOCK_MONOTONIC, &from);
        const uint64_t *root = (const uint64_t *)(memory + 0x1000) + 2 * 1;
        const uint64_t *context = (const uint64_t *)(memory + (root[0] & ADDRESS));
        struct walk walk = {memory, (uint64_t)status.st_size, count, &sum, 0, 0, 0, 0, 0};
        table(&walk, context[0] & ADDRESS, (int)(context[1] & 7) + 2, 0, 3);
        flush(&walk);
        clock_gettime(CLOCK_MONOTONIC, &to);
        printf("%lld %llu %016llx\n", (to.tv_sec - from.tv_sec) * 1000000000LL + to.tv_nsec - from.tv_nsec,
               (unsigned long long)sum.ranges, (unsigned long long)sum.checksum);
        fflush(stdout);
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 3 && !strcmp(argv[1], "make"))
        return make(argv[2]);
    if (argc == 3 && !strcmp(argv[1], "serve"))
        return serve(argv[2]);
    fprintf(stderr, "usage: walk make|serve FILE\n");
    return 2;
}
