// Where in the program a task is about to go on, as a number that is the same in every process of one build.
#define _GNU_SOURCE
#include "internal.h"

#if INTERLEAVING_HAS_GLIBC
#include <link.h>
#include <pthread.h>
#include <string.h>

// Addresses differ from process to process; distances within an image do not.
struct image {
    uintptr_t start, end, base;
    uint64_t name;
};

enum { most_images = 256, most_frames = 13 };

static struct image images[most_images];
static size_t image_count;
static pthread_once_t images_are_known = PTHREAD_ONCE_INIT;

static int note_image(struct dl_phdr_info *info, size_t size, void *unused) {
    (void)size;
    (void)unused;
    // The program itself comes first and has no name here.
    const char *slash = strrchr(info->dlpi_name, '/');
    uint64_t name = 1;
    for (const char *letter = slash ? slash : ""; *letter; letter++) {
        name = interleaving_mix(name + (unsigned char)*letter);
    }
    for (int index = 0; index < info->dlpi_phnum && image_count < most_images; index++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[index];
        if (segment->p_type != PT_LOAD || !(segment->p_flags & PF_X)) continue;
        uintptr_t start = info->dlpi_addr + segment->p_vaddr;
        images[image_count++] = (struct image){start, start + segment->p_memsz, info->dlpi_addr, name};
    }
    return 0;
}

static void find_images(void) { dl_iterate_phdr(note_image, NULL); }

static uint64_t number_of(uintptr_t address) {
    for (size_t index = 0; index < image_count; index++) {
        const struct image *image = &images[index];
        if (address >= image->start && address < image->end) {
            return interleaving_mix((address - image->base) ^ image->name << 40);
        }
    }
    // An image that was loaded later.
    return 1;
}

uint32_t interleaving_place_of(const void *task) {
    pthread_once(&images_are_known, find_images);
    const void *frames[most_frames];
    size_t count = interleaving_continuations_of(task, frames, most_frames);
    uint64_t place = 0;
    for (size_t index = 0; index < count; index++) {
        place = place * 31 + number_of((uintptr_t)frames[index]);
    }
    // All tasks begin in the runtime; what tells them apart is what they were made for.
    const void *entry = interleaving_entry_at_birth();
    if (entry) place = place * 31 + number_of((uintptr_t)entry);
    uint32_t folded = (uint32_t)(place ^ place >> 32);
    return folded ? folded : 1;
}

#endif
