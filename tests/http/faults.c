/* Faults on demand, for LD_PRELOAD: while the file $FAULTS.full, .sync or .readonly exists, writing to the database fails
 * as on a full disk, a disk that cannot sync, a read-only file system; while $FAULTS.clock exists, it is as many seconds
 * ago as that file says, or an hour. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static int is(const char *fault) {
    const char *base = getenv("FAULTS");
    char path[PATH_MAX];
    if (!base) return 0;
    snprintf(path, sizeof path, "%s.%s", base, fault);
    return syscall(SYS_faccessat, -100 /* AT_FDCWD */, path, F_OK) == 0;
}

/* Whether a file descriptor is the database, its log or its journal. */
static int database(int fd) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strstr(path, "registry.db") != NULL;
}

static int refused(int fd) {
    if (!database(fd)) return 0;
    if (is("full")) return errno = ENOSPC, 1;
    if (is("readonly")) return errno = EROFS, 1;
    return 0;
}

static int unsynced(int fd) { return database(fd) && is("sync") ? (errno = EIO, 1) : 0; }

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *from, size_t size) { return refused(fd) ? -1 : REAL(write)(fd, from, size); }
ssize_t pwrite(int fd, const void *from, size_t size, off_t at) { return refused(fd) ? -1 : REAL(pwrite)(fd, from, size, at); }
ssize_t pwrite64(int fd, const void *from, size_t size, off64_t at) { return refused(fd) ? -1 : REAL(pwrite64)(fd, from, size, at); }
int ftruncate(int fd, off_t size) { return refused(fd) ? -1 : REAL(ftruncate)(fd, size); }
int ftruncate64(int fd, off64_t size) { return refused(fd) ? -1 : REAL(ftruncate64)(fd, size); }
/* A file system that is read-only lets nobody open a file for writing, nor make one. */
static int unopened(const char *path, int flags) {
    if (strstr(path, "registry.db") && (flags & (O_WRONLY | O_RDWR | O_CREAT)) && is("readonly")) return errno = EROFS, 1;
    return 0;
}

#define OPEN(name)                                                    \
    int name(const char *path, int flags, ...) {                      \
        va_list rest;                                                 \
        va_start(rest, flags);                                        \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
        va_end(rest);                                                 \
        return unopened(path, flags) ? -1 : REAL(name)(path, flags, mode); \
    }
OPEN(open)
OPEN(open64)

int fsync(int fd) { return unsynced(fd) ? -1 : REAL(fsync)(fd); }
int fdatasync(int fd) { return unsynced(fd) ? -1 : REAL(fdatasync)(fd); }

static long behind(void) {
    char path[PATH_MAX], text[32];
    snprintf(path, sizeof path, "%s.clock", getenv("FAULTS"));
    int file = syscall(SYS_openat, -100, path, O_RDONLY);
    ssize_t length = file < 0 ? 0 : syscall(SYS_read, file, text, sizeof text - 1);
    if (file >= 0) syscall(SYS_close, file);
    text[length > 0 ? length : 0] = 0;
    return *text ? atol(text) : 3600;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    int done = syscall(SYS_clock_gettime, clock, now);
    if (done == 0 && clock == CLOCK_REALTIME && is("clock")) now->tv_sec -= behind();
    return done;
}
