/* Loaded before the C library (LD_PRELOAD): counts every change that a process is about to make to the file system
 * below one folder, and at the n-th kills a process or lets the change fail. Python, Arrow, DuckDB and SQLite all change
 * files through these functions, so nothing in them, nor in Tollbook, knows of it.
 *
 * What to do stands in a file that all processes of a run map, named by the variable TOLLBOOK_FAULTS or given to
 * faults_use(); its layout is that of `struct control`, and of reliability/crash/shim.py. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { OPEN = 1, WRITE = 2, SYNC = 4, TRUNCATE = 8, RENAME = 16, REMOVE = 32, MKDIR = 64, MARK = 128 };
enum { SELF = 0, LEADER = 1, GROUP = 2 };
enum { COUNT = 0, KILL = 1, TEAR = 2, FAIL = 3 };

struct control {
    int32_t action;         /* COUNT, KILL before the change, TEAR: kill after half of a write, FAIL */
    int32_t error;          /* errno of FAIL */
    int32_t kinds;          /* which changes FAIL */
    int32_t lasting;        /* FAIL: all from the n-th on, else the first from the n-th on */
    int32_t victim;         /* of KILL and TEAR: SELF, who makes the change, LEADER of its group, or the whole GROUP */
    _Atomic int32_t fired;  /* how many changes failed, or processes were killed */
    int64_t at;             /* n */
    _Atomic int64_t count;  /* changes so far, of all processes */
    char root[512];         /* the folder */
    char log[512];          /* a line for each change goes here; empty for none */
};

static struct control *now;

void faults_use(const char *path) {
    int fd = syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0);
    if (fd < 0) return;
    void *found = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    syscall(SYS_close, fd);
    now = found == MAP_FAILED ? NULL : found;
}

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("TOLLBOOK_FAULTS");
    if (path != NULL && *path) faults_use(path);
}

static void path_of_fd(int fd, char *out) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, out, PATH_MAX - 1);
    out[length < 0 ? 0 : length] = 0;
}

static void path_at(int folder, const char *path, char *out) {
    if (path[0] == '/') {
        snprintf(out, PATH_MAX, "%s", path);
        return;
    }
    char base[PATH_MAX];
    if (folder != AT_FDCWD) path_of_fd(folder, base);
    else if (getcwd(base, sizeof base) == NULL) base[0] = 0;
    if ((size_t)snprintf(out, PATH_MAX, "%s/%s", base, path) >= PATH_MAX) out[0] = 0;
}

static void note(int64_t n, const char *what, const char *path) {
    char line[PATH_MAX + 80];
    int length = snprintf(line, sizeof line, "%lld\t%d\t%s\t%s\n", (long long)n, (int)getpid(), what, path);
    int fd = syscall(SYS_openat, AT_FDCWD, now->log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0) return;
    syscall(SYS_write, fd, line, length < (int)sizeof line ? length : (int)sizeof line - 1);
    syscall(SYS_close, fd);
}

static void die(void) {
    atomic_fetch_add(&now->fired, 1);
    pid_t leader = getpgrp();
    pid_t victim = now->victim == SELF ? getpid() : now->victim == LEADER ? leader : -leader;
    syscall(SYS_kill, victim, SIGKILL);
    while (victim != leader || victim == getpid()) pause();
}

/* Says whether a change goes on: 0; -1 when it fails, errno set; 1 for a write of which half is done before the end. */
static int point(int kind, const char *what, const char *path) {
    size_t length = now == NULL ? 0 : strlen(now->root);
    if (length == 0 || strncmp(path, now->root, length) != 0) return 0;
    int before = errno;
    int64_t n = atomic_fetch_add(&now->count, 1) + 1;
    if (now->log[0]) note(n, what, path + length);
    if (now->action == KILL && n == now->at) die();
    if (now->action == TEAR && n == now->at) {
        if (kind == WRITE) return 1;
        die();
    }
    if (now->action == FAIL && n >= now->at && (kind & now->kinds)) {
        int32_t others = atomic_fetch_add(&now->fired, 1);
        if (now->lasting || others == 0) {
            errno = now->error;
            return -1;
        }
    }
    errno = before;
    return 0;
}

static int at_fd(int kind, const char *what, int fd) {
    char path[PATH_MAX];
    if (now == NULL || now->root[0] == 0) return 0;
    path_of_fd(fd, path);
    return point(kind, what, path);
}

static int at_path(int kind, const char *what, int folder, const char *name) {
    char path[PATH_MAX];
    if (now == NULL || now->root[0] == 0 || name == NULL) return 0;
    path_at(folder, name, path);
    return point(kind, what, path);
}

#define NEXT(name) \
    static __typeof__(&name) next; \
    if (next == NULL) next = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static int opening(int folder, const char *path, int flags) {
    int writing = (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC));
    return writing ? at_path(OPEN, "open", folder, path) : 0;
}

#define MODE(flags, mode) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | __O_TMPFILE)) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); }

#define OPENS(name) int name(const char *path, int flags, ...) { \
    NEXT(name); MODE(flags, mode); return opening(AT_FDCWD, path, flags) < 0 ? -1 : next(path, flags, mode); }
#define OPENS_AT(name) int name(int folder, const char *path, int flags, ...) { \
    NEXT(name); MODE(flags, mode); return opening(folder, path, flags) < 0 ? -1 : next(folder, path, flags, mode); }
OPENS(open)
OPENS(open64)
OPENS_AT(openat)
OPENS_AT(openat64)

#define CREATS(name) int name(const char *path, mode_t mode) { \
    NEXT(name); return at_path(OPEN, "open", AT_FDCWD, path) < 0 ? -1 : next(path, mode); }
CREATS(creat)
CREATS(creat64)

#define FOPENS(name) FILE *name(const char *path, const char *mode) { \
    NEXT(name); \
    return strpbrk(mode, "wa+") && at_path(OPEN, "fopen", AT_FDCWD, path) < 0 ? NULL : next(path, mode); }
FOPENS(fopen)
FOPENS(fopen64)

ssize_t write(int fd, const void *data, size_t size) {
    NEXT(write);
    int told = at_fd(WRITE, "write", fd);
    if (told > 0) { next(fd, data, size / 2); die(); }
    return told < 0 ? -1 : next(fd, data, size);
}

#define PWRITES(name, offset_t) ssize_t name(int fd, const void *data, size_t size, offset_t offset) { \
    NEXT(name); \
    int told = at_fd(WRITE, "write", fd); \
    if (told > 0) { next(fd, data, size / 2, offset); die(); } \
    return told < 0 ? -1 : next(fd, data, size, offset); }
PWRITES(pwrite, off_t)
PWRITES(pwrite64, off64_t)

ssize_t writev(int fd, const struct iovec *parts, int count) {
    NEXT(writev);
    int told = at_fd(WRITE, "write", fd);
    if (told > 0) { next(fd, parts, (count + 1) / 2); die(); }
    return told < 0 ? -1 : next(fd, parts, count);
}

#define PWRITEVS(name, offset_t) ssize_t name(int fd, const struct iovec *parts, int count, offset_t offset) { \
    NEXT(name); \
    int told = at_fd(WRITE, "write", fd); \
    if (told > 0) { next(fd, parts, (count + 1) / 2, offset); die(); } \
    return told < 0 ? -1 : next(fd, parts, count, offset); }
PWRITEVS(pwritev, off_t)
PWRITEVS(pwritev64, off64_t)

#define SENDS(name, offset_t) ssize_t name(int to, int from, offset_t *offset, size_t size) { \
    NEXT(name); return at_fd(WRITE, "write", to) < 0 ? -1 : next(to, from, offset, size); }
#include <sys/sendfile.h>
SENDS(sendfile, off_t)
SENDS(sendfile64, off64_t)

ssize_t copy_file_range(int from, off64_t *begin, int to, off64_t *end, size_t size, unsigned flags) {
    NEXT(copy_file_range);
    return at_fd(WRITE, "write", to) < 0 ? -1 : next(from, begin, to, end, size, flags);
}

#define ON_FD(name, kind) int name(int fd) { NEXT(name); return at_fd(kind, #name, fd) < 0 ? -1 : next(fd); }
ON_FD(fsync, SYNC)
ON_FD(fdatasync, SYNC)

#define SIZES(name, offset_t) int name(int fd, offset_t size) { \
    NEXT(name); return at_fd(TRUNCATE, "truncate", fd) < 0 ? -1 : next(fd, size); }
SIZES(ftruncate, off_t)
SIZES(ftruncate64, off64_t)

#define ALLOTS(name, offset_t) int name(int fd, int mode, offset_t start, offset_t size) { \
    NEXT(name); return at_fd(TRUNCATE, "allocate", fd) < 0 ? -1 : next(fd, mode, start, size); }
ALLOTS(fallocate, off_t)
ALLOTS(fallocate64, off64_t)

#define ALLOTS_POSIX(name, offset_t) int name(int fd, offset_t start, offset_t size) { \
    NEXT(name); return at_fd(TRUNCATE, "allocate", fd) < 0 ? errno : next(fd, start, size); }
ALLOTS_POSIX(posix_fallocate, off_t)
ALLOTS_POSIX(posix_fallocate64, off64_t)

int truncate(const char *path, off_t size) {
    NEXT(truncate);
    return at_path(TRUNCATE, "truncate", AT_FDCWD, path) < 0 ? -1 : next(path, size);
}

int rename(const char *from, const char *to) {
    NEXT(rename);
    return at_path(RENAME, "rename", AT_FDCWD, to) < 0 ? -1 : next(from, to);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to) {
    NEXT(renameat);
    return at_path(RENAME, "rename", to_folder, to) < 0 ? -1 : next(from_folder, from, to_folder, to);
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
    NEXT(renameat2);
    return at_path(RENAME, "rename", to_folder, to) < 0 ? -1 : next(from_folder, from, to_folder, to, flags);
}

#define LINKS(name) int name(const char *from, const char *to) { \
    NEXT(name); return at_path(RENAME, #name, AT_FDCWD, to) < 0 ? -1 : next(from, to); }
LINKS(link)
LINKS(symlink)

#define ON_PATH(name, kind) int name(const char *path) { \
    NEXT(name); return at_path(kind, #name, AT_FDCWD, path) < 0 ? -1 : next(path); }
ON_PATH(unlink, REMOVE)
ON_PATH(rmdir, REMOVE)
ON_PATH(remove, REMOVE)

int unlinkat(int folder, const char *path, int flags) {
    NEXT(unlinkat);
    return at_path(REMOVE, "unlink", folder, path) < 0 ? -1 : next(folder, path, flags);
}

int mkdir(const char *path, mode_t mode) {
    NEXT(mkdir);
    return at_path(MKDIR, "mkdir", AT_FDCWD, path) < 0 ? -1 : next(path, mode);
}

int mkdirat(int folder, const char *path, mode_t mode) {
    NEXT(mkdirat);
    return at_path(MKDIR, "mkdir", folder, path) < 0 ? -1 : next(folder, path, mode);
}

int fchmod(int fd, mode_t mode) {
    NEXT(fchmod);
    return at_fd(MARK, "chmod", fd) < 0 ? -1 : next(fd, mode);
}

int chmod(const char *path, mode_t mode) {
    NEXT(chmod);
    return at_path(MARK, "chmod", AT_FDCWD, path) < 0 ? -1 : next(path, mode);
}
