/*
 * Makes a key-encryption key that carries CKA_UNWRAP_TEMPLATE.
 *
 *   unwrap-template MODULE TOKEN_LABEL SO_PIN_FILE KEY_LABEL WRAP_MECHANISM
 *
 * CKA_UNWRAP_TEMPLATE is an array of attributes (PKCS#11 v2.40 base, section 4.10.2), the one thing of the ceremony
 * that the Node.js binding cannot pass; so this program does that one thing, and the ceremony does the rest.
 * Without the template, whoever holds the user PIN can unwrap any stored key as readable. It cannot be added later.
 *
 * The key is made in a security officer's session, the only place where CKA_TRUSTED may be set, and therefore public
 * (CKA_PRIVATE false): the ceremony copies it as a private object at once and destroys this one.
 *
 * Only the part of the PKCS#11 interface that is used is declared, from the text of the standard.
 * Unix ABI: structures are laid out naturally.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned char byte;
typedef unsigned long ulong_t;

struct attribute { ulong_t type; void *value; ulong_t length; };
struct mechanism { ulong_t type; void *parameter; ulong_t length; };
struct version { byte major, minor; };
struct token_info {
  byte label[32], manufacturer[32], model[16], serial[16];
  ulong_t flags, counts[10];
  struct version hardware, firmware;
  byte utc_time[16];
};
struct initialize_args { void *mutex_functions[4]; ulong_t flags; void *reserved; };

typedef ulong_t (*function)();
struct function_list { struct version version; function entry[68]; };

/* Positions in CK_FUNCTION_LIST. */
enum {
  INITIALIZE = 0, FINALIZE = 1, GET_SLOT_LIST = 4, GET_TOKEN_INFO = 6, OPEN_SESSION = 12, LOGIN = 18,
  DESTROY_OBJECT = 22, GET_ATTRIBUTE_VALUE = 24, GENERATE_KEY = 58
};

enum { CKR_OK = 0, CKF_OS_LOCKING_OK = 2, CKF_TOKEN_INITIALIZED = 0x400, CKF_SERIAL_RW_SESSION = 6, CKU_SO = 0 };
enum { CKO_PRIVATE_KEY = 3 };
enum { CKM_AES_KEY_GEN = 0x1080 };
enum {
  CKA_CLASS = 0x0, CKA_TOKEN = 0x1, CKA_PRIVATE = 0x2, CKA_LABEL = 0x3, CKA_TRUSTED = 0x86, CKA_SENSITIVE = 0x103, CKA_ENCRYPT = 0x104,
  CKA_DECRYPT = 0x105, CKA_WRAP = 0x106, CKA_UNWRAP = 0x107, CKA_VALUE_LEN = 0x161, CKA_EXTRACTABLE = 0x162,
  CKA_WRAP_WITH_TRUSTED = 0x210, CKA_UNWRAP_TEMPLATE = 0x40000212, CKA_ALLOWED_MECHANISMS = 0x40000600
};

static struct function_list *token;

static void fail(const char *what, ulong_t code) {
  fprintf(stderr, "unwrap-template: %s (0x%lX)\n", what, code);
  exit(1);
}

static void must(const char *what, ulong_t answer) {
  if (answer != CKR_OK) fail(what, answer);
}

static int is_space(byte one) {
  return one == ' ' || (one >= '\t' && one <= '\r');
}

/* White space around the PIN does not count. */
static size_t read_pin(const char *path, byte *pin, size_t room) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) fail("the PIN file cannot be read", 0);
  size_t length = fread(pin, 1, room, file);
  fclose(file);
  if (length == room) fail("the PIN file is too long", 0);
  while (length > 0 && is_space(pin[length - 1])) length--;
  size_t start = 0;
  while (start < length && is_space(pin[start])) start++;
  length -= start;
  memmove(pin, pin + start, length);
  if (length == 0) fail("the PIN file is empty", 0);
  return length;
}

/* By label, never by slot number: slot numbers move. */
static ulong_t slot_of(const char *label) {
  ulong_t slots[256], count = sizeof slots / sizeof *slots, found = 0, slot = 0;
  byte padded[32];
  if (strlen(label) > sizeof padded) fail("the token label is too long", 0);
  memset(padded, ' ', sizeof padded);
  memcpy(padded, label, strlen(label));
  must("C_GetSlotList", token->entry[GET_SLOT_LIST]((byte)1, slots, &count));
  for (ulong_t i = 0; i < count; i++) {
    struct token_info info;
    if (token->entry[GET_TOKEN_INFO](slots[i], &info) != CKR_OK) continue;
    if ((info.flags & CKF_TOKEN_INITIALIZED) == 0 || memcmp(info.label, padded, sizeof padded) != 0) continue;
    slot = slots[i];
    found++;
  }
  if (found != 1) fail("not exactly one token has this label", found);
  return slot;
}

int main(int count, char **argument) {
  if (count != 6) {
    fprintf(stderr, "usage: unwrap-template MODULE TOKEN_LABEL SO_PIN_FILE KEY_LABEL WRAP_MECHANISM\n");
    return 2;
  }
  char *key_label = argument[4];
  ulong_t wrap_mechanism = strtoul(argument[5], NULL, 0);

  void *module = dlopen(argument[1], RTLD_NOW | RTLD_LOCAL);
  if (module == NULL) fail("the module cannot be loaded", 0);
  function get_function_list = (function)dlsym(module, "C_GetFunctionList");
  if (get_function_list == NULL) fail("the module has no C_GetFunctionList", 0);
  must("C_GetFunctionList", get_function_list(&token));

  struct initialize_args locking = { .flags = CKF_OS_LOCKING_OK };
  must("C_Initialize", token->entry[INITIALIZE](&locking));
  ulong_t slot = slot_of(argument[2]), session, key;
  must("C_OpenSession", token->entry[OPEN_SESSION](slot, (ulong_t)CKF_SERIAL_RW_SESSION, NULL, NULL, &session));

  byte pin[257];
  size_t pin_length = read_pin(argument[3], pin, sizeof pin);
  ulong_t answer = token->entry[LOGIN](session, (ulong_t)CKU_SO, pin, (ulong_t)pin_length);
  memset(pin, 0, sizeof pin);
  must("C_Login as security officer", answer);

  byte yes = 1, no = 0;
  ulong_t bytes = 32, private_key = CKO_PRIVATE_KEY;
  /*
   * What every key under this one becomes, whatever its caller asks for. Private keys only: this key can be wrapped
   * under itself, being trusted, and would come back as an AES key that decrypts every blob.
   */
  struct attribute unwrapped[] = {
    { CKA_CLASS, &private_key, sizeof private_key }, { CKA_SENSITIVE, &yes, 1 }, { CKA_WRAP_WITH_TRUSTED, &yes, 1 }, { CKA_TOKEN, &no, 1 },
  };
  struct attribute shape[] = {
    { CKA_TOKEN, &yes, 1 }, { CKA_PRIVATE, &no, 1 }, { CKA_LABEL, key_label, strlen(key_label) },
    { CKA_VALUE_LEN, &bytes, sizeof bytes }, { CKA_TRUSTED, &yes, 1 }, { CKA_SENSITIVE, &yes, 1 },
    /* A key that is not extractable from birth can never be carried to a sibling token. */
    { CKA_EXTRACTABLE, &yes, 1 }, { CKA_WRAP_WITH_TRUSTED, &yes, 1 },
    { CKA_WRAP, &yes, 1 }, { CKA_UNWRAP, &yes, 1 }, { CKA_ENCRYPT, &no, 1 }, { CKA_DECRYPT, &no, 1 },
    { CKA_ALLOWED_MECHANISMS, &wrap_mechanism, sizeof wrap_mechanism },
    { CKA_UNWRAP_TEMPLATE, unwrapped, sizeof unwrapped },
  };
  struct mechanism generate = { CKM_AES_KEY_GEN, NULL, 0 };
  must("C_GenerateKey", token->entry[GENERATE_KEY](session, &generate, shape, sizeof shape / sizeof *shape, &key));

  /* Read back: a token may drop silently what it does not know. */
  struct attribute stored = { CKA_UNWRAP_TEMPLATE, NULL, 0 };
  answer = token->entry[GET_ATTRIBUTE_VALUE](session, key, &stored, 1UL);
  if (answer != CKR_OK || stored.length != sizeof unwrapped) {
    token->entry[DESTROY_OBJECT](session, key);
    fail("the token did not keep the unwrap template", answer);
  }
  must("C_Finalize", token->entry[FINALIZE](NULL));
  return 0;
}
