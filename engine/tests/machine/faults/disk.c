/* A disk that fails on command, laid over the real one by LD_PRELOAD for a single child process.
 *
 * Everything below NOBAT_DISK_ROOT is watched. NOBAT_DISK_CONTROL is a file of numbers that the
 * test writes at any time and this library maps; NOBAT_DISK_RECORD, if it is there, receives every
 * change with its bytes, in order. Nothing here needs a privilege or a file system of its own.
 * `disk.rs` has the same numbers; what a test may rely on stands there.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum slot { ROOM, FAIL_AFTER, FAIL_ON, FAIL_ERRNO, FAIL_REACH, FAILED, LATER, OPS, KILL_AT, SWIFT };
enum fail_on { ON_WRITE = 1, ON_SYNC = 2 };
enum fail_reach { LOST, WHOLE, HALF };
enum op {
	STARTED = 1, CREATED, WRITTEN, WRITE_BEGUN, WRITE_ENDED, SYNC_BEGUN, SYNC_ENDED,
	FOLDER_SYNC_BEGUN, FOLDER_SYNC_ENDED, CUT, RENAMED, LINKED, REMOVED, FOLDER_MADE, SAID
};

struct control {
	int64_t slot[32];
	char match[128];
};

struct entry {
	uint32_t op, token;
	uint64_t file;
	int64_t at;
	uint64_t bytes;
	uint32_t path, path2;
};

#define FDS 4096
#define BLOCK 4096

static struct control *control;
static char root[PATH_MAX];
static size_t root_bytes;
static int record = -1;
static uint32_t tokens;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct { char *path; int flags; } open_files[FDS];
static char failed_path[PATH_MAX];

#define REAL(type, name, ...)                                                                      \
	static type (*real)(__VA_ARGS__);                                                              \
	if (!real)                                                                                     \
		real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

__attribute__((constructor)) static void begin(void)
{
	const char *below = getenv("NOBAT_DISK_ROOT"), *numbers = getenv("NOBAT_DISK_CONTROL");
	const char *recorded = getenv("NOBAT_DISK_RECORD");
	if (!below || !numbers)
		return;
	int fd = (int)syscall(SYS_openat, AT_FDCWD, numbers, O_RDWR | O_CLOEXEC, 0);
	if (fd < 0)
		_exit(70);
	void *mapped = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	syscall(SYS_close, fd);
	if (mapped == MAP_FAILED)
		_exit(71);
	if (recorded) {
		int flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC;
		record = (int)syscall(SYS_openat, AT_FDCWD, recorded, flags, 0600);
		if (record < 0)
			_exit(72);
	}
	strncpy(root, below, sizeof root - 1);
	root_bytes = strlen(root);
	control = mapped;
}

static int64_t get(enum slot slot) { return __atomic_load_n(&control->slot[slot], __ATOMIC_SEQ_CST); }
static void set(enum slot slot, int64_t to) { __atomic_store_n(&control->slot[slot], to, __ATOMIC_SEQ_CST); }
static void add(enum slot slot, int64_t n) { __atomic_add_fetch(&control->slot[slot], n, __ATOMIC_SEQ_CST); }

static int watched(const char *path)
{
	return control && path && strncmp(path, root, root_bytes) == 0;
}

static const char *path_of(int fd)
{
	return control && fd >= 0 && fd < FDS ? open_files[fd].path : NULL;
}

/* One more step of the process; it may be its last. Before the step is recorded or done. */
static void step(void)
{
	int64_t kill_at = get(KILL_AT);
	add(OPS, 1);
	if (kill_at >= 0 && get(OPS) > kill_at) {
		kill(getpid(), SIGKILL);
		for (;;)
			pause();
	}
}

static void note(enum op op, uint32_t token, uint64_t file, int64_t at, const char *path,
		 const char *path2, const void *bytes, size_t count)
{
	if (record < 0)
		return;
	struct entry entry = { op, token, file, at, count, path ? strlen(path) : 0,
			       path2 ? strlen(path2) : 0 };
	struct iovec parts[] = { { &entry, sizeof entry },
				 { (void *)path, entry.path },
				 { (void *)path2, entry.path2 },
				 { (void *)bytes, count } };
	ssize_t whole = (ssize_t)(sizeof entry + entry.path + entry.path2 + count);
	if (syscall(SYS_writev, record, parts, 4) != whole)
		_exit(73);
}

static uint64_t inode(int fd)
{
	struct stat found;
	return fstat(fd, &found) == 0 ? found.st_ino : 0;
}

static int64_t bytes_at(const char *path)
{
	struct stat found;
	return lstat(path, &found) == 0 && found.st_nlink == 1 ? found.st_size : 0;
}

static void give_back(int64_t bytes)
{
	if (get(ROOM) >= 0)
		add(ROOM, bytes);
}

/* Whether this write or sync is the one that fails. */
static int fails(const char *path, enum fail_on what)
{
	/* What is still being made gets another name when it is whole; nobody rests on it before. */
	if (!(get(FAIL_ON) & what) || !strstr(path, control->match) || strstr(path, ".part"))
		return 0;
	if (get(FAILED) && strcmp(path, failed_path) == 0)
		add(LATER, 1);
	int64_t after = get(FAIL_AFTER);
	if (after < 0)
		return 0;
	set(FAIL_AFTER, after - 1);
	if (after > 0)
		return 0;
	strncpy(failed_path, path, sizeof failed_path - 1);
	add(FAILED, 1);
	return 1;
}

/* The largest part of a write that the disk has room for. */
static size_t fitting(int fd, int64_t at, size_t count)
{
	struct stat found;
	if (get(ROOM) < 0 || fstat(fd, &found) != 0)
		return count;
	int64_t end = at + (int64_t)count, start = at > found.st_size ? at : found.st_size;
	int64_t growth = end > start ? end - start : 0;
	int64_t over = growth - get(ROOM);
	if (over > 0) {
		int64_t left = over < (int64_t)count ? (int64_t)count - over : 0;
		if (open_files[fd].flags & O_DIRECT)
			left -= left % BLOCK;
		int64_t part = at + left - start;
		growth = part > 0 ? part : 0;
		count = (size_t)left;
	}
	add(ROOM, -growth);
	return count;
}

static ssize_t put(int fd, const void *bytes, size_t count, off_t at)
{
	REAL(ssize_t, "pwrite64", int, const void *, size_t, off_t);
	const char *path = open_files[fd].path;
	int by_position = at < 0;
	pthread_mutex_lock(&mutex);
	if (by_position)
		at = lseek(fd, 0, open_files[fd].flags & O_APPEND ? SEEK_END : SEEK_CUR);
	size_t room = fitting(fd, at, count);
	int failing = room > 0 && fails(path, ON_WRITE);
	if (failing || (room == 0 && count > 0)) {
		size_t arrives = 0;
		if (failing && get(FAIL_REACH) != LOST)
			arrives = get(FAIL_REACH) == WHOLE ? room : room / 2 / BLOCK * BLOCK;
		if (arrives > 0)
			(void)!real(fd, bytes, arrives, at);
		pthread_mutex_unlock(&mutex);
		errno = failing ? (int)get(FAIL_ERRNO) : ENOSPC;
		return -1;
	}
	step();
	uint32_t token = ++tokens;
	int synced = open_files[fd].flags & (O_DSYNC | O_SYNC);
	uint64_t file = inode(fd);
	note(synced ? WRITE_BEGUN : WRITTEN, token, file, at, NULL, NULL, bytes, room);
	if (synced)
		pthread_mutex_unlock(&mutex);
	ssize_t done = real(fd, bytes, room, at);
	int error = errno;
	if (synced) {
		pthread_mutex_lock(&mutex);
		step();
		if (done >= 0)
			note(WRITE_ENDED, token, file, at, NULL, NULL, NULL, 0);
	}
	if (by_position && done > 0)
		lseek(fd, at + done, SEEK_SET);
	pthread_mutex_unlock(&mutex);
	errno = error;
	return done;
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off_t at)
{
	REAL(ssize_t, "pwrite64", int, const void *, size_t, off_t);
	return path_of(fd) ? put(fd, bytes, count, at) : real(fd, bytes, count, at);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at)
{
	return pwrite64(fd, bytes, count, at);
}

ssize_t write(int fd, const void *bytes, size_t count)
{
	REAL(ssize_t, "write", int, const void *, size_t);
	if (control && fd == STDOUT_FILENO) {
		pthread_mutex_lock(&mutex);
		note(SAID, 0, 0, 0, NULL, NULL, bytes, count);
		pthread_mutex_unlock(&mutex);
	}
	return path_of(fd) ? put(fd, bytes, count, -1) : real(fd, bytes, count);
}

/* Where everything is recorded, or no disk fails, nothing is lost by not asking the real one. */
static int synced(int fd, const char *name)
{
	int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
	const char *path = path_of(fd);
	if (!path)
		return real(fd);
	struct stat found;
	int folder = fstat(fd, &found) == 0 && S_ISDIR(found.st_mode);
	pthread_mutex_lock(&mutex);
	if (fails(path, ON_SYNC)) {
		pthread_mutex_unlock(&mutex);
		errno = (int)get(FAIL_ERRNO);
		return -1;
	}
	step();
	uint32_t token = ++tokens;
	const char *named = folder ? path : NULL;
	note(folder ? FOLDER_SYNC_BEGUN : SYNC_BEGUN, token, found.st_ino, 0, named, NULL, NULL, 0);
	pthread_mutex_unlock(&mutex);
	int done = record < 0 && !get(SWIFT) ? real(fd) : 0;
	pthread_mutex_lock(&mutex);
	step();
	if (done == 0)
		note(folder ? FOLDER_SYNC_ENDED : SYNC_ENDED, token, found.st_ino, 0, named, NULL, NULL,
		     0);
	pthread_mutex_unlock(&mutex);
	return done;
}

int fsync(int fd) { return synced(fd, "fsync"); }
int fdatasync(int fd) { return synced(fd, "fdatasync"); }

static int opened(const char *path, int flags, mode_t mode)
{
	REAL(int, "open64", const char *, int, ...);
	if (!watched(path))
		return real(path, flags, mode);
	pthread_mutex_lock(&mutex);
	struct stat before;
	int there = lstat(path, &before) == 0;
	int makes = !there && (flags & O_CREAT);
	int cuts = there && (flags & O_TRUNC) && before.st_size > 0;
	if (makes && get(ROOM) == 0) {
		pthread_mutex_unlock(&mutex);
		errno = ENOSPC;
		return -1;
	}
	if (makes || cuts)
		step();
	int quick = get(SWIFT) || record >= 0 ? flags & ~O_SYNC : flags;
	int fd = real(path, quick, mode);
	int error = errno;
	if (fd >= 0 && fd < FDS) {
		free(open_files[fd].path);
		open_files[fd].path = strdup(path);
		open_files[fd].flags = flags;
		if (makes)
			note(CREATED, 0, inode(fd), 0, path, NULL, NULL, 0);
		if (cuts) {
			give_back(before.st_size);
			note(CUT, 0, inode(fd), 0, NULL, NULL, NULL, 0);
		}
	}
	pthread_mutex_unlock(&mutex);
	errno = error;
	return fd;
}

static mode_t mode_of(int flags, va_list rest)
{
	return flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
}

#define OPENS(name)                                                                                \
	int name(const char *path, int flags, ...)                                                     \
	{                                                                                              \
		va_list rest;                                                                              \
		va_start(rest, flags);                                                                     \
		mode_t mode = mode_of(flags, rest);                                                        \
		va_end(rest);                                                                              \
		return opened(path, flags, mode);                                                          \
	}
OPENS(open)
OPENS(open64)

#define OPENS_AT(name)                                                                             \
	int name(int at, const char *path, int flags, ...)                                             \
	{                                                                                              \
		REAL(int, "openat64", int, const char *, int, ...);                                        \
		va_list rest;                                                                              \
		va_start(rest, flags);                                                                     \
		mode_t mode = mode_of(flags, rest);                                                        \
		va_end(rest);                                                                              \
		return watched(path) ? opened(path, flags, mode) : real(at, path, flags, mode);            \
	}
OPENS_AT(openat)
OPENS_AT(openat64)

int close(int fd)
{
	REAL(int, "close", int);
	if (path_of(fd)) {
		pthread_mutex_lock(&mutex);
		free(open_files[fd].path);
		open_files[fd].path = NULL;
		pthread_mutex_unlock(&mutex);
	}
	return real(fd);
}

int ftruncate64(int fd, off_t bytes)
{
	REAL(int, "ftruncate64", int, off_t);
	if (!path_of(fd))
		return real(fd, bytes);
	pthread_mutex_lock(&mutex);
	step();
	struct stat found;
	int64_t before = fstat(fd, &found) == 0 ? found.st_size : 0;
	int done = real(fd, bytes);
	if (done == 0) {
		give_back(before - bytes);
		note(CUT, 0, inode(fd), bytes, NULL, NULL, NULL, 0);
	}
	pthread_mutex_unlock(&mutex);
	return done;
}

int ftruncate(int fd, off_t bytes) { return ftruncate64(fd, bytes); }

/* What changes a folder: recorded under the lock, after it was done. */
#define CHANGES(op, path, path2, gone, call)                                                       \
	pthread_mutex_lock(&mutex);                                                                    \
	step();                                                                                        \
	int64_t bytes = bytes_at(gone);                                                                \
	int done = call, error = errno;                                                                \
	if (done == 0) {                                                                               \
		give_back(bytes);                                                                          \
		note(op, 0, 0, 0, path, path2, NULL, 0);                                                   \
	}                                                                                              \
	pthread_mutex_unlock(&mutex);                                                                  \
	errno = error;                                                                                 \
	return done

int rename(const char *from, const char *to)
{
	REAL(int, "rename", const char *, const char *);
	if (!watched(from))
		return real(from, to);
	CHANGES(RENAMED, from, to, to, real(from, to));
}

int unlink(const char *path)
{
	REAL(int, "unlink", const char *);
	if (!watched(path))
		return real(path);
	CHANGES(REMOVED, path, NULL, path, real(path));
}

int mkdir(const char *path, mode_t mode)
{
	REAL(int, "mkdir", const char *, mode_t);
	if (!watched(path))
		return real(path, mode);
	CHANGES(FOLDER_MADE, path, NULL, "", real(path, mode));
}

int link(const char *from, const char *to)
{
	REAL(int, "link", const char *, const char *);
	if (!watched(from))
		return real(from, to);
	CHANGES(LINKED, from, to, "", real(from, to));
}

int linkat(int from_at, const char *from, int to_at, const char *to, int flags)
{
	REAL(int, "linkat", int, const char *, int, const char *, int);
	if (!watched(from))
		return real(from_at, from, to_at, to, flags);
	CHANGES(LINKED, from, to, "", real(from_at, from, to_at, to, flags));
}

/* RocksDB looks here whether it is worth trying again. */
#define TELLS_ROOM(name, kind)                                                                     \
	int name(const char *path, struct kind *found)                                                 \
	{                                                                                              \
		REAL(int, #name, const char *, struct kind *);                                             \
		int done = real(path, found);                                                              \
		if (done == 0 && watched(path) && get(ROOM) >= 0) {                                        \
			found->f_bfree = (fsblkcnt_t)get(ROOM) / found->f_frsize;                              \
			found->f_bavail = found->f_bfree;                                                      \
		}                                                                                          \
		return done;                                                                               \
	}
TELLS_ROOM(statvfs, statvfs)
TELLS_ROOM(statvfs64, statvfs64)
