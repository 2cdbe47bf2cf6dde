/*
 * Makes the keys of a ceremony that carry CKA_UNWRAP_TEMPLATE.
 *
 *   unwrap-template generate  MODULE TOKEN_LABEL SO_PIN_FILE KEY_LABEL WRAP_MECHANISM
 *   unwrap-template transport MODULE TOKEN_LABEL SO_PIN_FILE KEY_LABEL MODULUS_BITS
 *   unwrap-template receive   MODULE TOKEN_LABEL SO_PIN_FILE KEY_LABEL WRAP_MECHANISM TRANSPORT_LABEL OAEP_HASH BLOB_FILE
 *
 * CKA_UNWRAP_TEMPLATE is an array of attributes (PKCS#11 v2.40 base, section 4.10.2), the one thing of the ceremony
 * that the Node.js binding cannot pass; so this program does that one thing, and the ceremony does the rest.
 *
 * `generate` makes a key-encryption key. Without the template, whoever holds the user PIN can unwrap any stored key as
 * readable. It cannot be added later. `receive` brings a sibling token's key-encryption key in, in the same shape.
 * `transport` makes the RSA pair it travels under.
 *
 * The keys are made in a security officer's session, the only place where CKA_TRUSTED may be set, and are therefore
 * public (CKA_PRIVATE false): the ceremony copies a key-encryption key as a private object at once and destroys this one.
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
  DESTROY_OBJECT = 22, GET_ATTRIBUTE_VALUE = 24, FIND_OBJECTS_INIT = 26, FIND_OBJECTS = 27, FIND_OBJECTS_FINAL = 28,
  GENERATE_KEY = 58, GENERATE_KEY_PAIR = 59, UNWRAP_KEY = 61
};

enum { CKR_OK = 0, CKF_OS_LOCKING_OK = 2, CKF_TOKEN_INITIALIZED = 0x400, CKF_SERIAL_RW_SESSION = 6, CKU_SO = 0 };
enum { CKO_PRIVATE_KEY = 3, CKO_SECRET_KEY = 4, CKK_AES = 0x1f };
enum { CKM_RSA_PKCS_KEY_PAIR_GEN = 0x0, CKM_RSA_PKCS_OAEP = 0x9, CKM_SHA_1 = 0x220, CKM_SHA256 = 0x250, CKM_AES_KEY_GEN = 0x1080 };
enum { CKG_MGF1_SHA1 = 1, CKG_MGF1_SHA256 = 2, CKZ_DATA_SPECIFIED = 1 };
enum {
  CKA_CLASS = 0x0, CKA_TOKEN = 0x1, CKA_PRIVATE = 0x2, CKA_LABEL = 0x3, CKA_TRUSTED = 0x86, CKA_KEY_TYPE = 0x100, CKA_SENSITIVE = 0x103,
  CKA_ENCRYPT = 0x104, CKA_DECRYPT = 0x105, CKA_WRAP = 0x106, CKA_UNWRAP = 0x107, CKA_SIGN = 0x108, CKA_VERIFY = 0x10a,
  CKA_MODULUS_BITS = 0x121, CKA_PUBLIC_EXPONENT = 0x122, CKA_VALUE_LEN = 0x161, CKA_EXTRACTABLE = 0x162, CKA_MODIFIABLE = 0x170,
  CKA_WRAP_WITH_TRUSTED = 0x210, CKA_UNWRAP_TEMPLATE = 0x40000212, CKA_ALLOWED_MECHANISMS = 0x40000600
};
struct oaep { ulong_t hash, mask, source; void *label; ulong_t label_length; };

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

static byte yes = 1, no = 0;
static ulong_t private_key = CKO_PRIVATE_KEY, secret_key = CKO_SECRET_KEY, aes = CKK_AES;

/* Read back: a token may drop silently what it does not know. */
static void must_keep_template(ulong_t session, ulong_t key, ulong_t length) {
  struct attribute stored = { CKA_UNWRAP_TEMPLATE, NULL, 0 };
  ulong_t answer = token->entry[GET_ATTRIBUTE_VALUE](session, key, &stored, 1UL);
  if (answer == CKR_OK && stored.length == length) return;
  token->entry[DESTROY_OBJECT](session, key);
  fail("the token did not keep the unwrap template", answer);
}

/* A key-encryption key: born here, or brought in from a sibling token. */
static void make_kek(ulong_t session, char *label, ulong_t wrap_mechanism, struct mechanism *carried_by, ulong_t transport, byte *blob, ulong_t blob_length) {
  ulong_t bytes = 32, key;
  /*
   * What every key under this one becomes, whatever its caller asks for. Private keys only: this key can be wrapped
   * under itself, being trusted, and would come back as an AES key that decrypts every blob.
   */
  struct attribute unwrapped[] = {
    { CKA_CLASS, &private_key, sizeof private_key }, { CKA_SENSITIVE, &yes, 1 }, { CKA_WRAP_WITH_TRUSTED, &yes, 1 }, { CKA_TOKEN, &no, 1 },
  };
  struct attribute shape[] = {
    { CKA_TOKEN, &yes, 1 }, { CKA_PRIVATE, &no, 1 }, { CKA_LABEL, label, strlen(label) },
    { CKA_TRUSTED, &yes, 1 }, { CKA_SENSITIVE, &yes, 1 },
    /* A key that is not extractable from birth can never be carried to a sibling token. */
    { CKA_EXTRACTABLE, &yes, 1 }, { CKA_WRAP_WITH_TRUSTED, &yes, 1 },
    { CKA_WRAP, &yes, 1 }, { CKA_UNWRAP, &yes, 1 }, { CKA_ENCRYPT, &no, 1 }, { CKA_DECRYPT, &no, 1 },
    { CKA_ALLOWED_MECHANISMS, &wrap_mechanism, sizeof wrap_mechanism },
    { CKA_UNWRAP_TEMPLATE, unwrapped, sizeof unwrapped },
    /* Born: its length. Brought in: what it is. */
    { CKA_VALUE_LEN, &bytes, sizeof bytes }, { CKA_KEY_TYPE, &aes, sizeof aes },
  };
  ulong_t common = sizeof shape / sizeof *shape - 2;
  if (carried_by == NULL) {
    struct mechanism generate = { CKM_AES_KEY_GEN, NULL, 0 };
    must("C_GenerateKey", token->entry[GENERATE_KEY](session, &generate, shape, common + 1, &key));
  } else {
    shape[common] = (struct attribute){ CKA_CLASS, &secret_key, sizeof secret_key };
    must("C_UnwrapKey", token->entry[UNWRAP_KEY](session, carried_by, transport, blob, blob_length, shape, common + 2, &key));
  }
  must_keep_template(session, key, sizeof unwrapped);
}

/*
 * The RSA pair that a key-encryption key travels under. Its private half is a public object, as all that an officer
 * makes, so its template demands what only an officer can ask for: whoever else finds it unwraps nothing with it.
 */
static void make_transport(ulong_t session, char *label, ulong_t bits) {
  ulong_t oaep = CKM_RSA_PKCS_OAEP, public_half, private_half;
  byte exponent[] = { 1, 0, 1 };
  struct attribute unwrapped[] = {
    { CKA_CLASS, &secret_key, sizeof secret_key }, { CKA_TRUSTED, &yes, 1 }, { CKA_SENSITIVE, &yes, 1 },
    { CKA_WRAP_WITH_TRUSTED, &yes, 1 }, { CKA_ENCRYPT, &no, 1 }, { CKA_DECRYPT, &no, 1 },
  };
  struct attribute public_shape[] = {
    { CKA_TOKEN, &yes, 1 }, { CKA_PRIVATE, &no, 1 }, { CKA_LABEL, label, strlen(label) }, { CKA_MODULUS_BITS, &bits, sizeof bits },
    { CKA_PUBLIC_EXPONENT, exponent, sizeof exponent }, { CKA_ENCRYPT, &no, 1 }, { CKA_VERIFY, &no, 1 }, { CKA_WRAP, &no, 1 },
  };
  struct attribute private_shape[] = {
    { CKA_TOKEN, &yes, 1 }, { CKA_PRIVATE, &no, 1 }, { CKA_LABEL, label, strlen(label) }, { CKA_SENSITIVE, &yes, 1 },
    { CKA_EXTRACTABLE, &no, 1 }, { CKA_DECRYPT, &no, 1 }, { CKA_SIGN, &no, 1 }, { CKA_UNWRAP, &yes, 1 },
    { CKA_ALLOWED_MECHANISMS, &oaep, sizeof oaep }, { CKA_UNWRAP_TEMPLATE, unwrapped, sizeof unwrapped }, { CKA_MODIFIABLE, &no, 1 },
  };
  struct mechanism generate = { CKM_RSA_PKCS_KEY_PAIR_GEN, NULL, 0 };
  must("C_GenerateKeyPair", token->entry[GENERATE_KEY_PAIR](session, &generate, public_shape, sizeof public_shape / sizeof *public_shape, private_shape,
    sizeof private_shape / sizeof *private_shape, &public_half, &private_half));
  must_keep_template(session, private_half, sizeof unwrapped);
}

static ulong_t transport_labelled(ulong_t session, char *label) {
  struct attribute wanted[] = { { CKA_CLASS, &private_key, sizeof private_key }, { CKA_LABEL, label, strlen(label) } };
  ulong_t found[2], count = 0;
  must("C_FindObjectsInit", token->entry[FIND_OBJECTS_INIT](session, wanted, 2UL));
  must("C_FindObjects", token->entry[FIND_OBJECTS](session, found, 2UL, &count));
  must("C_FindObjectsFinal", token->entry[FIND_OBJECTS_FINAL](session));
  if (count != 1) fail("not exactly one transport key has this label", count);
  return found[0];
}

static void receive_kek(ulong_t session, char *label, ulong_t wrap_mechanism, char **rest) {
  int is_sha256 = strcmp(rest[1], "sha256") == 0;
  if (!is_sha256 && strcmp(rest[1], "sha1") != 0) fail("the hash of OAEP is sha256 or sha1", 0);
  struct oaep parameters = { is_sha256 ? CKM_SHA256 : CKM_SHA_1, is_sha256 ? CKG_MGF1_SHA256 : CKG_MGF1_SHA1, CKZ_DATA_SPECIFIED, NULL, 0 };
  struct mechanism oaep = { CKM_RSA_PKCS_OAEP, &parameters, sizeof parameters };
  byte blob[1024];
  FILE *file = fopen(rest[2], "rb");
  if (file == NULL) fail("the file of the wrapped key cannot be read", 0);
  size_t length = fread(blob, 1, sizeof blob, file);
  fclose(file);
  make_kek(session, label, wrap_mechanism, &oaep, transport_labelled(session, rest[0]), blob, (ulong_t)length);
}

static int usage(void) {
  fprintf(stderr,
    "usage: unwrap-template generate  MODULE TOKEN_LABEL SO_PIN_FILE KEY_LABEL WRAP_MECHANISM\n"
    "       unwrap-template transport MODULE TOKEN_LABEL SO_PIN_FILE KEY_LABEL MODULUS_BITS\n"
    "       unwrap-template receive   MODULE TOKEN_LABEL SO_PIN_FILE KEY_LABEL WRAP_MECHANISM TRANSPORT_LABEL OAEP_HASH BLOB_FILE\n");
  return 2;
}

int main(int count, char **argument) {
  if (count < 7) return usage();
  int generates = strcmp(argument[1], "generate") == 0 && count == 7, transports = strcmp(argument[1], "transport") == 0 && count == 7;
  int receives = strcmp(argument[1], "receive") == 0 && count == 10;
  if (!generates && !transports && !receives) return usage();

  void *module = dlopen(argument[2], RTLD_NOW | RTLD_LOCAL);
  if (module == NULL) fail("the module cannot be loaded", 0);
  function get_function_list = (function)dlsym(module, "C_GetFunctionList");
  if (get_function_list == NULL) fail("the module has no C_GetFunctionList", 0);
  must("C_GetFunctionList", get_function_list(&token));

  struct initialize_args locking = { .flags = CKF_OS_LOCKING_OK };
  must("C_Initialize", token->entry[INITIALIZE](&locking));
  ulong_t slot = slot_of(argument[3]), session;
  must("C_OpenSession", token->entry[OPEN_SESSION](slot, (ulong_t)CKF_SERIAL_RW_SESSION, NULL, NULL, &session));

  byte pin[257];
  size_t pin_length = read_pin(argument[4], pin, sizeof pin);
  ulong_t answer = token->entry[LOGIN](session, (ulong_t)CKU_SO, pin, (ulong_t)pin_length);
  memset(pin, 0, sizeof pin);
  must("C_Login as security officer", answer);

  ulong_t number = strtoul(argument[6], NULL, 0);
  if (generates) make_kek(session, argument[5], number, NULL, 0, NULL, 0);
  if (transports) make_transport(session, argument[5], number);
  if (receives) receive_kek(session, argument[5], number, argument + 7);
  must("C_Finalize", token->entry[FINALIZE](NULL));
  return 0;
}
