// Which build of the program this is: the note that the linker leaves in it.
#define _GNU_SOURCE
#include "internal.h"

#if INTERLEAVING_HAS_GLIBC
#include <elf.h>
#include <link.h>
#include <string.h>

struct request {
    unsigned char *bytes;
    size_t room;
    size_t count;
};

static void find_in_notes(const char *notes, size_t length, struct request *request) {
    size_t offset = 0;
    while (offset + sizeof(ElfW(Nhdr)) <= length) {
        const ElfW(Nhdr) *note = (const void *)(notes + offset);
        size_t name = offset + sizeof *note;
        size_t value = name + ((note->n_namesz + 3u) & ~3u);
        if (value + note->n_descsz > length) return;
        if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == 4
            && memcmp(notes + name, "GNU", 4) == 0) {
            request->count = note->n_descsz < request->room ? note->n_descsz : request->room;
            memcpy(request->bytes, notes + value, request->count);
            return;
        }
        offset = value + ((note->n_descsz + 3u) & ~3u);
    }
}

static int look_at_program(struct dl_phdr_info *image, size_t size, void *context) {
    (void)size;
    struct request *request = context;
    for (int index = 0; index < image->dlpi_phnum && request->count == 0; index++) {
        const ElfW(Phdr) *segment = &image->dlpi_phdr[index];
        if (segment->p_type != PT_NOTE) continue;
        find_in_notes(
            (const char *)(image->dlpi_addr + segment->p_vaddr), segment->p_memsz, request);
    }
    return 1;  // The program itself comes first, and nothing else is asked for.
}

size_t interleaving_build_id(unsigned char *bytes, size_t room) {
    struct request request = {bytes, room, 0};
    dl_iterate_phdr(look_at_program, &request);
    return request.count;
}

#endif
