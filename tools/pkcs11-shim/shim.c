/*
 * A PKCS#11 module in front of another: it hands every call on, and fails, hangs or crashes where a file tells it to.
 * Tests cut a token off with it. README.md says what may stand in the file.
 *
 *   cc -std=c11 -D_GNU_SOURCE -O2 -fPIC -shared -pthread -o shim.so shim.c -ldl
 *
 * All arguments of PKCS#11 v2.40 are pointers or numbers no wider than one, so each call is handed on as eight words:
 * on the 64-bit Unix ABIs nobody minds the ones that the caller did not pass.
 */
#include "answers.h"
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

typedef unsigned long word;
typedef word (*function)(word, word, word, word, word, word, word, word);
struct function_list { unsigned char major, minor; function entry[FUNCTIONS]; };

enum action { ANSWER, CRASH, HANG };
enum { LINES = 64, SESSIONS = 4096, LABEL = 32, ANY_FUNCTION = -1 };

struct line {
  int function;
  enum action action;
  word code;
  long milliseconds, after, times;
  int is_late, has_slot, is_cut;
  char slot[LABEL + 1];
  long met;
};

struct session { word handle, slot; int is_dead; };

static struct function_list *real, ours;
static struct line lines[LINES];
static int line_count;
static struct timespec read_at;
static off_t read_size;
static ino_t read_inode;
static struct session sessions[SESSIONS];
static int session_count;
/* How often each function was asked, after that how often the real module answered CKR_OK, and last the sessions that are open. */
static word nowhere[2 * FUNCTIONS + 1], *counts = nowhere;
static const char *commands;

static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
/* Sessions are not closed while a call may be using one: modules do not expect it. */
static pthread_rwlock_t calls = PTHREAD_RWLOCK_INITIALIZER;

/* ---- the command file ---- */

static int function_named(const char *name) {
  for (int i = 0; i < FUNCTIONS; i++)
    if (strcmp(name, function_names[i]) == 0) return i;
  return strcmp(name, "*") == 0 ? ANY_FUNCTION : -2;
}

static int code_named(const char *name, word *code) {
  for (unsigned i = 0; i < sizeof answers / sizeof answers[0]; i++)
    if (strcmp(name, answers[i].name) == 0) return *code = answers[i].code, 1;
  char *end;
  *code = strtoul(name, &end, 16);
  return strncmp(name, "0x", 2) == 0 && *end == '\0';
}

static void complain(const char *text) { fprintf(stderr, "pkcs11-shim: not understood and left out: %s\n", text); }

static int read_line(char *text, struct line *line) {
  char *rest, *word_;
  *line = (struct line){.times = -1};
  if ((word_ = strtok_r(text, " \t\r\n", &rest)) == NULL || *word_ == '#') return 0;
  if ((line->function = function_named(word_)) < ANY_FUNCTION || (word_ = strtok_r(NULL, " \t\r\n", &rest)) == NULL) return -1;
  if (strcmp(word_, "crash") == 0) line->action = CRASH;
  else if (strcmp(word_, "hang") == 0) {
    line->action = HANG;
    if ((word_ = strtok_r(NULL, " \t\r\n", &rest)) == NULL || (line->milliseconds = atol(word_)) <= 0) return -1;
  } else if (!code_named(word_, &line->code)) return -1;
  while ((word_ = strtok_r(NULL, " \t\r\n", &rest)) != NULL) {
    if (strcmp(word_, "late") == 0) line->is_late = 1;
    else if (strncmp(word_, "after=", 6) == 0) line->after = atol(word_ + 6);
    else if (strncmp(word_, "times=", 6) == 0) line->times = atol(word_ + 6);
    else if (strncmp(word_, "slot=", 5) == 0) line->has_slot = 1, snprintf(line->slot, sizeof line->slot, "%s", word_ + 5);
    else return -1;
  }
  return 1;
}

/* Looks whether the file is another than the one that was read; called under the guard. */
static void refresh(void) {
  struct stat now;
  if (commands == NULL || stat(commands, &now) != 0) return (void)(line_count = 0, read_inode = 0);
  if (now.st_ino == read_inode && now.st_size == read_size && now.st_mtim.tv_sec == read_at.tv_sec && now.st_mtim.tv_nsec == read_at.tv_nsec) return;
  FILE *file = fopen(commands, "re");
  if (file == NULL) return;
  char text[512], copy[512];
  for (line_count = 0; line_count < LINES && fgets(text, sizeof text, file) != NULL;) {
    strcpy(copy, text);
    int outcome = read_line(text, &lines[line_count]);
    if (outcome < 0) complain(copy);
    if (outcome > 0) line_count++;
  }
  fclose(file);
  read_inode = now.st_ino, read_size = now.st_size, read_at = now.st_mtim;
}

/* ---- slots and sessions ---- */

static int is_slot(const struct line *line, word slot) {
  if (!line->has_slot) return 1;
  char *end, info[512] = {0};
  if (strtoul(line->slot, &end, 0) == slot && *end == '\0') return 1;
  if (real->entry[F_C_GetTokenInfo](slot, (word)info, 0, 0, 0, 0, 0, 0) != 0) return 0;
  size_t length = LABEL;
  while (length > 0 && info[length - 1] == ' ') length--;
  return strlen(line->slot) == length && memcmp(info, line->slot, length) == 0;
}

static int takes_slot(int f) {
  return (f >= F_C_GetSlotInfo && f <= F_C_InitToken) || f == F_C_OpenSession || f == F_C_CloseAllSessions;
}

static int takes_session(int f) { return !takes_slot(f) && f >= F_C_InitPIN && f != F_C_WaitForSlotEvent; }

/* The slot that a call is about; 0 if it is about none, or about a session that is not ours. */
static int slot_of(int f, word first, word *slot) {
  if (takes_slot(f)) return *slot = first, 1;
  for (int i = 0; takes_session(f) && i < session_count; i++)
    if (sessions[i].handle == first) return *slot = sessions[i].slot, 1;
  return 0;
}

static void count_sessions(void) {
  word open = 0;
  for (int i = 0; i < session_count; i++) open += !sessions[i].is_dead;
  counts[2 * FUNCTIONS] = open;
}

static void note(int f, const word *args) {
  pthread_mutex_lock(&guard);
  if (f == F_C_Finalize) session_count = 0;
  if (f == F_C_OpenSession && session_count < SESSIONS) sessions[session_count++] = (struct session){*(word *)args[4], args[0], 0};
  for (int i = session_count - 1; i >= 0; i--)
    if ((f == F_C_CloseSession && sessions[i].handle == args[0]) || (f == F_C_CloseAllSessions && sessions[i].slot == args[0]))
      sessions[i] = sessions[--session_count];
  count_sessions();
  pthread_mutex_unlock(&guard);
}

/* A device that is gone takes its sessions with it: their handles are void when it comes back. */
static void cut(const struct line *line) {
  pthread_rwlock_wrlock(&calls);
  pthread_mutex_lock(&guard);
  for (int i = session_count - 1; i >= 0; i--) {
    if (!is_slot(line, sessions[i].slot)) continue;
    if (sessions[i].is_dead) sessions[i] = sessions[--session_count];
    else {
      real->entry[F_C_CloseSession](sessions[i].handle, 0, 0, 0, 0, 0, 0, 0);
      /* Still known, so that a line with this slot applies to whoever goes on using the dead session. */
      sessions[i].is_dead = 1;
    }
  }
  count_sessions();
  pthread_mutex_unlock(&guard);
  pthread_rwlock_unlock(&calls);
}

/* The first line that is about this call; a copy, since the file may change. */
static int matching(int f, word first, struct line *found) {
  int is_found = 0, cuts = 0;
  pthread_mutex_lock(&guard);
  refresh();
  for (int i = 0; i < line_count && !is_found; i++) {
    struct line *line = &lines[i];
    word slot;
    int is_about_slot = slot_of(f, first, &slot);
    if (line->function == ANY_FUNCTION ? !(takes_slot(f) || takes_session(f)) : line->function != f) continue;
    if (line->has_slot && !(is_about_slot && is_slot(line, slot))) continue;
    line->met++;
    if (line->met <= line->after || (line->times >= 0 && line->met > line->after + line->times)) continue;
    is_found = 1;
    if (line->function == ANY_FUNCTION && line->action == ANSWER && (line->code == DEVICE_REMOVED || line->code == TOKEN_NOT_PRESENT) && !line->is_cut)
      line->is_cut = cuts = 1;
    *found = *line;
  }
  pthread_mutex_unlock(&guard);
  if (cuts) cut(found);
  return is_found;
}

static word hand_on(int f, const word *a) {
  pthread_rwlock_rdlock(&calls);
  word answer = real->entry[f](a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7]);
  pthread_rwlock_unlock(&calls);
  if (answer == 0) {
    __atomic_add_fetch(&counts[FUNCTIONS + f], 1, __ATOMIC_RELAXED);
    if (f == F_C_OpenSession || f == F_C_CloseSession || f == F_C_CloseAllSessions || f == F_C_Finalize) note(f, a);
  }
  return answer;
}

static word call(int f, word a0, word a1, word a2, word a3, word a4, word a5, word a6, word a7) {
  const word args[8] = {a0, a1, a2, a3, a4, a5, a6, a7};
  struct line line;
  __atomic_add_fetch(&counts[f], 1, __ATOMIC_RELAXED);
  if (!matching(f, a0, &line)) return hand_on(f, args);
  if (line.action == CRASH) {
    signal(SIGSEGV, SIG_DFL);
    raise(SIGSEGV);
  }
  if (line.action == HANG) {
    struct timespec rest = {line.milliseconds / 1000, (line.milliseconds % 1000) * 1000000};
    while (nanosleep(&rest, &rest) != 0) {}
    return hand_on(f, args);
  }
  if (line.is_late) hand_on(f, args);
  return line.code;
}

/* ---- the module ---- */

#define X(name) \
  static word our_##name(word a0, word a1, word a2, word a3, word a4, word a5, word a6, word a7) { \
    return call(F_##name, a0, a1, a2, a3, a4, a5, a6, a7); \
  }
EVERY_FUNCTION(X)
#undef X

static function forward[] = {
#define X(name) our_##name,
  EVERY_FUNCTION(X)
#undef X
};

static void share_counts(void) {
  const char *path = getenv("PARAPH_SHIM_COUNTS");
  int file = path == NULL ? -1 : open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return;
  void *shared = ftruncate(file, sizeof nowhere) == 0 ? mmap(NULL, sizeof nowhere, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0) : MAP_FAILED;
  if (shared != MAP_FAILED) counts = shared;
  close(file);
}

static word get_real(void) {
  const char *path = getenv("PARAPH_SHIM_MODULE");
  void *module = path == NULL ? NULL : dlopen(path, RTLD_NOW | RTLD_LOCAL);
  word (*get)(struct function_list **) = module == NULL ? NULL : (word (*)(struct function_list **))dlsym(module, "C_GetFunctionList");
  if (get == NULL) {
    fprintf(stderr, "pkcs11-shim: PARAPH_SHIM_MODULE names no PKCS#11 module\n");
    return LIBRARY_LOAD_FAILED;
  }
  return get(&real);
}

word C_GetFunctionList(struct function_list **list) {
  pthread_mutex_lock(&guard);
  word answer = real != NULL ? 0 : get_real();
  if (answer == 0 && ours.entry[0] == NULL) {
    share_counts();
    commands = getenv("PARAPH_SHIM_COMMAND");
    if (commands != NULL) commands = strdup(commands);
    ours.major = real->major, ours.minor = real->minor;
    memcpy(ours.entry, forward, sizeof forward);
    ours.entry[F_C_GetFunctionList] = (function)(void *)C_GetFunctionList;
  }
  *list = &ours;
  pthread_mutex_unlock(&guard);
  return answer;
}
